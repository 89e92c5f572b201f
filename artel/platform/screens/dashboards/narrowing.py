"""The `$filter` of what a block counts: its own condition, the period, the person.

The list behind a number gets the same text: both are compiled by the same function, so they count the same.
"""

from __future__ import annotations

from datetime import date

from artel.platform.definitions.kinds.blocks.bodies import SeriesBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.periods import bucket_of
from artel.platform.screens.opening.state import ALL, ListState
from artel.platform.screens.place import Place
from artel.platform.sections.spec import FieldSpec, Kind

DATES = (Kind.DATE, Kind.DATETIME)


def condition_text(series: SeriesBody, asked: Asked) -> str:
    """Return the condition of a series in the period and for the person asked about."""
    return every(series.filter, during(series.period, asked), asked.choice.condition(series.person))


def during(field: str, asked: Asked) -> str:
    """Return «this date lies in the period», empty without a date."""
    return between(field, asked.period.first, asked.period.last) if field else ""


def between(field: str, first: date, last: date) -> str:
    """Return «this date is one of these days»."""
    return f"{field} ge {first} and {field} le {last}"


def every(*conditions: str) -> str:
    """Return the conditions joined by «and»; empty ones say nothing."""
    said = [text for text in conditions if text.strip()]
    if len(said) < 2:
        return "".join(said)
    return " and ".join(f"({text})" if " or " in text.lower() else text for text in said)


def of_group(field: FieldSpec, key: str | None, bucket: str = "") -> str:
    """Return «the record belongs to this group»; None is the group of records without a value."""
    if key is None:
        return f"{field.key} eq null"
    if field.kind in DATES:
        days = bucket_of(bucket, date.fromisoformat(key))
        return between(field.key, days.first, days.last)
    return f"{field.key} eq {_literal(field, key)}"


def of_no_group(field: FieldSpec, keys: list[str | None]) -> str:
    """Return «the record belongs to none of these groups»; to have no value is a group too."""
    return " and ".join(
        f"{field.key} ne null" if key is None else f"{field.key} ne {_literal(field, key)}" for key in keys
    )


def _literal(field: FieldSpec, key: str) -> str:
    if field.is_pointer or field.kind is Kind.BOOLEAN:
        return key
    return "'" + key.replace("'", "''") + "'"


def list_url(place: Place, text: str, *, reached: str = "") -> str:
    """Return the address of the list of the records that meet a condition, and came to the stage `reached`."""
    return ListState(view=ALL, filter=text, reached=reached).at(place.url("list"))
