"""Making, finding and revoking tokens. A token is `artel_` and 256 random bits; SHA-256 of it is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from artel.platform.access.audit import Audit, record_audit
from artel.platform.api.models import ApiToken
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.users.models import User

PREFIX = "artel_"
USE_NOTED_EVERY = timedelta(minutes=5)
_USER_FIELDS = [field.attname for field in User._meta.concrete_fields]
# No text of a request is in it: the names are those of our own models.
_FIND = (
    "SELECT token.id, token.last_used_at, "  # noqa: S608
    + ", ".join(f'person."{field.column}"' for field in User._meta.concrete_fields)
    + f' FROM "{ApiToken._meta.db_table}" AS token JOIN "{User._meta.db_table}" AS person ON person.id = token.user_id'
    " WHERE token.digest = %s AND person.is_active AND (token.expires_at IS NULL OR token.expires_at > %s)"
)


def make_token(user: User, *, name: str = "", expires_at: datetime | None = None, actor: Actor = SYSTEM) -> str:
    """Return a new token of the user; it can't be shown again. The security log tells who made it (`actor`)."""
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = ApiToken.objects.create(
            user=user, name=name, digest=digest_of(token), created_at=timezone.now(), expires_at=expires_at
        )
        record_audit(actor, Audit.TOKEN_CREATED, {"token": made.pk, "name": name, "user": user.pk})
    return token


def find_user(token: str) -> User | None:
    """Return the active user whom a live token stands for. One query, and a write every five minutes of use.

    Every request of the API begins here, so the statement is written out: making it anew costs more than running it.
    """
    if not token.startswith(PREFIX):
        return None
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [digest_of(token), now])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, last_used_at, *values = row
    if last_used_at is None or now - last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token_id).update(last_used_at=now)
    return User.from_db(connection.alias, _USER_FIELDS, values)


def revoke_token(token_id: int, *, user: User, actor: Actor = SYSTEM) -> bool:
    """Forget a user's token at once; False when it is not his."""
    with transaction.atomic():
        deleted, _by_model = ApiToken.objects.filter(pk=token_id, user=user).delete()
        if deleted:
            record_audit(actor, Audit.TOKEN_REVOKED, {"token": token_id, "user": user.pk})
    return deleted > 0


def digest_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
