"""The verbs of work: plan an activity about a record, complete it (planning the next at once), open it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from artel.domain.work.activities import ACTIVITY_SECTIONS
from artel.platform.access.policy import visible_to
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict, NotFound, ValidationFailed
from artel.platform.records import door


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An activity to be made: its section, and values by field key (`name`, `due_at`, `owner`…)."""

    section: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an activity ended: a value of the lookup, words, what follows; `version` guards against an old screen.

    `fact` says when it began and ended (`started_at`, `done_at`), of a task of a project; without it, it ends now.
    """

    result: str | None = None
    text: str = ""
    fact: Mapping[str, object] = field(default_factory=dict)
    following: Plan | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """What `complete_activity` did: the activity and the one planned after it, if any."""

    section: str
    id: int
    next_section: str | None = None
    next_id: int | None = None


DONE = Ending()
"""Done, with nothing more to say."""


def plan_activity(plan: Plan, *, about: tuple[str, int] | None, actor: Actor) -> int:
    """Make an activity about a record (section, id), or about nothing in particular; return its id.

    Raises NotFound for a section that holds no activities, ValidationFailed, AccessDenied.
    """
    _demand_activity_section(plan.section)
    pointer = {"about_section": about[0], "about_id": about[1]} if about else {}
    return door.create(plan.section, [{**plan.values, **pointer}], actor=actor)[0]


def complete_activity(
    section: str,
    activity_id: int,
    *,
    actor: Actor,
    ending: Ending = DONE,
) -> Completed:
    """Mark an activity done with its result, and plan the one that follows about the same record.

    Of two who press the button at once one wins: the other gets Conflict. Raises NotFound, AccessDenied, StaleRecord,
    ValidationFailed (fields of the following one as `following.<field>`); then nothing is written.
    """
    _demand_activity_section(section)
    with transaction.atomic():
        held = _lock(section, activity_id, actor)
        if held["done_at"] is not None:
            raise Conflict(_("This is done already."), section=section, id=activity_id)
        values = {"done_at": clock.now(), **ending.fact, "result": ending.result, "result_text": ending.text}
        door.change(section, [door.Change(id=activity_id, values=values, version=ending.version)], actor=actor)
        if ending.following is None:
            return Completed(section=section, id=activity_id)
        next_id = _plan_following(ending.following, held, actor)
    return Completed(section=section, id=activity_id, next_section=ending.following.section, next_id=next_id)


def reopen_activity(section: str, activity_id: int, *, actor: Actor) -> None:
    """Take «done» back: the activity is open again, without a result.

    Raises Conflict when it is open already, NotFound, AccessDenied.
    """
    _demand_activity_section(section)
    with transaction.atomic():
        if _lock(section, activity_id, actor)["done_at"] is None:
            raise Conflict(_("This is open already."), section=section, id=activity_id)
        values = {"done_at": None, "result": None, "result_text": None}
        door.change(section, [door.Change(id=activity_id, values=values)], actor=actor)


def _demand_activity_section(section: str) -> None:
    if section not in ACTIVITY_SECTIONS:
        raise NotFound(section=section)


def _lock(section: str, activity_id: int, actor: Actor) -> Mapping[str, object]:
    """Lock an activity and return what it is about and whether it is done."""
    rows = visible_to(actor, section).filter(id=activity_id).select_for_update(of=("self",))
    held = rows.values("done_at", "about_section", "about_id").first()
    if held is None:
        raise NotFound(section=section, id=activity_id)
    return held


def _plan_following(following: Plan, held: Mapping[str, object], actor: Actor) -> int:
    try:
        return plan_activity(following, about=_about(held), actor=actor)
    except ValidationFailed as refused:
        problems = [replace(p, field=f"following.{p.field}" if p.field else None) for p in refused.problems]
        raise ValidationFailed(problems) from refused


def _about(held: Mapping[str, object]) -> tuple[str, int] | None:
    section, record_id = held["about_section"], held["about_id"]
    return (str(section), int(str(record_id))) if section and record_id else None
