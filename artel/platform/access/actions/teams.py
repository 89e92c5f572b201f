"""Create, rename, move and delete teams. The database itself refuses a circle, also between two moves at once."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict, NotFound, Problem, ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.users.models import Team, User
from artel.platform.working_time.calendars import calendar_problem

KEPT = -1
"""The head of a team that is changed in something else."""


def create_team(
    name: str, *, actor: Actor, parent_id: int | None = None, calendar: str = "", head_id: int | None = None
) -> int:
    """Create a team and return its id; `calendar` is a key, empty for that of the team above.

    Raises AccessDenied, ValidationFailed (empty or taken name, no such parent, calendar or head).
    """
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        team = Team()
        _write(team, name, parent_id, calendar, head_id)
        record_audit(actor, Audit.TEAM_CREATED, {"team": team.pk, "name": team.name, "parent": parent_id})
    return int(team.pk)


def change_team(
    team_id: int,
    name: str,
    *,
    actor: Actor,
    parent_id: int | None,
    calendar: str | None = None,
    head_id: int | None = KEPT,
) -> None:
    """Give a team a name, a place, a calendar (None: it keeps its own) and a head (KEPT: it keeps its own).

    Raises NotFound, AccessDenied, ValidationFailed (a circle too).
    """
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        team = _locked(team_id)
        before = _facts(team)
        calendar = team.calendar if calendar is None else calendar
        _write(team, name, parent_id, calendar, team.head_id if head_id == KEPT else head_id)
        after = _facts(team)
        if before != after:
            changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
            record_audit(actor, Audit.TEAM_CHANGED, {"team": team_id, "name": team.name, "changes": changes})


def move_team(team_id: int, parent_id: int | None, *, actor: Actor) -> None:
    """Put a team below another one (None: to the top). Raises as `change_team`."""
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        change_team(team_id, _locked(team_id).name, actor=actor, parent_id=parent_id)


def delete_team(team_id: int, *, actor: Actor) -> None:
    """Delete an empty team. Raises NotFound, AccessDenied, Conflict when it has members or teams below it."""
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        team = _locked(team_id, is_leaving=True)
        if Team.objects.filter(parent=team).exists() or User.objects.filter(team=team).exists():
            raise Conflict(_("Move its people and the teams below it first."))
        team.delete()
        record_audit(actor, Audit.TEAM_DELETED, {"team": team_id, "name": team.name})


def _locked(team_id: int, *, is_leaving: bool = False) -> Team:
    # Nobody may point at a team that is leaving; a change of its name or place does not concern who points at it.
    team = Team.objects.select_for_update(no_key=not is_leaving).filter(pk=team_id).first()
    if team is None:
        raise NotFound(team=team_id)
    return team


def _facts(team: Team) -> dict[str, object]:
    return {"name": team.name, "parent": team.parent_id, "calendar": team.calendar, "head": team.head_id}


def _write(team: Team, name: str, parent_id: int | None, calendar: str, head_id: int | None) -> None:
    # A calendar that was retired since stays with the team; only a new choice must be one that is there.
    if calendar != team.calendar and (wrong := calendar_problem(calendar, current_snapshot())):
        raise ValidationFailed([wrong])
    if (
        head_id not in (None, team.head_id)
        and not User.objects.filter(pk=head_id, is_active=True, is_portal=False).exists()
    ):
        raise _refused("head_id", "unknown_target", _("There is no such colleague."))
    team.name, team.parent_id, team.calendar, team.head_id = clean_line(name), parent_id, calendar, head_id
    if not team.name:
        raise _refused("name", "required", _("Fill in this field."))
    if len(team.name) > 150:
        raise _refused("name", "too_long", _("Not more than 150 characters."))
    if Team.objects.filter(name__iexact=team.name).exclude(pk=team.pk).exists():
        raise _refused("name", "not_unique", _("There is such a team already."))
    if parent_id is not None and not Team.objects.filter(pk=parent_id).exists():
        raise _refused("parent_id", "unknown_target", _("There is no such team."))
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint == "users_team_is_a_tree":
            raise _refused("parent_id", "circle", _("A team can't stand below itself.")) from error
        if constraint.startswith("users_team_name"):
            raise _refused("name", "not_unique", _("There is such a team already.")) from error
        raise


def _refused(field: str, code: str, message: str) -> ValidationFailed:
    return ValidationFailed([Problem(field=field, code=code, message=message)])
