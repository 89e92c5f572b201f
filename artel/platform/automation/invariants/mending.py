"""Mends what breaks an invariant: its actions, done as those of a rule, logged and told of as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from artel.platform.automation.invariants.models import Breach
from artel.platform.automation.invariants.specs import Invariant
from artel.platform.automation.models import RunState
from artel.platform.automation.running import Occasion, run_rule
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.sections.spec import Snapshot

AT_ONCE = 500
MOST_AT_ONE_LOOK = 2_000
BROKEN = "broken"
"""What the log says began it."""


def mend_by_itself(invariant: Invariant, snapshot: Snapshot, *, now: datetime) -> bool:
    """Mend what was not tried yet, so much at one look; return whether anything was."""
    if not invariant.body.mend or not invariant.body.by_itself:
        return False
    waiting = Breach.objects.filter(invariant=invariant.key, mended_at=None).order_by("id")
    ids = list(waiting.values_list("record_id", flat=True)[:MOST_AT_ONE_LOOK])
    mend(invariant, ids, snapshot, actor=SYSTEM, now=now)
    return bool(ids)


def mend(invariant: Invariant, ids: Sequence[int], snapshot: Snapshot, *, actor: Actor, now: datetime) -> int:
    """Mend records in batches, each a transaction; return of how many it was done. One that can't be is logged."""
    done = 0
    for start in range(0, len(ids), AT_ONCE):
        part = list(ids[start : start + AT_ONCE])
        with transaction.atomic():
            occasion = Occasion(trigger=BROKEN, section=invariant.section, actor=actor, cause=uuid4().hex, moment=now)
            runs = run_rule(invariant.mending, part, occasion, snapshot)
            Breach.objects.filter(invariant=invariant.key, record_id__in=part).update(mended_at=now)
            done += sum(run.state in (RunState.DONE, RunState.SENDING) for run in runs)
    return done
