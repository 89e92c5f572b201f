"""Hints to open pages, sent with PostgreSQL's NOTIFY: they leave with the commit or not at all."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from django.db import connection

CHANNEL = "artel_live"
MOST_IDS = 50
"""A bigger change is told without ids: pages ask again for their list as a whole."""


def hint_records(section: str, ids: Iterable[int]) -> None:
    """Tell open pages that records of a section have changed."""
    wanted = list(ids)
    _send({"section": section, "ids": wanted if len(wanted) <= MOST_IDS else []})


def hint_user(user_id: int) -> None:
    """Tell a person's open pages that his notifications have changed."""
    _send({"user": user_id})


def _send(payload: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, orjson.dumps(payload).decode()])
