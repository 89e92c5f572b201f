"""The clock: once a minute, what came due since the last look becomes rows of `Due`, then acted on in batches.

One statement a rule, whatever the number of records: those whose value lies between the last look and now. A value that
is written late, already in the past, is due at once (`note_late`). After a stop the clock catches up once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Cast

from artel.platform.access.policy import visible_to
from artel.platform.automation.models import ClockState, Due
from artel.platform.automation.moments import last_time, reached
from artel.platform.automation.running import Occasion, run_rule
from artel.platform.automation.specs import Rule, all_rules, index_of
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.kinds.rules.bodies import DateBody, ScheduleBody, SilenceBody
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.sections.spec import Snapshot
from artel.platform.working_time.calendars import company_hours

AT_ONCE = 500
KEPT_FOR = timedelta(days=30)
FORGOTTEN_AT_ONCE = 2_000
OfTheClock = DateBody | SilenceBody | ScheduleBody
PUT = "INSERT INTO automation_due (rule, record_id, moment) SELECT %s, found.id, found.moment FROM ({}) AS found "
PUT += "(id, moment) ON CONFLICT DO NOTHING"


def tick(snapshot: Snapshot, *, now: datetime) -> int:
    """Note what came due until `now` and act on it; return how many records were acted on."""
    rules = [rule for rule in all_rules(snapshot) if triggers_of(rule)]
    if not rules:
        return 0
    _look(rules, snapshot, now)
    return sum(_act_on(rule, snapshot, now) for rule in rules if not rule.body.is_paused)


def triggers_of(rule: Rule) -> tuple[OfTheClock, ...]:
    """Return what of a rule waits for the clock."""
    return tuple(t for t in rule.body.on if isinstance(t, (DateBody, SilenceBody, ScheduleBody)))


def note_late(section: str, ids: Collection[int], keys: Collection[str], snapshot: Snapshot, now: datetime) -> None:
    """Note records that were just given a date whose moment has come already. One statement for each such date."""
    for rule, trigger in index_of(snapshot).dated.get(section, ()):
        if trigger.field not in keys:
            continue
        until = reached(trigger, snapshot.section(section).fields[trigger.field], now, company_hours(snapshot))
        if until is not None:
            found = visible_to(SYSTEM, section).filter(id__in=any_of(ids, "bigint"))
            _put(rule, trigger.field, found.filter(**{f"{trigger.field}__lte": until}))


def forget_done(now: datetime) -> int:
    """Drop moments that were acted on 30 days ago; return how many.

    By thousands, each its own transaction: no lock is held for long, and who dies has lost nothing.
    """
    dropped = 0
    old = Due.objects.filter(done_at__lt=now - KEPT_FOR).order_by("pk").values_list("pk", flat=True)
    while ids := list(old[:FORGOTTEN_AT_ONCE]):
        dropped += Due.objects.filter(pk__in=ids).delete()[0]
    return dropped


def _look(rules: Collection[Rule], snapshot: Snapshot, now: datetime) -> None:
    """Note what came due since the last look, for all rules in one transaction; one look at a time."""
    with transaction.atomic():
        seen = dict(ClockState.objects.select_for_update().order_by("rule").values_list("rule", "seen_until"))
        for rule in rules:
            before = seen.get(rule.key)
            # A rule that is new, or rests, begins with now: nothing of the past comes due with it.
            if before is not None and before < now and not rule.body.is_paused:
                for trigger in triggers_of(rule):
                    _note(rule, trigger, before, now, snapshot)
        ClockState.objects.bulk_create(
            [ClockState(rule=rule.key, seen_until=now) for rule in rules],
            update_conflicts=True,
            unique_fields=["rule"],
            update_fields=["seen_until"],
        )
        ClockState.objects.exclude(rule__in=[rule.key for rule in rules]).delete()


def _note(rule: Rule, trigger: OfTheClock, before: datetime, now: datetime, snapshot: Snapshot) -> None:
    hours = company_hours(snapshot)
    spec = snapshot.section(rule.section)
    if isinstance(trigger, ScheduleBody):
        moment = last_time(trigger, now, hours)
        if moment is not None and moment > before:
            condition = compile_condition(rule.body.when, spec, snapshot, SYSTEM, now=now)
            _put(rule, moment, visible_to(SYSTEM, rule.section).filter(condition))
        return
    field = spec.fields[trigger.field]
    since, until = (reached(trigger, field, at, hours) for at in (before, now))
    if until is None or since == until:
        return
    found = visible_to(SYSTEM, rule.section).filter(**{f"{field.key}__lte": until})
    _put(rule, field.key, found if since is None else found.filter(**{f"{field.key}__gt": since}))


def _put(rule: Rule, moment: str | datetime, records: QuerySet[Any]) -> None:
    given = Value(moment) if isinstance(moment, datetime) else moment
    rows = records.order_by().annotate(due_moment=Cast(given, DateTimeField())).values_list("id", "due_moment")
    text, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(PUT.format(text), [rule.key, *parameters])


def _act_on(rule: Rule, snapshot: Snapshot, now: datetime) -> int:
    return sum(_batches(rule, snapshot, now))


def _batches(rule: Rule, snapshot: Snapshot, now: datetime) -> Iterator[int]:
    """Act on what waits, a batch a transaction: who dies leaves it whole to the next, two take different ones."""
    kind = triggers_of(rule)[0].event
    while True:
        with transaction.atomic():
            waiting = Due.objects.filter(rule=rule.key, done_at=None).order_by("id").select_for_update(skip_locked=True)
            taken = list(waiting[:AT_ONCE].values_list("id", "record_id"))
            if not taken:
                return
            occasion = Occasion(trigger=kind, section=rule.section, actor=SYSTEM, cause=uuid4().hex, moment=now)
            run_rule(rule, sorted({record_id for _id, record_id in taken}), occasion, snapshot)
            Due.objects.filter(id__in=[due_id for due_id, _record in taken]).update(done_at=now)
        yield len(taken)
