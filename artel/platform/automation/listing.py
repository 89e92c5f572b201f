"""Tables of rules and of runs: what is read for them, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import may, visible_to
from artel.platform.access.views.frame import choice, find_bar, moment
from artel.platform.automation.log import IN_TROUBLE
from artel.platform.automation.models import RuleRun, RunState
from artel.platform.automation.specs import Rule
from artel.platform.automation.wording import condition, following, happening
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.text import clean_line
from artel.platform.sections.spec import Snapshot
from artel.platform.ui.atoms import Flag
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.table import Column, Group, Pager, Row, Table

PAGE = 50
MOST_REPLAYED = 500
TROUBLE = "trouble"
MOST_COUNTED = 100
"""Runs in trouble are counted so far: then it is «100+»."""


@dataclass(frozen=True, slots=True)
class RunsAsked:
    """What the address of a log says: the state, a record's number, the run to go on below."""

    state: str = ""
    record: str = ""
    before: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> RunsAsked:
        """Read an address."""
        return cls(*(clean_line(query.get(name, ""))[:20] for name in ("state", "record", "before")))

    def bar(self) -> Html:
        """Return the line above the table."""
        states = {"": _("All runs"), TROUBLE: _("In trouble"), **{s: state_in_words(s) for s in RunState.values}}
        return find_bar("record", self.record, _("Number of a record"), choice("state", self.state, _("State"), states))

    def pager(self, request: HttpRequest, listed: Sequence[RuleRun]) -> Html:
        """Return the way to older runs."""
        if len(listed) <= PAGE:
            return EMPTY
        query = request.GET.copy()
        query["before"] = str(listed[PAGE - 1].pk)
        return Pager(shown="", next_url=f"?{query.urlencode()}")


def read_runs(rule: Rule, asked: RunsAsked) -> list[RuleRun]:
    """Return a page of a rule's runs and one more, the newest first; one query."""
    found = RuleRun.objects.filter(rule=rule.key).order_by("-id")
    if asked.state == TROUBLE:
        found = found.filter(state__in=IN_TROUBLE)
    elif asked.state in RunState.values:
        found = found.filter(state=asked.state)
    if asked.record.isdecimal():
        found = found.filter(record_id=int(asked.record[:18]))
    if asked.before.isdecimal():
        found = found.filter(id__lt=int(asked.before[:18]))
    return list(found[: PAGE + 1])


def counts_of(keys: Iterable[str]) -> Mapping[str, int]:
    """Return how many of the latest runs in trouble each rule has; one query."""
    wanted = set(keys)
    latest = RuleRun.objects.filter(state__in=IN_TROUBLE).order_by("-id").values_list("rule", flat=True)
    found: dict[str, int] = {}
    for key in latest[: MOST_COUNTED * 10]:
        if key in wanted:
            found[key] = found.get(key, 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class LastRuns:
    """When a rule acted last, and how many of the latest runs are in trouble."""

    at: datetime
    troubles: int


def last_runs_of(keys: Sequence[str]) -> Mapping[str, LastRuns]:
    """Return the last runs of rules; one that has not acted yet is left out. Two queries."""
    # A look into the index for each rule: DISTINCT ON would go through all runs there are.
    text = """
        SELECT asked.rule, (
            SELECT run.at FROM automation_rulerun run WHERE run.rule = asked.rule ORDER BY run.id DESC LIMIT 1
        ) FROM unnest(%s::text[]) AS asked (rule)
    """
    with connection.cursor() as cursor:
        cursor.execute(text, [list(keys)])
        last = {rule: at for rule, at in cursor.fetchall() if at is not None}
    troubles = counts_of(last) if last else {}
    return {rule: LastRuns(at, troubles.get(rule, 0)) for rule, at in last.items()}


def rules_table(rules: Sequence[Rule], troubles: Mapping[str, int], snapshot: Snapshot, language: str) -> Table:
    """Return the rules, grouped by section, each as a sentence."""
    columns = (
        Column(key="label", label=_("Rule"), is_name=True, width=260),
        Column(key="when", label=_("When and if"), width=360),
        Column(key="then", label=_("Then")),
        Column(key="state", label=_("State"), width=150),
    )
    groups: dict[str, list[Row]] = {}
    for rule in rules:
        spec = snapshot.section(rule.section)
        needed = condition(rule.body, spec, snapshot, language)
        when = happening(rule.body, spec, snapshot)
        row = Row(
            id=rule.key,
            url=reverse("automation:runs", args=[rule.key]),
            name=rule.label.text(language),
            values={
                "label": rule.label.text(language),
                "when": f"{when}; {needed}" if needed else when,
                "then": "; ".join(following(rule.body, spec, snapshot, language)),
                "state": _state_of(rule, troubles.get(rule.key, 0)),
            },
        )
        groups.setdefault(rule.section, []).append(row)
    shown = [Group(rows=rows, label=snapshot.section(key).label.text(language)) for key, rows in groups.items()]
    return Table(columns=columns, groups=shown, caption=_("Rules"), is_static=True)


def _state_of(rule: Rule, troubles: int) -> Html:
    if rule.body.is_paused:
        return Flag(_("paused"), "soon")
    if troubles:
        number = f"{troubles}" if troubles < MOST_COUNTED else f"{MOST_COUNTED}+"
        return Flag(_("failed: %(number)s") % {"number": number}, "late")
    return Flag(_("acts"), "good")


def runs_table(listed: Sequence[RuleRun], actor: Actor) -> Table:
    """Return a page of runs; names of records that the actor sees are read in one query."""
    shown = list(listed[:PAGE])
    section = shown[0].section
    names: dict[int, str] = {}
    if may(actor, section, "read"):
        seen = visible_to(actor, section, include_trashed=True).filter(id__in={run.record_id for run in shown})
        names = dict(seen.values_list("id", "name"))
    columns = (
        Column(key="record", label=_("About what"), is_name=True, width=260),
        Column(key="cause", label=_("Whence"), width=200),
        Column(key="state", label=_("State"), width=130),
        Column(key="did", label=_("What was done")),
        Column(key="at", label=_("When"), width=140),
    )
    rows = [
        Row(
            id=run.pk,
            values={
                "record": record_link(run.section, run.record_id, names.get(run.record_id)),
                "cause": cause_in_words(run),
                "state": state_flag(run.state),
                "did": run.error or did_in_words(run),
                "at": moment(run.at),
            },
        )
        for run in shown
    ]
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Runs of the rule"))


def record_link(section: str, record_id: int, name: str | None) -> Html:
    """Return a record's name with the way to it; its bare number for one that is not seen."""
    if name is None:
        return f"№ {record_id}"
    return format_html('<a class="a-link" href="/{}/{}/">{}</a>', section, record_id, name or f"№ {record_id}")


def cause_in_words(run: RuleRun) -> str:
    """Return who or what began it: «Анна: запись изменена»."""
    happened = {
        "created": _("made the record"),
        "changed": _("changed the record"),
        "deleted": _("deleted the record"),
        "date": _("the date has come"),
        "silence": _("nothing happened for long"),
        "schedule": _("by the schedule"),
        "broken": _("it was not in order"),
    }.get(run.trigger, run.trigger)
    return f"{run.actor_name}: {happened}" if run.actor_name else happened


def state_in_words(state: str) -> str:
    """Return what a state is called."""
    return {
        RunState.DONE: _("done"),
        RunState.SENDING: _("on its way"),
        RunState.FAILED: _("failed"),
        RunState.LOOP: _("in circles"),
    }.get(RunState(state), state)


def state_flag(state: str) -> Flag:
    """Return the mark of a state."""
    tone = {RunState.DONE: "good", RunState.SENDING: "info"}.get(RunState(state), "late")
    return Flag(state_in_words(state), tone)


def did_in_words(run: RuleRun) -> Html:
    """Return what the actions did, one after another, with the way to what was made."""
    return join((_did(each) for each in run.actions), ", ")


def _did(each: Mapping[str, object]) -> Html:
    act, section, record = str(each.get("act")), each.get("section"), each.get("id")
    words = {
        "set": _("wrote values"),
        "move": _("moved"),
        "create": _("made a record"),
        "hand_on": _("wrote in the related record"),
        "notify": _("told people"),
        "letter": _("a letter"),
        "webhook": _("a request outward"),
        "run": _("made a record"),
    }.get(act, act)
    if section and record:
        return format_html('<a class="a-link" href="/{}/{}/">{}</a>', section, record, words)
    return words
