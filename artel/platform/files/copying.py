"""Copies of files for a record that is made of another: each record has its own, and may remove it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from django.utils import timezone

from artel.platform.files.keeping import discard, fetch, keep
from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound


@dataclass(slots=True)
class Copies:
    """Makes copies for an actor; a context around the transaction that removes their bytes when it fails."""

    actor: Actor
    _names: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        for name in self._names if kind else ():
            discard(name)

    def of(self, ids: Iterable[int]) -> list[int]:
        """Return the ids of new loose files, which the record takes that they are written into.

        The caller answers for it that the record may have them. Raises NotFound, StorageFailed.
        """
        wanted = list(ids)
        found = StoredFile.objects.in_bulk(wanted)
        if len(found) < len(set(wanted)):
            raise NotFound
        return [self._copy(found[i]) for i in wanted]

    def _copy(self, original: StoredFile) -> int:
        copy = StoredFile(
            name=original.name,
            size=original.size,
            content_type=original.content_type,
            sha256=original.sha256,
            created_at=timezone.now(),
            author_id=self.actor.user_id,
        )
        self._names.append(copy.storage_name)
        with fetch(original.storage_name) as content:
            keep(copy.storage_name, content)
        copy.save()
        return int(copy.pk)
