"""«Why did this happen?»: an entry of history that a rule wrote, back to what began it and on to what else followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import may, may_use, visible_to
from artel.platform.automation.invariants.specs import known_rules
from artel.platform.automation.listing import cause_in_words, did_in_words, record_link, state_flag
from artel.platform.automation.models import RuleRun
from artel.platform.automation.permissions import SEE_RUNS
from artel.platform.automation.specs import Rule
from artel.platform.automation.wording import condition, following, happening
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.records.models import FeedEntry
from artel.platform.screens.cards.record import Record
from artel.platform.sections.spec import Snapshot
from artel.platform.ui.atoms import Ago
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import Dialog

MOST_RUNS = 30
"""Runs of one chain that are told; an import may have begun thousands."""


def because_dialog(record: Record, entry_id: int) -> Dialog:
    """Return what the entry follows from; raises NotFound for one that is not of this record or of no rule.

    Of other records only those are named that the actor may see. A query for each section among them.
    """
    place = record.place
    rows = FeedEntry.objects.filter(pk=entry_id, section=place.spec.key, record_id=record.id).exclude(rule="")
    entry = rows.values_list("rule", "cause").first()
    if entry is None:
        raise NotFound(section=place.spec.key, id=record.id)
    key, cause = entry
    rules = known_rules(place.snapshot)
    chain = list(RuleRun.objects.filter(cause=cause).order_by("depth", "id")[:MOST_RUNS])
    names = _names(chain, place.actor)
    body = join((_sentence(rules.get(key), key, place.snapshot, place.actor), _steps(chain, rules, names, place.actor)))
    return Dialog(title=_("Why did this happen?"), body=body)


def _sentence(rule: Rule | None, key: str, snapshot: Snapshot, actor: Actor) -> Html:
    if rule is None:
        return format_html("<p>{}</p>", _("By the rule “%(rule)s”, which is no longer in force.") % {"rule": key})
    spec, language = snapshot.section(rule.section), actor.language
    when = f"{spec.label.text(language)}: {happening(rule.body, spec, snapshot)}"
    needed = condition(rule.body, spec, snapshot, language)
    lines = [(_("When"), when), *([(_("If"), needed)] if needed else [])]
    lines += [(_("Then"), text) for text in following(rule.body, spec, snapshot, language)]
    facts = join(format_html("<dt>{}</dt><dd>{}</dd>", name, text) for name, text in lines)
    return format_html(
        '<p>{} {}</p><dl class="a-facts">{}</dl>', _("By the rule"), _named(rule, rule.key, actor), facts
    )


def _named(rule: Rule | None, key: str, actor: Actor) -> Html:
    label = rule.label.text(actor.language) if rule else key
    if rule is None or not may_use(actor, SEE_RUNS):
        return format_html("<b>«{}»</b>", label)
    return format_html('<a class="a-link" href="{}">«{}»</a>', reverse("automation:runs", args=[key]), label)


def _steps(
    chain: Sequence[RuleRun], rules: Mapping[str, Rule], names: Mapping[tuple[str, int], str], actor: Actor
) -> Html:
    if not chain:
        return EMPTY
    now = timezone.localtime()
    items = join(
        format_html(
            '<li><span class="muted">{} · {}</span> {} {}<div>{}: {}</div></li>',
            Ago(timezone.localtime(run.at), now),
            cause_in_words(run),
            _named(rules.get(run.rule), run.rule, actor),
            state_flag(run.state),
            record_link(run.section, run.record_id, names.get((run.section, run.record_id))),
            run.error or did_in_words(run),
        )
        for run in chain
    )
    return format_html('<h3>{}</h3><ol class="stack">{}</ol>', _("How it came about"), items)


def _names(chain: Sequence[RuleRun], actor: Actor) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for section in {run.section for run in chain}:
        if may(actor, section, "read"):
            ids = {run.record_id for run in chain if run.section == section}
            seen = visible_to(actor, section, include_trashed=True).filter(id__in=ids).values_list("id", "name")
            found |= {(section, record_id): name for record_id, name in seen}
    return found
