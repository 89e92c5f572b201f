"""What should be: the share of a plan that falls on a period, per person or for all, and how much of it by today.

A plan for a month counts by working days: half of November's working days are half of November's plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from artel.platform.definitions.kinds.blocks.bodies import MeasureBody, PlanBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.measuring import Measured, Part, field_of
from artel.platform.screens.dashboards.narrowing import between, every
from artel.platform.screens.dashboards.periods import DAY, Period, bucket_of
from artel.platform.screens.place import place_for
from artel.platform.sections.spec import Snapshot
from artel.platform.working_time.calendars import company_hours, hours_of_people
from artel.platform.working_time.hours import WorkingHours


@dataclass(frozen=True, slots=True)
class Targets:
    """What should be in the period: of each person where the plan says so, else of everybody alike (`each`)."""

    whole: Decimal = Decimal(0)
    of_person: Mapping[str, Decimal] = field(default_factory=dict)
    each: Decimal = Decimal(0)
    currency: str = ""

    def of(self, person: str) -> Decimal:
        """Return what one person should do."""
        return self.of_person.get(person, self.each)


def workdays(hours: WorkingHours, period: Period) -> int:
    """Return how many days of a period are worked."""
    return hours.workdays_between(period.first - DAY, period.last)


def share_by(asked: Asked, snapshot: Snapshot) -> float:
    """Return what part of the period's working days has passed by the end of today, from 0 to 1."""
    period = asked.period
    if asked.today > period.last:
        return 1.0
    if asked.today < period.first:
        return 0.0
    hours = company_hours(snapshot)
    return workdays(hours, period.passed(asked.today)) / (workdays(hours, period) or 1)


def months_of(period: Period) -> list[Period]:
    """Return the months that a period touches."""
    found = [bucket_of("month", period.first)]
    while found[-1].last < period.last:
        found.append(found[-1].after())
    return found


def share_of_month(hours: WorkingHours, month: Period, period: Period) -> Decimal:
    """Return what part of a month's working days lies in the period."""
    inside = Period("day", max(month.first, period.first), min(month.last, period.last))
    return Decimal(workdays(hours, inside)) / (workdays(hours, month) or 1)


def stated(plan: PlanBody, asked: Asked, snapshot: Snapshot) -> Decimal:
    """Return what a plan given as a number is in the period."""
    hours, value = company_hours(snapshot), plan.value or Decimal(0)
    if plan.per == "workday":
        return value * workdays(hours, asked.period)
    months = months_of(asked.period)
    return value * sum((share_of_month(hours, m, asked.period) for m in months), Decimal(0))


def plans_part(plan: PlanBody, asked: Asked, *, by: bool) -> Part:
    """Return what is to be measured in the section of plans: by month, and by person where the block is."""
    place = place_for(asked.actor, plan.section)
    months = months_of(asked.period)
    text = every(
        plan.filter, between(plan.month, months[0].first, months[-1].last), asked.choice.condition(plan.person)
    )
    field_of(place, plan.field)
    measure = MeasureBody(of="sum", field=plan.field)
    person = field_of(place, plan.person) if by else None
    return Part(place=place, text=text, measure=measure, by=field_of(place, plan.month), bucket="month", split=person)


def planned(found: list[Measured], asked: Asked, snapshot: Snapshot) -> Targets:
    """Return the targets that measured plans come to in the period; of several currencies the biggest holds."""
    hours = company_hours(snapshot)
    sizes: dict[str, Decimal] = {}
    for m in found:
        sizes[m.currency] = sizes.get(m.currency, Decimal(0)) + m.value
    currency = max(sizes, key=lambda code: sizes[code], default="")
    of_person: dict[str, Decimal] = {}
    for m in found:
        if m.currency == currency and m.key:
            month = bucket_of("month", date.fromisoformat(m.key))
            value = m.value * share_of_month(hours, month, asked.period)
            of_person[m.split or ""] = of_person.get(m.split or "", Decimal(0)) + value
    return Targets(sum(of_person.values(), Decimal(0)), of_person, Decimal(0), currency)


def hours_left(people: list[int], asked: Asked, snapshot: Snapshot) -> Mapping[str, Decimal]:
    """Return the minutes that each person works from now (or the beginning of the period) to its end."""
    zone = asked.now.tzinfo
    end = datetime.combine(asked.period.last + DAY, time(), tzinfo=zone)
    start = max(asked.now, datetime.combine(asked.period.first, time(), tzinfo=zone))
    found = hours_of_people(people, snapshot)
    return {str(p): Decimal(found[p].between(start, end) // timedelta(minutes=1)) for p in people}
