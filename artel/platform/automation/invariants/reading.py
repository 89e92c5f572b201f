"""What the board shows: stored counts for who sees a whole section, for others a bounded look at what they see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from artel.platform.access.asking import condition_of
from artel.platform.access.policy import field_access, may, sees_all, visible_to
from artel.platform.automation.invariants.models import Breach, InvariantDay, InvariantState
from artel.platform.automation.invariants.specs import Invariant, all_invariants
from artel.platform.conditions.errors import ConditionError
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User

BOUND = 1000
"""Who sees a part of a section has his breaches counted so far: then it is «1000+»."""
DAYS = 30
MOST_PEOPLE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How an invariant stands for somebody: `owners` maps a person (None: nobody's) to how many break it."""

    invariant: Invariant
    text: str
    count: int = 0
    has_more: bool = False
    owners: Mapping[int | None, int] = field(default_factory=dict)
    days: Sequence[tuple[date, int]] = ()
    looked_at: datetime | None = None
    error: str = ""


def seen_invariants(actor: Actor, snapshot: Snapshot) -> list[Invariant]:
    """Return the invariants of sections that the actor reads and whose conditions name nothing hidden from him."""
    found = []
    for each in all_invariants(snapshot):
        if not may(actor, each.section, "read") or each.body.owner in field_access(actor, each.section).hidden:
            continue
        try:
            condition_of(actor, each.section, each.breaking(snapshot, clock.now()) or each.broken)
        except ConditionError:
            continue
        found.append(each)
    return found


def board(actor: Actor, snapshot: Snapshot) -> list[Kept]:
    """Return how each invariant stands for the actor. Two queries, and one for each section he sees a part of."""
    invariants = seen_invariants(actor, snapshot)
    keys = [each.key for each in invariants]
    states = {state.invariant: state for state in InvariantState.objects.filter(invariant__in=keys)}
    since = clock.company_day() - timedelta(days=DAYS - 1)
    days: dict[str, list[tuple[date, int]]] = {}
    listed = InvariantDay.objects.filter(invariant__in=keys, day__gte=since).order_by("day")
    for key, day, count in listed.values_list("invariant", "day", "count"):
        days.setdefault(key, []).append((day, count))
    return [_kept(each, states.get(each.key), days.get(each.key, []), actor, snapshot) for each in invariants]


def _kept(
    invariant: Invariant,
    state: InvariantState | None,
    days: Sequence[tuple[date, int]],
    actor: Actor,
    snapshot: Snapshot,
) -> Kept:
    text = invariant.breaking(snapshot, clock.now()) or invariant.broken
    if state is None or state.looked_at is None:
        return Kept(invariant=invariant, text=text, error=state.error if state else "")
    found = Kept(invariant=invariant, text=text, looked_at=state.looked_at, error=state.error)
    if sees_all(actor, invariant.section):
        owners = {int(owner) if owner else None: int(number) for owner, number in state.owners.items()}
        return replace(found, count=state.count, owners=owners, days=days)
    kept = Breach.objects.filter(invariant=invariant.key).values("record_id")
    seen = visible_to(actor, invariant.section).filter(id__in=kept)
    rows = list(seen.order_by().values_list(f"{invariant.body.owner}_id", flat=True)[: BOUND + 1])
    return replace(found, count=min(len(rows), BOUND), has_more=len(rows) > BOUND, owners=Counter(rows[:BOUND]))


def names_of_owners(boards: Sequence[Kept]) -> dict[int, str]:
    """Return the names of the people of a board. One query."""
    ids = {owner for kept in boards for owner in kept.owners if owner is not None}
    return dict(User.objects.filter(id__in=ids).values_list("id", "name"))
