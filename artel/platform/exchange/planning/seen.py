"""Keys met earlier in a file, for the dry run: on disk, so that a million rows cost no memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of the file that was met earlier: its number, and the values that tell it apart from others."""

    row: int
    told: tuple[str, ...]


def digest(alias: str, key: str, value: object) -> bytes:
    """Return a short form of a key; 12 bytes make a clash in a billion keys less likely than 1 in 10^10."""
    return blake2b(f"{alias}\x00{key}\x00{value}".encode(), digest_size=12).digest()


class SeenKeys:
    """Key → row where it was met first, and what tells that row apart. A temporary file of SQLite, gone when closed."""

    def __init__(self) -> None:
        """Open an empty store."""
        self._base = sqlite3.connect("")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, row INTEGER, told TEXT) WITHOUT ROWID")

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Seen]:
        """Return the rows of those keys that were met."""
        found: dict[bytes, Seen] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._base.execute(f"SELECT key, row, told FROM seen WHERE key IN ({marks})", part)  # noqa: S608
            found.update((key, Seen(row, tuple(told.split(_BETWEEN)))) for key, row, told in rows)
        return found

    def add(self, keys: Iterable[tuple[bytes, int, Sequence[str]]]) -> None:
        """Note keys with their row and what tells it apart; the first row of a key stays."""
        rows = ((key, row, _BETWEEN.join(told)) for key, row, told in keys)
        self._base.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Remove the store."""
        self._base.close()
