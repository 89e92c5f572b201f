"""The clock's look at invariants: one statement finds what breaks one, keeps what is new and drops what is mended.

A look that takes a second comes a hundred seconds later, so that looking never takes more than a hundredth of the
database's time however large the section is; what takes half a minute is given up and told on the board.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import perf_counter

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Count

from artel.platform.access.policy import visible_to
from artel.platform.automation.invariants.alerting import alert
from artel.platform.automation.invariants.mending import mend_by_itself
from artel.platform.automation.invariants.models import Breach, InvariantDay, InvariantState
from artel.platform.automation.invariants.norms import all_norms
from artel.platform.automation.invariants.specs import Invariant, all_invariants
from artel.platform.conditions.compiling import compile_condition
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.patience import TookTooLong, patiently
from artel.platform.sections.spec import Snapshot

PATIENCE_MS = 30_000
SHARE = 100
"""A look may take this part of the time until the next one."""
AFTER_A_FAILURE = timedelta(hours=1)
KEPT_FOR = timedelta(days=400)

KEEP = """
WITH found (record_id, owner_id) AS MATERIALIZED ({found}),
gone AS (
    DELETE FROM automation_breach AS kept WHERE kept.invariant = %s
    AND NOT EXISTS (SELECT FROM found WHERE found.record_id = kept.record_id)
),
handed_on AS (
    UPDATE automation_breach AS kept SET owner_id = found.owner_id, told_at = NULL, escalated_at = NULL
    FROM found WHERE kept.invariant = %s AND kept.record_id = found.record_id
    AND kept.owner_id IS DISTINCT FROM found.owner_id
)
INSERT INTO automation_breach (invariant, record_id, owner_id, since)
SELECT %s, found.record_id, found.owner_id, %s FROM found
WHERE NOT EXISTS (
    SELECT FROM automation_breach AS kept WHERE kept.invariant = %s AND kept.record_id = found.record_id
)
ON CONFLICT DO NOTHING
"""


def look_at_all(snapshot: Snapshot, *, now: datetime) -> None:
    """Look at every invariant whose time has come; forget those that are no longer in force."""
    invariants = (*all_invariants(snapshot), *all_norms(snapshot))
    resting = set(InvariantState.objects.filter(next_at__gt=now).values_list("invariant", flat=True))
    for each in invariants:
        if each.key not in resting:
            look(each, snapshot, now=now)
    keys = [each.key for each in invariants]
    for kept in (InvariantState, Breach):
        kept.objects.exclude(invariant__in=keys).delete()
    InvariantDay.objects.filter(day__lt=now.date() - KEPT_FOR).delete()


def look(invariant: Invariant, snapshot: Snapshot, *, now: datetime) -> None:
    """Find what breaks an invariant, mend it, tell of what is left; all in one transaction, one look at a time."""
    started = perf_counter()
    with transaction.atomic():
        InvariantState.objects.bulk_create([InvariantState(invariant=invariant.key)], ignore_conflicts=True)
        locked = InvariantState.objects.select_for_update(skip_locked=True).filter(invariant=invariant.key)
        if not locked.exists():
            return
        if not _find(invariant, snapshot, now):
            locked.update(error=str(TookTooLong.message), next_at=now + AFTER_A_FAILURE)
            return
        if mend_by_itself(invariant, snapshot, now=now):
            _find(invariant, snapshot, now)
        alert(invariant, snapshot, now=now)
        count_anew(invariant, now=now)
        took = timedelta(seconds=perf_counter() - started)
        locked.update(looked_at=now, next_at=now + took * SHARE, error="")


def look_again(invariant: Invariant, snapshot: Snapshot, *, now: datetime) -> None:
    """Find and count anew after somebody has mended, without telling anybody."""
    with transaction.atomic():
        if _find(invariant, snapshot, now):
            count_anew(invariant, now=now)


def count_anew(invariant: Invariant, *, now: datetime) -> None:
    """Count what is kept, by person, and write it down for today."""
    kept = Breach.objects.filter(invariant=invariant.key).order_by().values_list("owner_id").annotate(Count("id"))
    owners = {"" if owner is None else str(owner): number for owner, number in kept}
    count = sum(owners.values())
    InvariantState.objects.update_or_create(
        invariant=invariant.key, defaults={"count": count, "owners": owners, "looked_at": now}
    )
    InvariantDay.objects.bulk_create(
        [InvariantDay(invariant=invariant.key, day=clock.company_day(), count=count)],
        update_conflicts=True,
        unique_fields=["invariant", "day"],
        update_fields=["count"],
    )


def _find(invariant: Invariant, snapshot: Snapshot, now: datetime) -> bool:
    """Keep what breaks the invariant now; False when the database needs too long."""
    spec = snapshot.section(invariant.section)
    text = invariant.breaking(snapshot, now)
    records = visible_to(SYSTEM, invariant.section)
    if text is None:
        records = records.none()
    else:
        records = records.filter(compile_condition(text, spec, snapshot, SYSTEM, now=now))
    try:
        found, parameters = records.order_by().values_list("id", f"{invariant.body.owner}_id").query.sql_with_params()
    except EmptyResultSet:
        found, parameters = "SELECT 0, NULL::bigint WHERE false", ()
    key = invariant.key
    try:
        with patiently(PATIENCE_MS), connection.cursor() as cursor:
            cursor.execute(KEEP.format(found=found), [*parameters, key, key, key, now, key])
    except TookTooLong:
        return False
    return True
