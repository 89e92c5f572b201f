"""The snapshot in force: loaded once per process and revision, held for a request or a job.

A request reads the revision number once (`hold_latest`) and keeps its snapshot to the end; an apply
elsewhere shows in the next request. Nothing is pushed between processes, so nothing can be missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from django.db import connection

from artel.platform.definitions.building import build_snapshot
from artel.platform.definitions.documents import Document, Layer
from artel.platform.definitions.kind import load_kinds
from artel.platform.definitions.models import Definition
from artel.platform.sections.spec import Snapshot

_held: ContextVar[Snapshot | None] = ContextVar("held_snapshot", default=None)
_loaded: dict[tuple[str, int], Snapshot] = {}
_guard = Lock()


def current_snapshot() -> Snapshot:
    """Return the held snapshot, else the latest one (one small query)."""
    return _held.get() or latest_snapshot()


def latest_snapshot() -> Snapshot:
    """Return the snapshot of the revision in force, from memory when this process has it."""
    return snapshot_at(read_revision())


def read_revision() -> int:
    """Return the number of the revision in force (0 before the first apply). One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision FROM definitions_configurationstate WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def snapshot_at(revision: int) -> Snapshot:
    """Return the snapshot of the revision in force, building it when this process has not seen it."""
    place = (str(connection.settings_dict["NAME"]), revision)
    found = _loaded.get(place)
    if found is None:
        built = build_snapshot(revision, stored_documents())
        with _guard:
            found = _loaded.setdefault(place, built)
            for old in [p for p in _loaded if p[0] == place[0] and p[1] < revision - 2]:
                del _loaded[old]
    return found


def forget_snapshots() -> None:
    """Drop what this process remembers: a rolled-back transaction may have used a revision number."""
    with _guard:
        _loaded.clear()


def stored_documents() -> list[Document]:
    """Return all documents, retired ones too, in the order of making. One query."""
    load_kinds()
    columns = ("kind", "key", "owner", "body", "base", "is_retired", "layers")
    return [
        Document(
            kind=kind,
            key=key,
            owner=owner,
            body=body,
            base=base,
            is_retired=is_retired,
            layers=tuple(Layer.of(layer) for layer in layers),
        )
        for kind, key, owner, body, base, is_retired, layers in Definition.objects.order_by("id").values_list(*columns)
    ]


@contextmanager
def holding(snapshot: Snapshot) -> Iterator[Snapshot]:
    """Keep one snapshot for the length of a request, a job or an apply."""
    token = _held.set(snapshot)
    try:
        yield snapshot
    finally:
        _held.reset(token)
