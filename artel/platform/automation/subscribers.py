"""Notes what happens to records, and has rules act on it when the outermost event has been handled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from artel.platform.automation.clocks import note_late
from artel.platform.automation.matching import were_so
from artel.platform.automation.performing import load_acts
from artel.platform.automation.running import NOTED, Occasion, chain_now, run_rule
from artel.platform.automation.specs import index_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.running.undoing import UNDO_CAUSE
from artel.platform.kernel import clock
from artel.platform.kernel.events import (
    Event,
    RecordChange,
    RecordsChanged,
    RecordsCreated,
    RecordsTrashed,
    at_end,
    noted,
    subscribe,
)
from artel.platform.sections.spec import Snapshot

load_acts()


@dataclass(frozen=True, slots=True)
class Noted:
    """What happened: rules by their keys with the records that concern them, and what changed."""

    occasion: Occasion
    wanted: dict[str, list[int]]
    changes: Sequence[RecordChange] = ()


@subscribe(RecordsCreated)
def _created(event: RecordsCreated) -> None:
    snapshot = current_snapshot()
    index = index_of(snapshot)
    if event.section in index.made:
        wanted = index.of_created(event.section, event.changes, snapshot.section(event.section))
        _note(event, "created", wanted, event.changes)
    _note_dates(event, event.changes, snapshot)


@subscribe(RecordsChanged)
def _changed(event: RecordsChanged) -> None:
    snapshot = current_snapshot()
    index = index_of(snapshot)
    if event.section in index.changed:
        wanted = index.of_changed(event.section, event.changes, snapshot.section(event.section))
        _note(event, "changed", wanted, event.changes)
    _note_dates(event, event.changes, snapshot)


@subscribe(RecordsTrashed)
def _trashed(event: RecordsTrashed) -> None:
    index = index_of(current_snapshot())
    if event.section in index.deleted:
        _note(event, "deleted", index.of_deleted(event.section, event.record_ids))


def _note(event: Event, trigger: str, wanted: dict[str, list[int]], changes: Sequence[RecordChange] = ()) -> None:
    # History brought in late, and what an undo puts back, begin nothing.
    if not wanted or clock.is_past() or event.cause.startswith(UNDO_CAUSE):
        return
    occasion = Occasion(trigger=trigger, section=event.section, actor=event.actor, cause=event.cause, chain=chain_now())
    noted(NOTED).append(Noted(occasion, wanted, changes))
    at_end(NOTED, _act, writes=True)


def _note_dates(event: Event, changes: Sequence[RecordChange], snapshot: Snapshot) -> None:
    """A date that is written when its moment has come already is noted now: the clock only looks forward."""
    if event.section not in index_of(snapshot).dated or clock.is_past() or event.cause.startswith(UNDO_CAUSE):
        return
    keys = {key for change in changes for key, value in change.after.items() if value is not None}
    note_late(event.section, [c.record_id for c in changes], keys, snapshot, clock.now())


def _act() -> None:
    """Look at everything that has happened, also at what rules did meanwhile, in order."""
    snapshot = current_snapshot()
    rules = index_of(snapshot).rules
    events = noted(NOTED)
    while events:
        found: Noted = events.pop(0)
        spec = snapshot.section(found.occasion.section)
        for key, rule in rules.items():
            ids = found.wanted.get(key, [])
            if ids and rule.body.was:
                concerned = set(ids)
                changes = [c for c in found.changes if c.record_id in concerned and c.before]
                so = were_so(rule, changes, spec, snapshot, actor=found.occasion.actor) if changes else set()
                ids = [i for i in ids if i in so]
            if ids:
                run_rule(rule, ids, found.occasion, snapshot)
