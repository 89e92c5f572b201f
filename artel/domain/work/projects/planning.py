"""The arithmetic of a project: dates forward by working time, what a moved task moves, where a delay arose.

Pure: a Network of works and links, and the hours of everybody who has one of them. A link is «finish to start»: a
work begins when all its predecessors have ended and their pauses have passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from artel.platform.working_time.hours import NoWorkingTime, WorkingHours

NOTHING = timedelta(0)
HoursOf = Callable[[int | None], WorkingHours]
"""Person → his hours; for nobody those of the company."""


class CircularLinks(Exception):
    """Works that wait for one another; `ids` stand in the order of waiting, the first again at the end."""

    def __init__(self, ids: Iterable[int]) -> None:
        """Keep the circle."""
        super().__init__("circle")
        self.ids = tuple(ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A task as planning sees it. `length` is working time of the `owner`."""

    id: int
    owner: int | None = None
    length: timedelta = NOTHING
    start: datetime | None = None
    end: datetime | None = None
    started_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`task` begins when `predecessor` has ended and `lag` of working time has passed."""

    task: int
    predecessor: int
    lag: timedelta = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How a work stands at a moment: when it really began and ended, or is going to; deviations in working time.

    `inherited` is how much later than planned its predecessors let it begin, `own` what it added itself (less than
    nothing when it caught up); `total` is both. `ready` is when the predecessors let it begin, None without any.
    """

    start: datetime
    end: datetime
    ready: datetime | None
    total: timedelta
    inherited: timedelta
    own: timedelta


@dataclass(frozen=True)
class Network:
    """Works by id with the links between them; links of works that are not here are left out."""

    works: Mapping[int, Work]
    links: tuple[Link, ...] = ()
    before: Mapping[int, tuple[Link, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the links by the work that waits."""
        found: dict[int, list[Link]] = {}
        for link in self.links:
            if link.task in self.works and link.predecessor in self.works:
                found.setdefault(link.task, []).append(link)
        object.__setattr__(self, "before", {task: tuple(links) for task, links in found.items()})

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Every work after those that it waits for. Raises CircularLinks."""
        waits = {id_: [link.predecessor for link in self.before.get(id_, ())] for id_ in self.works}
        try:
            return tuple(TopologicalSorter(waits).static_order())
        except CycleError as circle:
            raise CircularLinks(reversed(circle.args[1])) from circle

    def circle(self) -> tuple[int, ...]:
        """Return works that wait for one another, the first again at the end; nothing where all is in order."""
        try:
            return self.order and ()
        except CircularLinks as found:
            return found.ids

    def with_works(self, works: Mapping[int, Work]) -> Network:
        """Return the same network with other works in some places."""
        return Network({**self.works, **works}, self.links)


def begin_of(moment: datetime, hours: WorkingHours) -> datetime:
    """Return the moment, or when work next begins; the moment itself on a calendar without working time."""
    return _after(hours, moment, NOTHING)


def end_of(start: datetime, length: timedelta, hours: WorkingHours) -> datetime:
    """Return when work of a length that begins at `start` ends; by the wall clock without working time."""
    return _after(hours, start, length)


def _after(hours: WorkingHours, moment: datetime, work: timedelta) -> datetime:
    try:
        return hours.after(moment, work)
    except NoWorkingTime:
        return moment + work


def deviation(planned: datetime, actual: datetime, hours: WorkingHours) -> timedelta:
    """Return the working time from the planned moment to the actual one, below zero when it was earlier."""
    return hours.between(planned, actual) if actual >= planned else -hours.between(actual, planned)


def planned_forward(network: Network, begin: datetime, hours_of: HoursOf) -> Network:
    """Return the network with every work planned as early as its predecessors let it, the first from `begin`."""
    planned: dict[int, Work] = {}
    for id_ in network.order:
        work, hours = network.works[id_], hours_of(network.works[id_].owner)
        ready = _ready(network, id_, lambda before: planned[before].end, hours)
        start = begin_of(ready or begin, hours)
        planned[id_] = replace(work, start=start, end=end_of(start, work.length, hours))
    return network.with_works(planned)


def replanned(network: Network, moved: Mapping[int, Work], hours_of: HoursOf) -> Network:
    """Return the network after some works were moved or stretched by hand, and all that hangs on them.

    A moved work begins no sooner than its predecessors let it. Of the others one that stood right behind its
    predecessors goes with them both ways; one that had room is only pushed. What is done or begun stays where it is.
    """
    found: dict[int, Work] = {}
    for id_ in network.order:
        work, hours = moved.get(id_, network.works[id_]), hours_of(network.works[id_].owner)
        ready = _ready(network, id_, lambda before: found[before].end, hours)
        if id_ not in moved:
            old = _ready(network, id_, lambda before: network.works[before].end, hours)
            found[id_] = work if ready == old else _following(work, ready, old, hours)
        elif work.start is not None:
            start = begin_of(max(work.start, ready) if ready else work.start, hours)
            found[id_] = replace(work, start=start, end=end_of(start, work.length, hours))
    return network.with_works(found)


def _following(work: Work, ready: datetime | None, old: datetime | None, hours: WorkingHours) -> Work:
    if work.done_at or work.started_at or work.start is None or ready is None:
        return work
    is_close_behind = old is not None and work.start <= begin_of(old, hours)
    if not is_close_behind and work.start >= ready:
        return work
    start = begin_of(ready, hours)
    return replace(work, start=start, end=end_of(start, work.length, hours))


def outlook(network: Network, now: datetime, hours_of: HoursOf) -> dict[int, Outlook]:
    """Return how every planned work stands at `now`, those without a plan left out."""
    found: dict[int, Outlook] = {}
    for id_ in network.order:
        work, hours = network.works[id_], hours_of(network.works[id_].owner)
        if work.start is None or work.end is None:
            continue
        ready = _ready(network, id_, lambda before: found[before].end if before in found else None, hours)
        if work.done_at is not None:
            start = min(work.started_at or work.start, work.done_at)
            end = work.done_at
        elif work.started_at is not None:
            start = work.started_at
            end = max(end_of(start, work.length, hours), now)
        else:
            start = begin_of(max(filter(None, (work.start, ready, now))), hours)
            end = end_of(start, work.length, hours)
        total = deviation(work.end, end, hours)
        allowed = min(ready, start) if ready is not None else work.start
        inherited = max(deviation(work.start, allowed, hours), NOTHING)
        found[id_] = Outlook(start=start, end=end, ready=ready, total=total, inherited=inherited, own=total - inherited)
    return found


def _ready(
    network: Network, task: int, end_of_work: Callable[[int], datetime | None], hours: WorkingHours
) -> datetime | None:
    """Return when all predecessors have ended and their pauses have passed; None when nothing is waited for."""
    ends = ((end_of_work(link.predecessor), link.lag) for link in network.before.get(task, ()))
    return max((_after(hours, end, lag) if lag else end for end, lag in ends if end is not None), default=None)
