"""What a person looks for in the picker, read from the address and never trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from artel.platform.sections.spec import FieldSpec, Kind

VALUES = "v."
LEAST, MOST = "min.", "max."
LONGEST_TEXT = 200
MAX_VALUES = 50
_IDS = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What is looked for: `values` by field, `ranges` of numbers, either bound of which may be None.

    `after` is a place in the list, where the next page begins.
    """

    text: str = ""
    category: int | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    is_in_stock: bool = False
    price_list: int | None = None
    after: str = ""


def is_listed(spec: FieldSpec) -> bool:
    """Return whether a field is narrowed by ticking its values."""
    return spec.kind in (Kind.CHOICE, Kind.TEXT)


def is_measured(spec: FieldSpec) -> bool:
    """Return whether a field is narrowed by bounds."""
    return spec.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY) and spec.key != "in_stock"


def read_criteria(asked: QueryDict, fields: Iterable[FieldSpec]) -> Criteria:
    """Return what an address asks for; fields that the picker does not offer are left out in silence."""
    values: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for spec in fields:
        if is_listed(spec):
            chosen = tuple(v[:LONGEST_TEXT] for v in asked.getlist(f"{VALUES}{spec.key}")[:MAX_VALUES] if v)
            if chosen:
                values[spec.key] = chosen
        elif is_measured(spec):
            least, most = (_number(asked.get(f"{side}{spec.key}", "")) for side in (LEAST, MOST))
            if least is not None or most is not None:
                ranges[spec.key] = (least, most)
    return Criteria(
        text=asked.get("q", "").strip()[:LONGEST_TEXT],
        category=as_id(asked.get("category", "")),
        values=values,
        ranges=ranges,
        is_in_stock=asked.get("stock") == "1",
        price_list=as_id(asked.get("prices", "")),
        after=asked.get("after", "")[: LONGEST_TEXT * 2],
    )


def as_id(text: str) -> int | None:
    """Return a number of a record, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _IDS else None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else None
