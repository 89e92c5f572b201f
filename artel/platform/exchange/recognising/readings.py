"""What features know about cells of theirs: a cell that fills several fields, a name's form for comparing.

Declared in a feature's `importing.py`, found by place. A person's full name fills three fields; two
companies are the same when their names agree without the legal form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from artel.platform.kernel.registry import Registry

CellReading = Callable[[object], Mapping[str, object]]
"""From a cell's value to values by field key; raises ValueProblem."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """How names of a section are compared: the field that holds the form, and how it is made of a text."""

    field: str
    make: Callable[[str], str]


cell_readings: Registry[CellReading] = Registry("cell readings")
name_forms: Registry[NameForm] = Registry("name forms")


def declare_reading(section: str, field: str, reading: CellReading) -> None:
    """Register how a cell mapped to a field is read; raises ValueError when it is declared twice."""
    cell_readings.add(f"{section}.{field}", reading)


def declare_name_form(section: str, *, field: str, make: Callable[[str], str]) -> None:
    """Register how names of a section are compared; raises ValueError when it is declared twice."""
    name_forms.add(section, NameForm(field, make))
