"""«Needs attention»: what stopped or came to the wrong hands, each with whose it is and since when. Bounded reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.access.policy import may, may_use, visible_to
from artel.platform.access.views.frame import moment
from artel.platform.automation.invariants.models import Breach
from artel.platform.automation.invariants.norms import all_norms
from artel.platform.automation.invariants.specs import Invariant, Sort, allowance_in_words, known_rules
from artel.platform.automation.listing import record_link
from artel.platform.automation.log import IN_TROUBLE
from artel.platform.automation.models import RuleRun
from artel.platform.automation.permissions import SEE_RUNS
from artel.platform.kernel.actor import Actor
from artel.platform.process.models import ProcessStep
from artel.platform.process.steps.wording import attention_text
from artel.platform.sections.spec import Snapshot
from artel.platform.ui.component import Html, Text
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.table import Column, Group, Row, Table
from artel.platform.users.models import User

SHOWN = 50
"""Of each sort so many are shown, the oldest first."""
LATEST_RUNS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that needs somebody: what it is, why, whose (None: the administrators'), since when."""

    what: Html
    why: Text
    owner: int | None
    since: datetime


def attention(actor: Actor, snapshot: Snapshot) -> Html:
    """Return the list, or words when nothing needs anybody."""
    sorts: list[tuple[str, Sequence[Matter]]] = [
        (_("Longer in a stage than the norm"), _norms(actor, snapshot)),
        (_("Steps that nobody could take"), _steps(actor, snapshot)),
        (_("Rules that failed"), _rules(snapshot) if may_use(actor, SEE_RUNS) else ()),
    ]
    sorts = [(label, found) for label, found in sorts if found]
    if not sorts:
        text = _("Norms of stages that are over, steps that nobody could take and rules that failed would stand here.")
        return EmptyState(title=_("Nothing needs attention"), text=text, icon="circle-check")
    owners = {m.owner for _label, found in sorts for m in found if m.owner is not None}
    names = dict(User.objects.filter(id__in=owners).values_list("id", "name"))
    columns = (
        Column(key="what", label=_("About what"), is_name=True, width=360),
        Column(key="why", label=_("Why")),
        Column(key="who", label=_("Whose"), width=220),
        Column(key="since", label=_("Since"), width=120),
    )
    groups = [
        Group(label=label, count=len(found), rows=[_row(n, each, names) for n, each in enumerate(found)])
        for label, found in sorts
    ]
    return Table(columns=columns, groups=groups, caption=_("Needs attention"), is_static=True)


def _row(number: int, matter: Matter, names: dict[int, str]) -> Row:
    owner = names.get(matter.owner, f"№ {matter.owner}") if matter.owner is not None else _("Administrators")
    values = {"what": matter.what, "why": matter.why, "who": owner, "since": moment(matter.since)}
    return Row(id=number, values=values)


def _norms(actor: Actor, snapshot: Snapshot) -> Sequence[Matter]:
    """Return what stands in a stage too long, of what the actor sees. A query for each section with norms."""
    by_section: dict[str, dict[str, Invariant]] = defaultdict(dict)
    for norm in all_norms(snapshot):
        if norm.sort is Sort.NORM and may(actor, norm.section, "read"):
            by_section[norm.section][norm.key] = norm
    found: list[Matter] = []
    for section, norms in by_section.items():
        kept = Breach.objects.filter(invariant__in=norms)
        seen = visible_to(actor, section).filter(id__in=kept.values("record_id")).order_by("stage_since", "id")
        rows = list(seen.values_list("id", "name", "owner_id", "stage_since")[:SHOWN])
        broken = dict(kept.filter(record_id__in=[row[0] for row in rows]).values_list("record_id", "invariant"))
        for record_id, name, owner, since in rows:
            norm = norms[broken[record_id]]
            words = {"stage": norm.label.text(), "norm": allowance_in_words(norm.norm)}
            why = _("%(stage)s: the norm is %(norm)s") % words
            found.append(Matter(what=record_link(section, record_id, name), why=why, owner=owner, since=since))
    return sorted(found, key=lambda each: each.since)[:SHOWN]


def _steps(actor: Actor, snapshot: Snapshot) -> Sequence[Matter]:
    """Return open steps that came to somebody else than their stage names. Two queries, one for each section."""
    waiting = list(ProcessStep.objects.filter(done_at=None).exclude(attention="").order_by("id")[: SHOWN * 2])
    found: list[Matter] = []
    for section in dict.fromkeys(step.task_section for step in waiting):
        if section not in snapshot.sections or not may(actor, section, "read"):
            continue
        steps = {s.task_id: s for s in waiting if s.task_section == section}
        rows = visible_to(actor, section).filter(id__in=list(steps), done_at=None)
        for task_id, name, owner in rows.values_list("id", "name", "owner_id"):
            step = steps[task_id]
            what = record_link(section, task_id, name)
            found.append(Matter(what=what, why=attention_text(step.attention), owner=owner, since=step.made_at))
    return sorted(found, key=lambda each: each.since)[:SHOWN]


def _rules(snapshot: Snapshot) -> Sequence[Matter]:
    """Return the rules whose latest runs failed or went in circles; what did not go outward is among them."""
    latest = RuleRun.objects.filter(state__in=IN_TROUBLE).order_by("-id").values_list("rule", "at", "error")
    counts: Counter[str] = Counter()
    last: dict[str, tuple[datetime, str]] = {}
    for rule, at, error in latest[:LATEST_RUNS]:
        counts[rule] += 1
        last.setdefault(rule, (at, error))
    rules = known_rules(snapshot)
    return [_rule(key, str(rules[key].label), counts[key], *last[key]) for key in counts if key in rules]


def _rule(key: str, label: str, count: int, at: datetime, error: str) -> Matter:
    url = f"{reverse('automation:runs', args=[key])}?state=trouble"
    said = ngettext("%(count)s run", "%(count)s runs", count) % {"count": count}
    return Matter(
        what=format_html('<a class="a-link" href="{}">{}</a>', url, label),
        why=f"{said}. {error}" if error else said,
        owner=None,
        since=at,
    )
