"""Fields added to the biggest section while people read and write it: who waits, and how long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

from artel.platform.definitions.applying import SchemaBusy, apply_documents
from artel.platform.definitions.current import latest_snapshot, stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.schema.work import finish_pending_work

SECTION = "contacts"
LONGEST_WAIT = 1.0
LABEL = {"ru": "Замер", "en": "Measured"}
BODIES: tuple[dict[str, Any], ...] = (
    {"type": "text"},
    {"type": "integer", "indexed": True},
    {"type": "money"},
    {"type": "reference", "target": "accounts"},
)


@dataclass(slots=True)
class Added:
    """Seconds: of applying each field, of the job that builds indexes and checks, the longest read and write."""

    applied: list[float] = field(default_factory=list)
    finished: float = 0.0
    longest_read: float = 0.0
    longest_write: float = 0.0

    @property
    def longest(self) -> float:
        """The longest that anybody waited."""
        return max(self.longest_read, self.longest_write)


def measure_adding() -> Added:
    """Add fields of several types to the section, build their indexes, all beside a reader and a writer."""
    found = Added()
    is_over = threading.Event()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {SECTION} WHERE trashed_at IS NULL ORDER BY id DESC LIMIT 1000")  # noqa: S608
        written = [row[0] for row in cursor.fetchall()]
    waits: dict[str, list[float]] = {"read": [], "write": []}
    people = [
        threading.Thread(target=_busy, args=(_reading, is_over, waits["read"])),
        threading.Thread(
            target=_busy, args=(lambda n: _writing(written[n % len(written)], n), is_over, waits["write"])
        ),
    ]
    for thread in people:
        thread.start()
    try:
        number = sum(d.kind == "field" for d in stored_documents())
        for position, body in enumerate(BODIES, start=number):
            began = time.perf_counter()
            document = Document(
                kind="field", key=f"{SECTION}.x_bench{position}", body={**body, "label": LABEL}, owner="bench"
            )
            with suppress(SchemaBusy):
                apply_documents([document], actor=SYSTEM)
            found.applied.append(time.perf_counter() - began)
        began = time.perf_counter()
        finish_pending_work(latest_snapshot())
        found.finished = time.perf_counter() - began
    finally:
        is_over.set()
        for thread in people:
            thread.join()
    found.longest_read, found.longest_write = max(waits["read"], default=0.0), max(waits["write"], default=0.0)
    return found


def _busy(act: Callable[[int], None], is_over: threading.Event, waits: list[float]) -> None:
    """Act again and again, noting how long each took."""
    number = 0
    try:
        while not is_over.is_set():
            began = time.perf_counter()
            act(number)
            waits.append(time.perf_counter() - began)
            number += 1
            is_over.wait(0.005)
    finally:
        connections.close_all()


def _reading(number: int) -> None:
    """Read as a list page does, and as a card does, by turns."""
    page = f"SELECT id, name FROM {SECTION} WHERE trashed_at IS NULL ORDER BY updated_at DESC, id DESC LIMIT 50"  # noqa: S608
    card = f"SELECT * FROM {SECTION} WHERE id = {number + 1}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(page if number % 2 else card)


def _writing(record: int, number: int) -> None:
    """Change a record through the door."""
    door.change(SECTION, [door.Change(id=record, values={"position": f"Должность {number}"})], actor=SYSTEM)
