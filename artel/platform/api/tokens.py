"""Making, finding and revoking tokens. A token is `artel_` and 256 random bits; SHA-256 of it is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from artel.platform.api.models import ApiToken
from artel.platform.users.models import User

PREFIX = "artel_"
USE_NOTED_EVERY = timedelta(minutes=5)


def make_token(user: User, *, name: str = "", expires_at: datetime | None = None) -> str:
    """Return a new token of the user; it can't be shown again."""
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user, name=name, digest=digest_of(token), created_at=timezone.now(), expires_at=expires_at
    )
    return token


def find_user(token: str) -> User | None:
    """Return the active user whom a live token stands for. One query, and a write every five minutes of use."""
    if not token.startswith(PREFIX):
        return None
    now = timezone.now()
    live = Q(expires_at=None) | Q(expires_at__gt=now)
    found = ApiToken.objects.filter(live, digest=digest_of(token), user__is_active=True).select_related("user").first()
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found.user


def revoke_token(token_id: int, *, user: User) -> bool:
    """Forget a user's token at once; False when it is not his."""
    deleted, _by_model = ApiToken.objects.filter(pk=token_id, user=user).delete()
    return deleted > 0


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
