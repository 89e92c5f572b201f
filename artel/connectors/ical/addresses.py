"""Making, renewing, revoking and finding the secret address of a calendar."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from artel.connectors.ical.models import CalendarFeed
from artel.platform.access.audit import record_audit
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import AccessDenied
from artel.platform.users.models import User

USE_NOTED_EVERY = timedelta(minutes=15)
_signer = Signer(salt="artel.ical", sep=".")


class FeedAct(StrEnum):
    """Acts of the security log."""

    MADE = "calendar_feed.made"
    RENEWED = "calendar_feed.renewed"
    REVOKED = "calendar_feed.revoked"


def secret_of(feed: CalendarFeed) -> str:
    """Return the secret part of the address."""
    return _signer.sign(feed.name)


def make_address(user: User, *, actor: Actor) -> CalendarFeed:
    """Give the person an address; who has one gets another, and the old one is nobody's at once.

    Raises AccessDenied for outsiders and for anybody but the person himself.
    """
    _require(user, actor)
    with transaction.atomic():
        held = CalendarFeed.objects.select_for_update().filter(user=user).first()
        values = {"name": secrets.token_urlsafe(24), "created_at": timezone.now(), "last_read_at": None}
        feed, _is_new = CalendarFeed.objects.update_or_create(user=user, defaults=values)
        record_audit(actor, FeedAct.RENEWED if held else FeedAct.MADE, {"user": user.pk, "name": str(user)})
    return feed


def revoke_address(user: User, *, actor: Actor) -> None:
    """Take the address away; nothing happens when there is none. Raises AccessDenied."""
    _require(user, actor)
    with transaction.atomic():
        deleted, _by_model = CalendarFeed.objects.filter(user=user).delete()
        if deleted:
            record_audit(actor, FeedAct.REVOKED, {"user": user.pk, "name": str(user)})


def reader_of(secret: str) -> User | None:
    """Return the active colleague whose calendar the secret opens, None for a wrong or revoked one.

    One query, and a write every quarter of an hour of use.
    """
    try:
        name = _signer.unsign(secret)
    except BadSignature:
        return None
    feed = CalendarFeed.objects.select_related("user").filter(name=name).first()
    if feed is None or not feed.user.is_active or feed.user.is_portal:
        return None
    now = timezone.now()
    if feed.last_read_at is None or now - feed.last_read_at > USE_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    return feed.user


def _require(user: User, actor: Actor) -> None:
    if actor.kind is not ActorKind.USER or actor.user_id != user.pk:
        raise AccessDenied
