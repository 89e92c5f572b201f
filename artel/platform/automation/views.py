"""Rules in words, the log of each, pausing and doing again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.access.policy import may_use, readable_sections
from artel.platform.access.views.frame import act, settings_page, with_tool
from artel.platform.automation.acting import pause, replay, rule_of, would_meet
from artel.platform.automation.contradicting import contradictions
from artel.platform.automation.invariants.specs import MENDING
from artel.platform.automation.listing import (
    MOST_REPLAYED,
    RunsAsked,
    counts_of,
    read_runs,
    record_link,
    rules_table,
    runs_table,
)
from artel.platform.automation.permissions import CHANGE, SEE_RUNS
from artel.platform.automation.specs import Rule, all_rules
from artel.platform.automation.wording import condition, following, happening
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.patience import TookTooLong
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel


@require_GET
@with_tool(SEE_RUNS)
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule as a sentence, with what became of its last runs; those that contradict each other above."""
    snapshot, actor = current_snapshot(), actor_on(request)
    found = all_rules(snapshot)
    text = _("A rule does by itself what people would forget: tasks, moves, words to colleagues, letters.")
    empty = EmptyState(title=_("No rules yet"), text=text, icon="bolt")
    warnings = [Notice(text=each.text(snapshot), tone="soon") for each in contradictions(snapshot)]
    table = rules_table(found, counts_of(r.key for r in found), snapshot, actor.language) if found else empty
    return settings_page(request, _("Rules"), [*warnings, table], place="rules", crumbs=(Crumb(_("Rules")),))


@require_GET
@with_tool(SEE_RUNS)
def runs(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule: its sentence, whom it would concern now, the log of its runs."""
    actor, found = actor_on(request), rule_of(rule)
    asked = RunsAsked.of(request.GET)
    listed = read_runs(found, asked)
    empty = EmptyState(title=_("It has not acted yet"), icon="bolt")
    tried = _tried(request, found) if "try" in request.GET else EMPTY
    parts: list[Html] = [_sentence(request, found), tried, asked.bar(), runs_table(listed, actor) if listed else empty]
    parts.append(asked.pager(request, listed))
    return settings_page(
        request,
        found.label.text(),
        parts,
        place="rules",
        crumbs=(Crumb(_("Rules"), reverse("automation:rules")), Crumb(found.label.text())),
        actions=_acts(request, found),
    )


@require_POST
@with_tool(CHANGE)
def pausing(request: HttpRequest, rule: str) -> HttpResponse:
    """Pause the rule, or have it act again."""
    pause(rule, actor=actor_on(request), is_paused=request.POST.get("paused") == "1")
    return redirect("automation:runs", rule)


@require_POST
@with_tool(SEE_RUNS)
def replaying(request: HttpRequest, rule: str) -> HttpResponse:
    """Do failed runs again: one, or all of the rule's latest."""
    found = rule_of(rule)
    one = request.POST.get("run", "")
    ids = [int(one[:18])] if one.isdecimal() else [r.pk for r in read_runs(found, RunsAsked(state="trouble"))]
    done = replay(ids[:MOST_REPLAYED], actor=actor_on(request))
    messages.info(
        request, ngettext("Done again: %(count)s run.", "Done again: %(count)s runs.", done) % {"count": done}
    )
    return redirect("automation:runs", rule)


def _acts(request: HttpRequest, rule: Rule) -> tuple[Html, ...]:
    again = act(request, reverse("automation:replay", args=[rule.key]), _("Repeat what failed"), icon="refresh")
    if rule.key.startswith(MENDING) or not may_use(actor_on(request), CHANGE):
        return (again,)
    url, is_paused = reverse("automation:pause", args=[rule.key]), rule.body.is_paused
    label, icon = (_("Act again"), "player-play") if is_paused else (_("Pause"), "player-pause")
    edit = Button(label=_("Edit"), icon="pencil", url=reverse("designer:rule_edit", args=[rule.section, rule.key]))
    return again, edit, act(request, url, label, icon=icon, hidden={"paused": "0" if is_paused else "1"})


def _sentence(request: HttpRequest, rule: Rule) -> Html:
    snapshot, language = current_snapshot(), actor_on(request).language
    spec = snapshot.section(rule.section)
    when = condition(rule.body, spec, snapshot, language)
    lines = [(_("When"), f"{spec.label.text(language)}: {happening(rule.body, spec, snapshot)}")]
    lines += [(_("If"), when)] if when else []
    lines += [(_("Then"), text) for text in following(rule.body, spec, snapshot, language)]
    facts = join(format_html("<dt>{}</dt><dd>{}</dd>", name, text) for name, text in lines)
    link = format_html('<a class="a-link" href="?try=1">{}</a>', _("Which records it would concern now"))
    return Panel(body=format_html('<dl class="a-facts">{}</dl>', facts), foot=link)


def _tried(request: HttpRequest, rule: Rule) -> Html:
    """Whom the rule would concern now, as far as the one who asks may see them."""
    title = _("It would concern")
    if rule.section not in {s.key for s in readable_sections(actor_on(request))}:
        return Panel(title=title, body=_("You do not see the records of this section."))
    try:
        tried = would_meet(rule, actor=actor_on(request))
    except TookTooLong as slow:
        return Panel(title=title, body=str(slow))
    if not tried.records:
        return Panel(title=title, body=_("No record at present."))
    rows = join(
        format_html("<li>{}</li>", record_link(rule.section, record_id, name)) for record_id, name in tried.records
    )
    more = format_html('<li class="muted">{}</li>', _("… and more")) if tried.has_more else EMPTY
    return Panel(title=title, body=format_html('<ul class="plain">{}{}</ul>', rows, more))
