"""Passwords and sessions of users. A password is never shown or sent: a link lets its owner choose one."""

from __future__ import annotations

from allauth.account import app_settings as account_settings
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from artel.platform.access.actions.guarding import guard_target
from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict, NotFound, Problem, ValidationFailed
from artel.platform.users.models import User


def set_password(user_id: int, password: str, *, actor: Actor) -> None:
    """Give a user a password and end his sessions. Raises NotFound, AccessDenied, ValidationFailed for a weak one."""
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        user = locked_user(user_id)
        guard_target(actor, user)
        user.set_password(checked_password(password, user))
        user.save(update_fields=["password"])
        end_all_sessions(user)
        record_audit(actor, Audit.PASSWORD_CHANGED, {"user": user_id, "name": user.name})


def issue_password_link(user_id: int, *, actor: Actor) -> str:
    """Return the path of a page where the user chooses a password, once, within PASSWORD_RESET_TIMEOUT.

    His present password holds until then. Raises NotFound, AccessDenied, Conflict for somebody switched off.
    """
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        user = locked_user(user_id)
        guard_target(actor, user)
        if not user.is_active:
            raise Conflict(_("This user is switched off."))
        key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
        record_audit(actor, Audit.PASSWORD_LINK, {"user": user_id, "name": user.name})
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def end_sessions(user_id: int, *, actor: Actor) -> int:
    """Sign a user out everywhere; return how many sessions ended. Raises NotFound, AccessDenied."""
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        user = locked_user(user_id)
        guard_target(actor, user)
        ended = end_all_sessions(user)
        record_audit(actor, Audit.SESSIONS_ENDED, {"user": user_id, "name": user.name, "number": ended})
    return ended


def checked_password(password: str, user: User) -> str:
    """Return the password; raises ValidationFailed with what is weak about it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationFailed(
            [Problem(code="weak_password", field="password", message=message) for message in error.messages]
        ) from error
    return password


def end_all_sessions(user: User) -> int:
    """End the sessions of a user; return how many ended."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def locked_user(user_id: int) -> User:
    """Return the user with his row locked to the end of the transaction; raises NotFound."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFound(user=user_id)
    return user
