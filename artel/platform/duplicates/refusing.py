"""Rules that refuse, kept by the database: of two people who create the same at once, exactly one gets in.

Every write of a compared value takes the advisory lock of its key, held to the end of the transaction, and only then
looks: what another transaction has committed meanwhile is seen, what it has not committed is waited for. A batch of
many keys, and a rule by likeness, lock the whole rule instead: the server's lock table is finite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.finding import Twin, twins_by
from artel.platform.duplicates.marking import MarkValue, are_apart, marks_of, read_more, read_rows
from artel.platform.duplicates.specs import DuplicateRule, rules_of
from artel.platform.kernel.errors import Conflict
from artel.platform.kernel.events import RecordsRestored
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.models import Merge
from artel.platform.sections.comparing import is_alike
from artel.platform.ui import formats

MANY_KEYS = 100
"""From here on one lock on the rule is cheaper than a lock on each key."""
CODE = "duplicate"


def refuse_twins(batch: Batch) -> None:
    """Refuse drafts that a refusing rule of the section says are there already, or twice in the batch."""
    rules = [r for r in rules_of(batch.section.key, batch.snapshot) if r.is_refusing]
    for rule in rules:
        drafts = [d for d in batch.drafts if _is_asked(rule, d, batch)]
        if drafts:
            _refuse_by(rule, drafts, batch)


def _is_asked(rule: DuplicateRule, draft: Draft, batch: Batch) -> bool:
    """A record is asked when it is new, or when a compared value or its meeting the condition may change."""
    if batch.is_create:
        return True
    return bool(draft.values) if rule.when else any(draft.is_changing(key) for key in rule.compared)


def _refuse_by(rule: DuplicateRule, drafts: Sequence[Draft], batch: Batch) -> None:
    rows = [{**d.before, **d.values} for d in drafts]
    ids = [d.id for d in drafts]
    more = read_more([i for i in ids if i is not None], [rule])
    marks = [marks_of(rule, row, more.get(i or 0)) for row, i in zip(rows, ids, strict=True)]
    _lock(rule, [mark for found in marks for mark in found])
    if not rule.refuses(batch.actor):
        return
    found = twins_by(batch.section.key, rows, [rule], actor=batch.actor, ids=ids, more=more)
    again = set() if rule.when else _repeated(rule, marks)
    for place, (draft, twins) in enumerate(zip(drafts, found, strict=True)):
        if twins:
            _refuse(draft, rule, twins)
        elif place in again:
            draft.refuse(rule.fields[0], CODE, _("The same stands twice here."))


def _refuse(draft: Draft, rule: DuplicateRule, twins: Sequence[Twin]) -> None:
    seen = [t for t in twins if t.is_visible]
    if seen:
        names = ", ".join(t.name or formats.record_number(t.record_id) for t in seen[:3])
        message = _("It is there already: %(names)s (%(rule)s).") % {"names": names, "rule": rule.label}
    else:
        message = _("It is there already, in a record that you do not see (%(rule)s).") % {"rule": rule.label}
    draft.refuse(rule.fields[0], CODE, message)


def _lock(rule: DuplicateRule, marks: Sequence[MarkValue]) -> None:
    """Take the locks of these marks, in order: two batches never wait for each other in a circle."""
    keys = sorted({_lock_key(mark.key) for mark in marks if mark.key is not None})
    if not marks:
        return
    with connection.cursor() as cursor:
        if rule.has_key and len(keys) < MANY_KEYS:
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(%s), (SELECT count(pg_advisory_xact_lock(key)) "
                "FROM unnest(%s::bigint[]) AS key)",
                [rule.fingerprint, keys],
            )
        else:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [rule.fingerprint])


def _lock_key(key: UUID) -> int:
    return int.from_bytes(key.bytes[:8], signed=True)


def _repeated(rule: DuplicateRule, marks: Sequence[Sequence[MarkValue]]) -> set[int]:
    """Return the places of rows that agree with an earlier row of the same batch."""
    known: dict[object, list[tuple[int, MarkValue]]] = defaultdict(list)
    again = set()
    for place, found in enumerate(marks):
        for mark in found:
            entries: list[object] = [mark.key] if mark.key is not None else list(mark.bands or ())
            near = [other for entry in entries for at, other in known[entry] if at != place]
            if any(_agree(rule, mark, other) for other in near):
                again.add(place)
            for entry in entries:
                known[entry].append((place, mark))
    return again


def _agree(rule: DuplicateRule, one: MarkValue, other: MarkValue) -> bool:
    if are_apart(one.apart, other.apart):
        return False
    return one.grams is None or other.grams is None or is_alike(one.grams, other.grams, rule.likeness)


def refuse_restored(event: RecordsRestored) -> None:
    """Raise Conflict when a record can't come back from the trash because another has taken its place.

    Records that an undone merge brings back were twins of the kept one before the merge, and may be again.
    """
    rules = [r for r in rules_of(event.section, current_snapshot()) if r.refuses(event.actor)]
    if not rules:
        return
    rows = read_rows(event.section, event.record_ids, rules)
    ids = list(rows)
    more = read_more(ids, rules)
    for rule in rules:
        _lock(rule, [mark for i in ids for mark in marks_of(rule, rows[i], more.get(i))])
    found = twins_by(event.section, list(rows.values()), rules, actor=event.actor, ids=ids, more=more)
    if not any(found):
        return
    family = _families(event.section, ids)
    for record_id, twins in zip(ids, found, strict=True):
        if any(t.record_id not in family.get(record_id, ()) for t in twins):
            raise Conflict(
                _("It can't come back: the same is there already. Merge them, or change the other one first."),
                section=event.section,
                ids=[record_id],
            )


def _families(section: str, ids: Sequence[int]) -> dict[int, set[int]]:
    """Return record id → those it was merged with, of merges that have not been undone."""
    among = reduce(or_, (Q(merged_ids__contains=[i]) for i in ids))
    merges = Merge.objects.filter(among, section=section, undone_at=None).values_list("kept_id", "merged_ids")
    return {i: {kept, *others} for kept, others in merges for i in others}
