"""Create, change and switch off users. See `guarding.py` for who may touch whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from artel.platform.access.actions.guarding import guard_rights, guard_target
from artel.platform.access.actions.passwords import checked_password, end_all_sessions, locked_user
from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict, Problem, ValidationFailed
from artel.platform.users.models import User
from artel.platform.working_time.calendars import calendar_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """What an administrator says of a user; `roles` are keys of roles, `team_id` an id or None,
    `calendar` a key of a working calendar, empty for the team's. Unsaid, language and time zone are the site's.
    """

    username: str
    name: str
    email: str = ""
    position: str = ""
    phone: str = ""
    team_id: int | None = None
    roles: tuple[str, ...] = ()
    is_admin: bool = False
    is_portal: bool = False
    language: str = field(default_factory=lambda: settings.LANGUAGE_CODE)
    timezone: str = field(default_factory=lambda: settings.TIME_ZONE)
    calendar: str = ""


def create_user(facts: UserFacts, *, actor: Actor, password: str | None = None) -> int:
    """Create a user and return his id; without a password he chooses one through a link (`issue_password_link`).

    Raises AccessDenied, ValidationFailed with a problem beside each field.
    """
    require_tool(actor, Tool.USERS)
    user = User()
    guard_rights(actor, user, roles=facts.roles, is_admin=facts.is_admin)
    with transaction.atomic():
        _fill(user, facts)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(checked_password(password, user))
        _save(user)
        record_audit(actor, Audit.USER_CREATED, {"user": user.pk, **_plain(facts)})
    return int(user.pk)


def change_user(user_id: int, facts: UserFacts, *, actor: Actor) -> None:
    """Give a user other facts. Raises NotFound, AccessDenied, ValidationFailed, Conflict for the last administrator."""
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        user = locked_user(user_id)
        before = facts_of(user)
        guard_target(actor, user)
        guard_rights(actor, user, roles=facts.roles, is_admin=facts.is_admin)
        if before == facts:
            return
        _fill(user, facts)
        _save(user)
        old, new = _plain(before), _plain(facts)
        changes = {key: [old[key], new[key]] for key in new if old[key] != new[key]}
        record_audit(actor, Audit.USER_CHANGED, {"user": user_id, "name": user.name, "changes": changes})


def set_roles(user_id: int, roles: Iterable[str], *, actor: Actor) -> None:
    """Replace a user's roles. Raises as `change_user`."""
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        known = facts_of(locked_user(user_id))
        change_user(user_id, replace(known, roles=tuple(roles)), actor=actor)


def deactivate_user(user_id: int, *, actor: Actor) -> None:
    """Switch a user off: he can't sign in and every session of his ends. What he owns stays his.

    Raises NotFound, AccessDenied, Conflict for oneself, for the last administrator and when he is off already.
    """
    require_tool(actor, Tool.USERS)
    if user_id == actor.user_id:
        raise Conflict(_("You can't switch yourself off."))
    with transaction.atomic():
        user = locked_user(user_id)
        guard_target(actor, user)
        if not user.is_active:
            raise Conflict(_("This user is switched off already."))
        user.is_active = False
        _save(user)
        end_all_sessions(user)
        record_audit(actor, Audit.USER_DEACTIVATED, {"user": user_id, "name": user.name})


def activate_user(user_id: int, *, actor: Actor) -> None:
    """Let a user in again. Raises NotFound, AccessDenied, Conflict when he is on already."""
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        user = locked_user(user_id)
        guard_target(actor, user)
        if user.is_active:
            raise Conflict(_("This user is not switched off."))
        user.is_active = True
        _save(user)
        record_audit(actor, Audit.USER_ACTIVATED, {"user": user_id, "name": user.name})


def facts_of(user: User) -> UserFacts:
    """Return what is known of a user in the form that `change_user` takes."""
    return UserFacts(
        username=user.username,
        name=user.name,
        email=user.email,
        position=user.position,
        phone=user.phone,
        team_id=user.team_id,
        roles=tuple(user.roles),
        is_admin=user.is_admin,
        is_portal=user.is_portal,
        language=user.language,
        timezone=user.timezone,
        calendar=user.calendar,
    )


def _fill(user: User, facts: UserFacts) -> None:
    """Put the facts on the row; refuse what does not fit, each thing beside its field."""
    problems = [*_role_problems(facts), *_own_problems(user, facts)]
    for key, value in asdict(facts).items():
        setattr(user, key, list(value) if key == "roles" else value)
    try:
        user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        problems += _django_problems(error)
    if problems:
        raise ValidationFailed(problems)


def _role_problems(facts: UserFacts) -> Iterable[Problem]:
    known = current_snapshot().roles
    for key in facts.roles:
        if key not in known:
            yield Problem(code="unknown_role", field="roles", message=_("There is no role “%(key)s”.") % {"key": key})
        elif known[key].is_portal is not facts.is_portal:
            ours, theirs = _("“%(role)s” is not a role of outsiders."), _("“%(role)s” is a role of outsiders.")
            message = (theirs if known[key].is_portal else ours) % {"role": known[key].label}
            yield Problem(code="wrong_role", field="roles", message=message)


def _own_problems(user: User, facts: UserFacts) -> Iterable[Problem]:
    if facts.is_admin and facts.is_portal:
        yield Problem(code="outsider", field="is_admin", message=_("An outsider can't be an administrator."))
    if facts.timezone not in available_timezones():
        yield Problem(code="unknown_timezone", field="timezone", message=_("There is no such time zone."))
    # A calendar that was retired since stays with whom it has; only a new choice must be one that is there.
    if facts.calendar != user.calendar and (wrong := calendar_problem(facts.calendar, current_snapshot())):
        yield wrong
    others = User.objects.exclude(pk=user.pk)
    if others.filter(username__iexact=facts.username).exists():
        yield _taken_login()
    if facts.email and others.filter(email__iexact=facts.email).exists():
        yield _taken_address()


def _taken_login() -> Problem:
    return Problem(code="not_unique", field="username", message=_("Another user has this login."))


def _taken_address() -> Problem:
    return Problem(code="not_unique", field="email", message=_("Another user has this address."))


def _django_problems(error: ValidationError) -> list[Problem]:
    return [
        Problem(
            code=str(each.code or "invalid"),
            field="team_id" if field == "team" else field,
            message=" ".join(each.messages),
        )
        for field, errors in error.error_dict.items()
        for each in errors
    ]


def _save(user: User) -> None:
    """Save; what another transaction made impossible meanwhile is refused as if it had been so before."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint == "users_user_one_administrator":
            raise Conflict(_("This is the last administrator; make another one first.")) from error
        if constraint == "users_user_email_unique":
            raise ValidationFailed([_taken_address()]) from error
        if constraint.startswith("users_user_username"):
            raise ValidationFailed([_taken_login()]) from error
        raise


def _plain(facts: UserFacts) -> dict[str, object]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(facts).items()}
