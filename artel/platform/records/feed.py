"""Feed entries that people and features add: comments, files, activities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.records.models import FeedEntry


def add(section: str, record_id: int, kind: str, body: Mapping[str, Any], *, actor: Actor) -> int:
    """Add one entry and return its id. The caller has checked that the actor sees the record."""
    entry = FeedEntry.objects.create(
        section=section,
        record_id=record_id,
        kind=kind,
        at=clock.now(),
        author_id=actor.user_id,
        actor_name=actor.name,
        body=body,
        cause=actor.cause or "",
        rule=actor.rule,
    )
    return int(entry.pk)


def add_many(section: str, kind: str, entries: Iterable[tuple[int, Mapping[str, Any]]], *, actor: Actor) -> None:
    """Add entries of a kind to records, as (record id, body), in one statement."""
    moment = clock.now()
    FeedEntry.objects.bulk_create(
        FeedEntry(
            section=section,
            record_id=record_id,
            kind=kind,
            at=moment,
            author_id=actor.user_id,
            actor_name=actor.name,
            body=body,
            cause=actor.cause or "",
            rule=actor.rule,
        )
        for record_id, body in entries
    )


def as_json(body: Mapping[str, Any]) -> str:
    """Return the body as JSON text; Decimals as text, so that no digit is lost."""
    return orjson.dumps(body, default=_plain).decode()


def _plain(value: object) -> object:
    if isinstance(value, (Decimal, date, datetime)):
        return str(value)
    raise TypeError(f"{type(value).__name__} in a feed entry")
