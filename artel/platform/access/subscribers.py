"""What the security log hears of: sign-in, passwords, second factors, and mass work on records.

Sign-in is an outside product (Django's auth and allauth), and signals are the only way it tells of itself; they are no
signals of models.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as second_factor
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.teams import STRANGER, actor_of
from artel.platform.kernel.actor import ActorKind
from artel.platform.kernel.events import Event, RecordsChanged, RecordsPurged, RecordsTrashed, subscribe
from artel.platform.kernel.text import clean_line
from artel.platform.users.models import User

LONGEST_LOGIN = 150
MASS = 20
"""From so many records at once a change or a delete by a person is worth remembering."""
PEOPLE = (ActorKind.USER, ActorKind.PORTAL)


def address_of(request: HttpRequest | None) -> str | None:
    """Return the address of who asks, as the trusted proxies tell it; None outside of a request from the network."""
    if request is None or "REMOTE_ADDR" not in request.META:
        return None
    return get_adapter().get_client_ip(request)


def _note(action: Audit, request: HttpRequest | None, user: User | None, **detail: str) -> None:
    actor = actor_of(user) if user is not None else STRANGER
    named = {"login": user.username} if user is not None else {}
    record_audit(actor, action, {**named, **detail}, ip=address_of(request))


def _signed_in(sender: Any, request: HttpRequest | None, user: User, **_rest: Any) -> None:
    _note(Audit.LOGIN, request, user)


def _signed_out(sender: Any, request: HttpRequest | None, user: User | None, **_rest: Any) -> None:
    if user is not None:
        _note(Audit.LOGOUT, request, user)


def _refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    tried = credentials.get("username") or credentials.get("email") or ""
    _note(Audit.LOGIN_FAILED, request, None, login=clean_line(str(tried))[:LONGEST_LOGIN])


def _password_changed(sender: Any, request: HttpRequest, user: User, **_rest: Any) -> None:
    _note(Audit.PASSWORD_CHANGED, request, user)


def _factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_rest: Any) -> None:
    _note(Audit.FACTOR_ADDED, request, user, kind=authenticator.type)


def _factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_rest: Any) -> None:
    _note(Audit.FACTOR_REMOVED, request, user, kind=authenticator.type)


def _factor_failed(sender: Any, request: HttpRequest, user: User, **_rest: Any) -> None:
    _note(Audit.FACTOR_FAILED, request, user)


@subscribe(RecordsChanged)
def note_mass_change(event: RecordsChanged) -> None:
    """Remember a mass change made by a person himself, not what followed from another act."""
    _note_mass(event, Audit.MASS_CHANGE, len(event.changes), MASS)


@subscribe(RecordsTrashed)
def note_mass_trash(event: RecordsTrashed) -> None:
    """Remember a mass delete."""
    _note_mass(event, Audit.MASS_TRASH, len(event.record_ids), MASS)


@subscribe(RecordsPurged)
def note_purge(event: RecordsPurged) -> None:
    """Remember every deletion for good."""
    _note_mass(event, Audit.PURGE, len(event.record_ids), 1)


def _note_mass(event: Event, action: Audit, number: int, least: int) -> None:
    # The event carries the actor one step deeper than the act itself.
    if number >= least and event.actor.kind in PEOPLE and event.actor.depth <= 1:
        record_audit(event.actor, action, {"section": event.section, "number": number})


auth.user_logged_in.connect(_signed_in, dispatch_uid="audit")
auth.user_logged_out.connect(_signed_out, dispatch_uid="audit")
auth.user_login_failed.connect(_refused, dispatch_uid="audit")
for _changed in (account.password_set, account.password_changed, account.password_reset):
    _changed.connect(_password_changed, dispatch_uid="audit")
second_factor.authenticator_added.connect(_factor_added, dispatch_uid="audit")
second_factor.authenticator_reset.connect(_factor_added, dispatch_uid="audit")
second_factor.authenticator_removed.connect(_factor_removed, dispatch_uid="audit")
second_factor.authentication_failed.connect(_factor_failed, dispatch_uid="audit")
