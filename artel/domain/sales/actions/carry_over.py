"""What is planned about a lead goes on with its deal, so that the deal has a next step from its first minute."""

from __future__ import annotations

from collections.abc import Iterable

from artel.domain.work.activities import ACTIVITY_SECTIONS
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.records import door

Moved = list[tuple[str, int]]
"""(section, id) of activities."""


def carry_over(lead: int, deal: int, *, actor: Actor) -> Moved:
    """Point the open activities of a lead at its deal; return which they were."""
    moved: Moved = []
    for section in ACTIVITY_SECTIONS:
        rows = visible_to(SYSTEM, section).filter(about_section="leads", about_id=lead, done_at=None)
        moved += [(section, i) for i in rows.order_by("id").values_list("id", flat=True)]
    _point(moved, ("leads", lead), ("deals", deal), actor)
    return moved


def bring_back(moved: Iterable[tuple[str, int]], lead: int, deal: int, *, actor: Actor) -> None:
    """Point activities that were carried over at the lead again, those that still are about the deal."""
    _point(moved, ("deals", deal), ("leads", lead), actor)


def _point(activities: Iterable[tuple[str, int]], old: tuple[str, int], new: tuple[str, int], actor: Actor) -> None:
    wanted = list(activities)
    values = {"about_section": new[0], "about_id": new[1]}
    for section in ACTIVITY_SECTIONS:
        asked = [i for kind, i in wanted if kind == section]
        if not asked:
            continue
        still = visible_to(SYSTEM, section).filter(id__in=asked, about_section=old[0], about_id=old[1])
        changes = [door.Change(id=i, values=values) for i in still.order_by("id").values_list("id", flat=True)]
        if changes:
            door.change(section, changes, actor=actor.as_system())
