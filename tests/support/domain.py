"""The base pack in force, as on the first day of a company, and the people of every story acting in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from django.db import connection, connections

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.packs.places import shipped_pack
from artel.platform.packs.reading import read_pack
from artel.platform.records import door
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User


@pytest.fixture(scope="session")
def base_documents() -> Sequence[Document]:
    """Return the documents of the base pack, read from its files once."""
    return read_pack(shipped_pack("base")).documents


@pytest.fixture
def base_pack(db: None, base_documents: Sequence[Document]) -> Iterator[Snapshot]:
    """Hold the configuration of the base pack: its pipelines, lookups and roles."""
    apply_documents(base_documents, actor=SYSTEM)
    # An apply checks constraints at once to the end of its transaction, which here is the whole test's.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS affiliations_main_once DEFERRED")
    with holding(latest_snapshot()) as snapshot:
        yield snapshot


@pytest.fixture
def anna_acts(base_pack: Snapshot, anna: User) -> Actor:
    """Return Anna, a manager, as the actor of a request."""
    return actor_of(anna)


@pytest.fixture
def boris_acts(base_pack: Snapshot, boris: User) -> Actor:
    """Return Boris, head of Anna's department, as the actor of a request."""
    return actor_of(boris)


def make(section: str, *, actor: Actor = SYSTEM, **values: object) -> int:
    """Create one record through the door and return its id."""
    return door.create(section, [values], actor=actor)[0]


def change(section: str, record_id: int, *, actor: Actor = SYSTEM, **values: object) -> None:
    """Change one record through the door."""
    door.change(section, [door.Change(id=record_id, values=values)], actor=actor)


def stored(section: str, record_id: int, *keys: str) -> tuple[object, ...]:
    """Return what the database holds in columns (`account_id` for pointers), trashed records too."""
    snapshot = latest_snapshot()
    return tuple(model_of(section, snapshot)._default_manager.values_list(*keys).get(pk=record_id))


def rows(section: str, *keys: str, **where: object) -> list[tuple[object, ...]]:
    """Return columns of the live records that meet `where`, in the order of making."""
    records = model_of(section, latest_snapshot())._default_manager.filter(trashed_at=None, **where)
    return [tuple(row) for row in records.order_by("id").values_list(*keys)]


def problems(values: Mapping[str, object], section: str, *, actor: Actor = SYSTEM) -> set[tuple[str | None, str]]:
    """Return (field, code) of what the door would refuse in a new record."""
    return {(p.field, p.code) for p in door.check(section, [values], actor=actor)}


def together(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Run acts at once, each on a connection of its own; return results, or the errors raised."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        barrier.wait()
        try:
            outcomes[place] = acts[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
