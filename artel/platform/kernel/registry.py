"""A typed registry that is filled by place: modules of a fixed name in installed apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")

all_registries: dict[str, Registry[object]] = {}
"""Every registry by name; `artel registry` prints them."""


class Registry(Generic[Item]):
    """Items by key, in the order of registration. Refuses a key twice and an unknown key."""

    def __init__(self, name: str) -> None:
        """`name` is shown in errors and by `artel registry`."""
        self.name = name
        self._items: dict[str, Item] = {}
        all_registries[name] = self  # type: ignore[assignment]

    def add(self, key: str, item: Item) -> Item:
        """Register `item`; raises ValueError when the key is taken."""
        if key in self._items:
            raise ValueError(f"{self.name}: {key!r} is registered twice")
        self._items[key] = item
        return item

    def get(self, key: str) -> Item:
        """Return the item; raises LookupError that lists what is known."""
        try:
            return self._items[key]
        except KeyError:
            known = ", ".join(sorted(self._items)) or "nothing"
            raise LookupError(f"{self.name}: no {key!r} (known: {known})") from None

    def find(self, key: str) -> Item | None:
        """Return the item or None."""
        return self._items.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order of registration."""
        return tuple(self._items)

    def items(self) -> tuple[tuple[str, Item], ...]:
        """Return (key, item) pairs in the order of registration."""
        return tuple(self._items.items())
