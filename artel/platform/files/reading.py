"""Names of the files that fields hold, in the query that reads the records: never one more for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField

from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import Actor

_COLUMNS = ("id", "key", "name", "size", "content_type")
_HELD = (
    "(SELECT jsonb_agg(jsonb_build_array(file.id, file.key, file.name, file.size, file.content_type)"
    " ORDER BY held.place) FROM unnest(%(expressions)s) WITH ORDINALITY AS held(id, place)"
    " JOIN files_storedfile AS file ON file.id = held.id)"
)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file as screens show it; `key` is what its address holds."""

    id: int
    key: str
    name: str
    size: int
    content_type: str


def files_alias(key: str) -> str:
    """Return the name under which a query tells the files of a list field."""
    return f"files_of_{key}"


def files_of(path: str) -> Func:
    """Return the expression of the files that the list field at `path` holds; `held_files` reads what it gives."""
    return Func(F(path), template=_HELD, output_field=JSONField())


def held_files(told: Sequence[Sequence[Any]] | None) -> tuple[HeldFile, ...]:
    """Return the files that a row of the database tells, in their order; those removed for good are left out."""
    return tuple(HeldFile(*one) for one in told or ())


def loose_files(ids: Iterable[int], *, actor: Actor) -> Mapping[int, HeldFile]:
    """Return the actor's own uploads that no record has yet, by id; a stranger's are as if they were not there."""
    wanted = set(ids)
    if not wanted or actor.user_id is None:
        return {}
    rows = StoredFile.objects.filter(id__in=wanted, section="", author_id=actor.user_id).values_list(*_COLUMNS)
    return {row[0]: HeldFile(row[0], str(row[1]), *row[2:]) for row in rows}
