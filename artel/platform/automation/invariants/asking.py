"""Mending that a person asks for: what he sees of the breaches, a part at a time."""

from __future__ import annotations

from artel.platform.access.policy import require_tool, visible_to
from artel.platform.automation.invariants.looking import look_again
from artel.platform.automation.invariants.mending import AT_ONCE, mend
from artel.platform.automation.invariants.models import Breach
from artel.platform.automation.invariants.reading import seen_invariants
from artel.platform.automation.permissions import MEND
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound


def mend_on_request(key: str, *, actor: Actor) -> tuple[int, bool]:
    """Mend up to 500 records that the actor sees; return of how many it was done, and whether more are left.

    Raises AccessDenied, NotFound for an invariant that he does not see or that nothing mends.
    """
    require_tool(actor, MEND)
    snapshot = current_snapshot()
    invariant = next((i for i in seen_invariants(actor, snapshot) if i.key == key and i.body.mend), None)
    if invariant is None:
        raise NotFound(invariant=key)
    now = clock.now()
    kept = Breach.objects.filter(invariant=key).values("record_id")
    seen = visible_to(actor, invariant.section).filter(id__in=kept).order_by("id")
    ids = list(seen.values_list("id", flat=True)[: AT_ONCE + 1])
    done = mend(invariant, ids[:AT_ONCE], snapshot, actor=actor, now=now)
    look_again(invariant, snapshot, now=now)
    return done, len(ids) > AT_ONCE
