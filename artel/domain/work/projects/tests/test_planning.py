"""Dates forward by working time, what a moved work moves, and where a delay arose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from artel.domain.work.projects.planning import (
    CircularLinks,
    Link,
    Network,
    Work,
    outlook,
    planned_forward,
    replanned,
)
from artel.platform.working_time.hours import WorkingHours

OFFICE = WorkingHours(zone=ZoneInfo("UTC"), week=(((540, 780), (840, 1080)),) * 5 + ((),) * 2)  # type: ignore[arg-type]
MORNINGS = WorkingHours(zone=ZoneInfo("UTC"), week=(((540, 780),),) * 5 + ((),) * 2)  # type: ignore[arg-type]
NEVER = WorkingHours(zone=ZoneInfo("UTC"), week=((),) * 7)  # type: ignore[arg-type]
HOURS = {1: OFFICE, 2: MORNINGS, 3: NEVER}
DAY = timedelta(hours=8)


def at(day: int, hour: int = 9) -> datetime:
    """Return a moment of November 2026; the 2nd is a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def hours_of(person: int | None) -> WorkingHours:
    """Return the hours of a person of these tests."""
    return HOURS[person or 1]


def chain(*owners: int, lag: timedelta = timedelta(0)) -> Network:
    """Return works of a day each, one after another, planned from Monday."""
    works = {n: Work(id=n, owner=owner, length=DAY) for n, owner in enumerate(owners, start=1)}
    links = tuple(Link(task=n + 1, predecessor=n, lag=lag) for n in range(1, len(owners)))
    return planned_forward(Network(works, links), at(2), hours_of)


def plan(network: Network) -> list[tuple[datetime | None, datetime | None]]:
    """Return start and end of the works in the order of ids."""
    return [(work.start, work.end) for _id, work in sorted(network.works.items())]


def test_each_work_is_planned_by_the_hours_of_who_does_it() -> None:
    assert plan(chain(1, 2, 1)) == [(at(2), at(2, 18)), (at(3), at(4, 13)), (at(4, 14), at(5, 13))]


def test_a_pause_counts_working_time_and_a_weekend_is_none() -> None:
    friday = planned_forward(chain(1, 1, lag=DAY / 2), at(6), hours_of)
    assert plan(friday) == [(at(6), at(6, 18)), (at(9, 14), at(10, 13))]


def test_without_working_time_the_wall_clock_holds() -> None:
    assert plan(chain(3)) == [(at(2), at(2, 17))]


def test_works_that_wait_for_one_another_are_named() -> None:
    circle = Network({1: Work(id=1), 2: Work(id=2)}, (Link(task=1, predecessor=2), Link(task=2, predecessor=1)))
    assert sorted(set(circle.circle())) == [1, 2]
    with pytest.raises(CircularLinks):
        planned_forward(circle, at(2), hours_of)


def test_what_stands_right_behind_a_moved_work_goes_with_it_both_ways() -> None:
    network = chain(1, 1, 1)
    later = replanned(network, {1: replace(network.works[1], start=at(4))}, hours_of)
    assert plan(later) == [(at(4), at(4, 18)), (at(5), at(5, 18)), (at(6), at(6, 18))]
    assert plan(replanned(later, {1: replace(later.works[1], start=at(2))}, hours_of)) == plan(network)


def test_what_has_room_is_only_pushed_and_what_has_begun_stays() -> None:
    network = chain(1, 1, 1)
    network = network.with_works(
        {
            2: replace(network.works[2], start=at(5), end=at(5, 18)),
            3: replace(network.works[3], start=at(6), end=at(6, 18), started_at=at(6)),
        }
    )
    moved = replanned(network, {1: replace(network.works[1], start=at(3))}, hours_of)
    assert plan(moved)[1:] == plan(network)[1:]
    pushed = replanned(network, {1: replace(network.works[1], start=at(5))}, hours_of)
    assert plan(pushed)[1:] == [(at(6), at(6, 18)), (at(6), at(6, 18))]


def test_a_work_is_not_moved_before_its_predecessors() -> None:
    network = chain(1, 1)
    assert plan(replanned(network, {2: replace(network.works[2], start=at(2))}, hours_of)) == plan(network)


def test_a_stretched_work_pushes_what_follows() -> None:
    network = chain(1, 1)
    longer = replanned(network, {1: replace(network.works[1], length=2 * DAY)}, hours_of)
    assert plan(longer) == [(at(2), at(3, 18)), (at(4), at(4, 18))]


def test_a_delay_is_told_apart_into_own_and_inherited() -> None:
    network = chain(1, 1, 1)
    network = network.with_works(
        {
            1: replace(network.works[1], started_at=at(2), done_at=at(4, 18)),
            2: replace(network.works[2], started_at=at(5), done_at=at(6, 18)),
        }
    )
    seen = outlook(network, at(6, 18), hours_of)
    told = [(seen[n].total / DAY, seen[n].inherited / DAY, seen[n].own / DAY) for n in (1, 2, 3)]
    assert told == [(2, 0, 2), (3, 2, 1), (3, 3, 0)]
    assert (seen[3].start, seen[3].end) == (at(9), at(9, 18))


def test_who_catches_up_has_less_than_nothing_of_his_own() -> None:
    network = chain(1, 1)
    network = network.with_works(
        {
            1: replace(network.works[1], started_at=at(2), done_at=at(3, 18)),
            2: replace(network.works[2], started_at=at(4), done_at=at(4, 13)),
        }
    )
    second = outlook(network, at(5), hours_of)[2]
    assert (second.total / DAY, second.inherited / DAY, second.own / DAY) == (0.5, 1, -0.5)


def test_what_is_late_and_not_done_is_later_with_every_hour() -> None:
    network = chain(1, 1)
    begun = network.with_works({1: replace(network.works[1], started_at=at(2))})
    seen = outlook(begun, at(3, 13), hours_of)
    assert (seen[1].end, seen[1].total / DAY, seen[2].inherited / DAY) == (at(3, 13), 0.5, 0.5)
    idle = outlook(network, at(3), hours_of)
    assert (idle[1].start, idle[1].end, idle[1].total / DAY) == (at(3), at(3, 18), 1)
