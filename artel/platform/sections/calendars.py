"""Which sections stand on a calendar, and by which of their fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSpec:
    """The fields that say when a record takes place; empty: the section has none of the kind.

    `start` and `end` are a date or a moment, of one kind; `duration` holds whole minutes and counts where there is no
    end. `participants` is a detail whose `participant` names a person and whose `event` points here: who takes part
    has the record in his calendar as its owner does. `series` is the field that a record carries which repeats.
    """

    start: str
    end: str = ""
    duration: str = ""
    participants: str = ""
    event: str = ""
    participant: str = ""
    series: str = ""
