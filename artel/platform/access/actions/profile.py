"""What everybody may change of himself: how he is called and how the product speaks to him. Never his rights."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from zoneinfo import available_timezones

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from artel.platform.access.actions.passwords import locked_user
from artel.platform.access.audit import Audit, record_audit
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, Problem, ValidationFailed
from artel.platform.users.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """A person's own facts."""

    name: str
    position: str = ""
    phone: str = ""
    language: str = "ru"
    timezone: str = "Europe/Moscow"
    theme: str = "system"


def profile_of(user: User) -> ProfileFacts:
    """Return a user's own facts."""
    return ProfileFacts(**{key: getattr(user, key) for key in ProfileFacts.__slots__})


def change_profile(facts: ProfileFacts, *, actor: Actor) -> None:
    """Give the actor other facts. Raises AccessDenied for somebody who is no user, ValidationFailed."""
    with transaction.atomic():
        user = _own(actor)
        before = asdict(profile_of(user))
        after = asdict(facts)
        changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        if not changes:
            return
        for key, value in after.items():
            setattr(user, key, value)
        _check(user)
        user.save(update_fields=list(changes))
        if "name" in changes:
            record_audit(actor, Audit.USER_CHANGED, {"user": user.pk, "name": user.name, "changes": changes})


def choose_theme(theme: str, *, actor: Actor) -> None:
    """Remember which look the actor likes: system, light or dark. Raises as `change_profile`."""
    with transaction.atomic():
        user = _own(actor)
        user.theme = theme
        _check(user)
        user.save(update_fields=["theme"])


def end_other_sessions(present: str, *, actor: Actor) -> int:
    """Sign the actor out everywhere but in the session with this key; return how many ended."""
    with transaction.atomic():
        user = _own(actor)
        others = list(UserSession.objects.filter(user=user).exclude(session_key=present))
        for session in others:
            session.end()
        if others:
            record_audit(actor, Audit.SESSIONS_ENDED, {"user": user.pk, "name": user.name, "number": len(others)})
    return len(others)


def _own(actor: Actor) -> User:
    if actor.user_id is None:
        raise AccessDenied
    return locked_user(actor.user_id)


def _check(user: User) -> None:
    problems = []
    if user.timezone not in available_timezones():
        problems.append(Problem(code="unknown_timezone", field="timezone", message=_("There is no such time zone.")))
    try:
        user.clean_fields(exclude=["password", "username", "email", "team", "roles"])
    except ValidationError as error:
        problems += [
            Problem(code=str(each.code), field=field, message=" ".join(each.messages))
            for field, errors in error.error_dict.items()
            for each in errors
        ]
    if problems:
        raise ValidationFailed(problems)
