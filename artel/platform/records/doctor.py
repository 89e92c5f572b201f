"""The doctor's look at derived fields: is everything computed, and does it say what the records say?"""

from __future__ import annotations

from collections.abc import Iterable

from artel.installation.checking import Check
from artel.platform.definitions.current import latest_snapshot
from artel.platform.formulas.models import PendingRecompute
from artel.platform.records.derived.consistency import differences

SHOWN = 10


def checks() -> Iterable[Check]:
    """Yield what a job has still to compute, and derived fields whose values are wrong in a sample of records."""
    pending = PendingRecompute.objects.filter(done_at=None).order_by("id")
    first_looks = pending.filter(since=None)[:SHOWN]
    going_on = "; ".join(f"{w.section}: {', '.join(w.keys)}, {w.done} records done" for w in first_looks)
    failed = "; ".join(f"{w.section}: {', '.join(w.keys)}: {w.error}" for w in pending.exclude(error="")[:SHOWN])
    yield Check(
        "computing",
        not failed,
        failed or going_on or "nothing waits",
        "Mend what the message names; it is tried again every hour.",
    )
    yield _derived("derived fields", is_full=False)


def full_checks() -> Iterable[Check]:
    """Yield derived fields whose values are wrong in any record."""
    yield _derived("derived fields, all records", is_full=True)


def _derived(name: str, *, is_full: bool) -> Check:
    # What is being computed is not yet what it should be, and is told apart.
    first_looks = PendingRecompute.objects.filter(done_at=None, since=None)
    going_on = {(w.section, key) for w in first_looks for key in w.keys}
    found = [d for d in differences(latest_snapshot(), is_full=is_full) if d.field.identity not in going_on]
    named = ", ".join(f"{d.field.name}: {d.wrong} of {d.looked_at}" for d in found[:SHOWN])
    advice = "The database was changed by hand or past a new formula. Run: artel recompute SECTION.FIELD"
    return Check(name, not found, f"wrong: {named}" if found else "as computed", advice)
