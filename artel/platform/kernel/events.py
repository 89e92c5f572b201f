"""Typed events in the past tense, and who listens to them.

The door publishes them inside its transaction, a batch at a time. A subscriber runs in the same
transaction: it either writes through the door again (one step deeper) or defers a job.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from artel.platform.kernel.actor import Actor

MAX_DEPTH = 24
"""A chain of events longer than this is a loop of the program itself; loops of rules are stopped long before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, to which records of one section, and who did it."""

    section: str
    actor: Actor
    cause: str


class RecordChange(NamedTuple):
    """One record's difference: only fields that changed, by key, as stored values."""

    record_id: int
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsCreated(Event):
    """Records came into being; `changes[i].before` is empty."""

    changes: tuple[RecordChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsChanged(Event):
    """Field values changed."""

    changes: tuple[RecordChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsTrashed(Event):
    """Records went to the trash."""

    record_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsRestored(Event):
    """Records came back from the trash."""

    record_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsPurged(Event):
    """Records are gone for good."""

    record_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsMerged(Event):
    """`merged_ids` became part of `kept_id`."""

    kept_id: int
    merged_ids: tuple[int, ...]


Published = TypeVar("Published", bound=Event)
_subscribers: dict[type[Event], list[tuple[str | None, Callable[[Event], None]]]] = defaultdict(list)


def subscribe(
    event: type[Published], *, section: str | None = None
) -> Callable[[Callable[[Published], None]], Callable[[Published], None]]:
    """Decorate a function of a feature's `subscribers.py`; `section` narrows to one section."""

    def register(handler: Callable[[Published], None]) -> Callable[[Published], None]:
        _subscribers[event].append((section, handler))  # type: ignore[arg-type]
        return handler

    return register


@dataclass(slots=True)
class _Closing:
    """What waits for the end of the outermost event, by key: those who may write again, then those who only look."""

    writing: dict[str, Callable[[], None]] = field(default_factory=dict)
    looking: dict[str, Callable[[], None]] = field(default_factory=dict)
    noted: dict[str, list[Any]] = field(default_factory=dict)

    def run(self) -> None:
        """Run until nothing waits: what one of them writes may have the others wait anew."""
        while waiting := self.writing or self.looking:
            waiting.pop(next(iter(waiting)))()


_closing: ContextVar[_Closing | None] = ContextVar("closing", default=None)


def publish(event: Event) -> None:
    """Run every subscriber of the event in the order of registration, in this transaction.

    Raises RecursionError when the chain of causes is deeper than MAX_DEPTH.
    """
    if event.actor.depth > MAX_DEPTH:
        raise RecursionError(f"{type(event).__name__} on {event.section}: a loop of {MAX_DEPTH} events")
    if _closing.get() is not None:
        _run(event)
        return
    closing = _Closing()
    token = _closing.set(closing)
    try:
        _run(event)
        closing.run()
    finally:
        _closing.reset(token)


def at_end(key: str, callback: Callable[[], None], *, writes: bool = False) -> None:
    """Run `callback` once when the outermost event has been handled, still in its transaction.

    A second call with the same key is dropped: one write that causes ten more is indexed once. Whoever `writes`
    records by it comes before all who do not. Only subscribers call it.
    """
    closing = _closing.get()
    if closing is None:
        raise RuntimeError("at_end is called outside of a subscriber")
    (closing.writing if writes else closing.looking).setdefault(key, callback)


def noted(key: str) -> list[Any]:
    """Return the list that a subscriber keeps under `key` until the outermost event has been handled.

    It goes with that event, also when its transaction fails. Outside of events it is empty and kept nowhere.
    """
    closing = _closing.get()
    return [] if closing is None else closing.noted.setdefault(key, [])


def _run(event: Event) -> None:
    for section, handler in _subscribers[type(event)]:
        if section is None or section == event.section:
            handler(event)
