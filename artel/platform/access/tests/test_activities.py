"""Activities: one sees what one does, what one's team does, and what one gave to somebody else."""

from __future__ import annotations

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User


def seen(user: User, operation: str = "read") -> set[str]:
    """Return the names of the tasks that the person sees."""
    return set(visible_to(actor_of(user), "tasks", operation=operation).values_list("name", flat=True))


def test_a_task_is_seen_by_who_does_it_who_gave_it_and_the_head(
    roles: Snapshot, anna: User, boris: User, clara: User
) -> None:
    door.create("tasks", [{"name": "Анне от Клары", "owner": anna.pk}], actor=actor_of(clara))
    door.create("tasks", [{"name": "Кларе от Анны", "owner": clara.pk}], actor=actor_of(anna))
    door.create("tasks", [{"name": "Кларе от Бориса", "owner": clara.pk}], actor=actor_of(boris))
    door.create("tasks", [{"name": "Кларе", "owner": clara.pk}, {"name": "Ничья"}], actor=SYSTEM)
    assert seen(anna) == seen(anna, "change") == {"Анне от Клары", "Кларе от Анны"}
    assert seen(boris) == {"Анне от Клары", "Кларе от Бориса"}
