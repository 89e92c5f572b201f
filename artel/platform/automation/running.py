"""Rules at work: the records of an event, rule by rule, each rule for all of them at once.

A rule that can't be done never stops the person: its writes are taken back, the run is kept as failed with the reason.
A rule that comes round to a record on which it is acting already is a loop: it is stopped, and administrators are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from artel.platform.automation.log import report, write_runs
from artel.platform.automation.matching import Met, Reading, Row, matching, reading_of
from artel.platform.automation.models import RuleRun, RunState
from artel.platform.automation.performing import Done, Firing, Refused, perform
from artel.platform.automation.specs import Rule
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import ArtelError
from artel.platform.kernel.events import noted
from artel.platform.records.writing import next_ids
from artel.platform.sections.spec import Snapshot

LONGEST_CHAIN = 8
"""Rules that follow from one another; a longer chain is a loop that makes new records all the time."""


@dataclass(frozen=True, slots=True)
class Link:
    """A rule at work on records: what it writes follows from it."""

    rule: str
    ids: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why rules are looked at: what happened, who did it, and the rules from which it follows, the first one first."""

    trigger: str
    section: str
    actor: Actor
    cause: str
    chain: tuple[Link, ...] = ()
    moment: datetime = field(default_factory=clock.now)


NOTED = "automation"
"""Under this name stands what has happened in the present transaction and was not looked at yet."""
Outcome = tuple[RunState, list[Any], str]
"""State of a run, what its actions did, and why it failed."""
_chain: ContextVar[tuple[Link, ...]] = ContextVar("chain_of_rules", default=())


def chain_now() -> tuple[Link, ...]:
    """Return the rules from which what is written now follows."""
    return _chain.get()


def run_rule(rule: Rule, ids: Sequence[int], occasion: Occasion, snapshot: Snapshot) -> list[RuleRun]:
    """Act on those of the records that meet the condition; return the runs, written down.

    Nothing is raised for a rule that can't be done.
    """
    rows, reading = _met(rule, ids, occasion, snapshot)
    if not rows:
        return []
    run_ids = next_ids(RuleRun._meta.db_table, len(rows))
    met = [Met(row[0], run_id, row[1], row[2]) for row, run_id in zip(rows, run_ids, strict=True)]
    outcomes = _outcomes(rule, met, reading, occasion)
    runs = [_run(rule, m, outcomes[m.id], occasion) for m in met]
    write_runs(runs)
    report(rule, runs)
    return runs


def repeat(rule: Rule, runs: Sequence[RuleRun], occasion: Occasion, snapshot: Snapshot) -> int:
    """Act anew for failed runs and write in them how it went; return how many are done or on their way.

    A run whose record no longer meets the condition, or is gone, is done: nothing is left to do.
    """
    rows, reading = _met(rule, [run.record_id for run in runs], occasion, snapshot)
    by_record = {run.record_id: run for run in runs}
    met = [Met(row[0], by_record[row[0]].pk, row[1], row[2]) for row in rows]
    outcomes = _outcomes(rule, met, reading, occasion)
    for run in runs:
        run.state, run.actions, run.error = outcomes.get(run.record_id, (RunState.DONE, [], ""))
        run.attempt += 1
    RuleRun.objects.bulk_update(runs, ["state", "actions", "error", "attempt"])
    return sum(run.state in (RunState.DONE, RunState.SENDING) for run in runs)


def _met(rule: Rule, ids: Sequence[int], occasion: Occasion, snapshot: Snapshot) -> tuple[list[Row], Reading]:
    reading = reading_of(rule.body.do, snapshot.section(rule.section), snapshot)
    is_deleted = occasion.trigger == "deleted"
    rows = matching(rule, ids, reading, actor=occasion.actor, moment=occasion.moment, deleted=is_deleted)
    return rows, reading


def _outcomes(rule: Rule, met: Sequence[Met], reading: Reading, occasion: Occasion) -> dict[int, Outcome]:
    looping = _looping(rule, met, occasion.chain)
    acting = [m for m in met if m.id not in looping]
    link = Link(rule.key, frozenset(m.id for m in acting))
    actor = acting_as(rule, occasion)
    with _following(occasion.chain, link):
        found = _attempt(acting, lambda part: _act(rule, part, actor=actor, reading=reading, moment=occasion.moment))
    return found | {i: (RunState.LOOP, [], _way(rule, occasion.chain)) for i in looping}


def acting_as(rule: Rule, occasion: Occasion) -> Actor:
    """Return the rule as an actor: the company's own word, so no policy narrows it, but gates and locks hold."""
    return Actor(
        kind=ActorKind.RULE,
        name=rule.label.text("ru"),
        is_admin=True,
        language=occasion.actor.language,
        cause=occasion.cause,
        depth=occasion.actor.depth,
        rule=rule.key,
    )


def _looping(rule: Rule, met: Sequence[Met], chain: Sequence[Link]) -> set[int]:
    if len(chain) >= LONGEST_CHAIN:
        return {m.id for m in met}
    before = frozenset[int]().union(*(link.ids for link in chain if link.rule == rule.key))
    return {m.id for m in met if m.id in before}


def _way(rule: Rule, chain: Sequence[Link]) -> str:
    return " → ".join([*(link.rule for link in chain), rule.key])


@contextmanager
def _following(chain: tuple[Link, ...], link: Link) -> Iterator[None]:
    token = _chain.set((*chain, link))
    try:
        yield
    finally:
        _chain.reset(token)


def _attempt(met: Sequence[Met], act: Callable[[Sequence[Met]], dict[int, Outcome]]) -> dict[int, Outcome]:
    """Act for all at once; who is refused is left out, and when it is not known who, halves are tried apart."""
    outcomes: dict[int, Outcome] = {}
    parts = [list(met)] if met else []
    while parts:
        part = parts.pop()
        events = noted(NOTED)
        happened = len(events)
        try:
            with transaction.atomic():
                outcomes |= act(part)
        except (Refused, ArtelError, RecursionError) as refused:
            del events[happened:]
            blamed: Mapping[int, str] = refused.records if isinstance(refused, Refused) else {}
            if len(part) == 1:
                blamed = blamed or {part[0].id: str(refused)}
            outcomes |= {i: (RunState.FAILED, [], reason) for i, reason in blamed.items()}
            rest = [m for m in part if m.id not in blamed]
            middle = len(rest) if blamed else len(rest) // 2
            parts += [half for half in (rest[middle:], rest[:middle]) if half]
    return outcomes


def _act(rule: Rule, met: Sequence[Met], *, actor: Actor, reading: Reading, moment: datetime) -> dict[int, Outcome]:
    done: dict[int, list[Any]] = {m.id: [] for m in met}
    for number, body in enumerate(rule.body.do):
        firing = Firing(rule=rule, number=number, reading=reading, met=met, actor=actor, moment=moment)
        told: Done = perform(body, firing)
        for record_id, what in told.items():
            done[record_id].append(what)
    return {
        i: (RunState.SENDING if any("sending" in each for each in acts) else RunState.DONE, acts, "")
        for i, acts in done.items()
    }


def _run(rule: Rule, met: Met, outcome: Outcome, occasion: Occasion) -> RuleRun:
    state, actions, error = outcome
    return RuleRun(
        id=met.run_id,
        rule=rule.key,
        section=rule.section,
        record_id=met.id,
        trigger=occasion.trigger,
        cause=occasion.cause,
        depth=len(occasion.chain) + 1,
        actor_name=occasion.actor.name,
        at=occasion.moment,
        state=state,
        actions=actions,
        error=error,
    )
