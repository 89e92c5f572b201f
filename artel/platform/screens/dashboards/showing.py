"""Measured values and groups in words: sums by currency, hours of minutes, names of people, stages and months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from artel.platform.screens.dashboards.measuring import Measured, Part
from artel.platform.screens.dashboards.periods import bucket_of
from artel.platform.screens.display import Display
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats

DATES = (Kind.DATE, Kind.DATETIME)


def told(part: Part, value: Decimal, currency: str, *, is_brief: bool = True) -> str:
    """Return a measured value in words: «38,4 млн ₽», «12 ч 30 мин», «1 204»."""
    number = part.number
    if number is None or part.measure.of == "count":
        return formats.number(int(value))
    if number.kind is Kind.MONEY:
        return formats.money_short(value, currency) if is_brief else formats.money(value, currency)
    if is_minutes(number):
        return formats.duration(timedelta(minutes=float(value))) if value else formats.number(0)
    return formats.number(value.quantize(Decimal("0.1")) if value % 1 else value.to_integral_value())


def is_minutes(number: FieldSpec) -> bool:
    """Tell whether a number is a length of time in minutes: durations, and the planned length of activities."""
    return number.kind is Kind.DURATION or number.key == "duration"


def told_all(part: Part, found: Iterable[Measured]) -> str:
    """Return what a part without groups gives: its sums side by side, never added across currencies."""
    said = [told(part, each.value, each.currency) for each in by_size(found) if each.count]
    if said:
        return " + ".join(said)
    return told(part, Decimal(0), str(part.number.options.get("currency", "RUB")) if part.number else "")


def by_size(found: Iterable[Measured]) -> list[Measured]:
    """Return the groups, the biggest value first."""
    return sorted(found, key=lambda each: -each.value)


def group_label(field: FieldSpec, key: str | None, label: str, display: Display, bucket: str = "") -> str:
    """Return what a group is called."""
    if key is None:
        return _("Not set")
    if field.kind in DATES:
        return bucket_label(bucket, date.fromisoformat(key), display.now.date())
    if field.is_pointer:
        return label or formats.record_number(key)
    if field.kind is Kind.BOOLEAN:
        return _("Yes") if key == "true" else _("No")
    if field.type == "stage":
        stages = (p.stage(key) for p in display.spec.pipelines)
        found = next((s for s in stages if s is not None), None)
        return found.label.text(display.language) if found else key
    return display.choice(field, key)


def bucket_label(bucket: str, day: date, today: date) -> str:
    """Return what a bucket of a chart is called: «22 ноя», «16–22 ноя», «Ноябрь 2026»."""
    period = bucket_of(bucket, day)
    return period.days(today) if bucket == "day" else period.label(today)
