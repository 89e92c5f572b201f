"""The process engine at work: a move with steps, rules and a gate, a move of very many, a minute of the clock.

Played in this process through the door, not over HTTP: what is measured is the engine, not the page.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import actor_of
from artel.platform.automation.clocks import tick
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import current_snapshot, forget_snapshots, holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.records import door
from artel.platform.users.models import User

STAGE = "offer"
SILENT_DAYS = 30
DUE = 1_000
MOVED = 100
BATCH = 10_000
SLOWEST_TICK = 2.0
"""Seconds that a minute's look may take when a thousand of a million records are due."""


@dataclass(slots=True)
class Engine:
    """Seconds of each single move and the queries of one; of the bulk move and of the tick; how many each touched."""

    moves: list[float] = field(default_factory=list)
    queries: int = 0
    bulk: float = 0.0
    bulk_records: int = 0
    bulk_queries: int = 0
    tick: float = 0.0
    ticked: int = 0
    ticked_of: int = 0

    @property
    def slow_tick(self) -> bool:
        """Whether the look took longer than it may."""
        return self.tick > SLOWEST_TICK


def measure_engine(most: int = 100_000) -> Engine:
    """Declare steps, rules and a gate over the scratch base, then move and tick; `most` bounds the bulk move."""
    found = Engine()
    _declare()
    with holding(latest_snapshot()):
        manager = actor_of(User.objects.get(username="director"))
        waiting = _ids("SELECT id FROM deals WHERE stage <> %s AND closed_at IS NULL AND trashed_at IS NULL", STAGE)
        single = min(MOVED, len(waiting) // 8)
        for record in waiting[:single]:
            began = time.perf_counter()
            _move([record], manager)
            found.moves.append(time.perf_counter() - began)
        rest = waiting[single : single + most]
        if rest:
            with CaptureQueriesContext(connection) as caught:
                _move(rest[:1], manager)
            found.queries = len(caught)
            found.bulk_records, found.bulk, found.bulk_queries = _timed(rest[1:], manager)
        _tick(found)
    return found


def _timed(records: Sequence[int], actor: Actor) -> tuple[int, float, int]:
    """Move records in the largest batches that the door takes; queries are those of the first batch."""
    queries, began = 0, time.perf_counter()
    for start in range(0, len(records), BATCH):
        part = records[start : start + BATCH]
        if start:
            _move(part, actor)
            continue
        with CaptureQueriesContext(connection) as caught:
            _move(part, actor)
        queries = len(caught)
    return len(records), time.perf_counter() - began, queries


def _move(records: Sequence[int], actor: Actor) -> None:
    door.change("deals", [door.Change(id=i, values={"stage": STAGE}) for i in records], actor=actor)


def _tick(found: Engine) -> None:
    """Look at the clock when the middle of the contacts has been silent for long enough, all but a thousand."""
    (found.ticked_of,) = _ids("SELECT count(*) FROM contacts WHERE trashed_at IS NULL")
    due = min(DUE, found.ticked_of // 4)
    since, until = (_silent_at(found.ticked_of // 2 + beyond) for beyond in (0, due))
    silence = timedelta(days=SILENT_DAYS)
    snapshot = current_snapshot()
    tick(snapshot, now=since + silence)
    began = time.perf_counter()
    found.ticked = tick(snapshot, now=until + silence)
    found.tick = time.perf_counter() - began


def _silent_at(place: int) -> datetime:
    with connection.cursor() as cursor:
        statement = "SELECT updated_at FROM contacts WHERE trashed_at IS NULL ORDER BY updated_at OFFSET %s LIMIT 1"
        cursor.execute(statement, [place])
        row: tuple[datetime] = cursor.fetchone()
    return row[0]


def _declare() -> None:
    """Put three steps and a gate into the stage, five rules on coming there, and one that waits for silence."""
    body = dict(current_snapshot().documents["pipeline"]["deals"])
    stages = [dict(stage) for stage in body["stages"]]
    for stage in stages:
        stage["to"], stage["leave"], stage["enter"] = [], [], []
        if stage["key"] == STAGE:
            stage["enter"] = [{"key": "named", "fields": ["name"], "when": "amount ge 0"}]
            stage["steps"] = [
                {"key": f"bench{n}", "label": {"ru": "Шаг {{ name }}", "en": "Step {{ name }}"}, "due": f"{n}d"}
                for n in (1, 2, 3)
            ]
    documents = [Document(kind="pipeline", key="deals", body={**body, "stages": stages})]
    documents += [Document(kind="rule", key=key, body=rule) for key, rule in _rules().items()]
    apply_documents(documents, actor=SYSTEM)
    forget_snapshots()


def _rules() -> Mapping[str, Mapping[str, Any]]:
    coming = {"event": "stage", "entered": [STAGE]}
    acts: Sequence[Mapping[str, Any]] = (
        {"act": "set", "values": {"description": "КП: {{ name }}"}},
        {"act": "set", "values": {"expected_on": {"formula": "today() add duration'P14D'"}}},
        {"act": "notify", "to": ["owner"], "title": "КП: {{ name }}"},
        {"act": "create", "section": "calls", "values": {"name": "Узнать ответ"}},
        {"act": "set", "values": {"probability": 40}},
    )
    whens = ("", "amount gt 1000000", "amount gt 100000000", "probability ge 0", "")
    rules: dict[str, Mapping[str, Any]] = {
        f"bench{n}": {"label": f"Замер {n}", "section": "deals", "on": coming, "when": when, "do": [act]}
        for n, (act, when) in enumerate(zip(acts, whens, strict=True))
    }
    silence = {"event": "silence", "days": SILENT_DAYS}
    remind = {"act": "create", "section": "tasks", "values": {"name": "Напомнить о себе: {{ name }}"}}
    rules["bench_silence"] = {"label": "Тишина", "section": "contacts", "on": silence, "do": [remind]}
    return rules


def _ids(statement: str, *parameters: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]
