"""What the address of a dashboard says: `?period=month&on=2026-11-01&person=5&team=2`; it reproduces every number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone

from artel.platform.definitions.kinds.blocks.bodies import DashboardBody
from artel.platform.kernel.actor import Actor
from artel.platform.screens.dashboards.people import Choice, choice_of
from artel.platform.screens.dashboards.periods import Period, period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The page's period, whose work is asked about, and who asks at which moment (in his time zone)."""

    actor: Actor
    now: datetime
    period: Period
    is_present: bool
    choice: Choice

    @property
    def today(self) -> date:
        """Return the day it is for who asks."""
        return self.now.date()

    def during(self, period: Period) -> Asked:
        """Return the same question about another period."""
        return replace(self, period=period, is_present=False)

    def query(self) -> dict[str, str]:
        """Return the parameters that reproduce this."""
        found: dict[str, str] = {"period": self.period.name}
        if not self.is_present:
            found["on"] = self.period.first.isoformat()
        return found | self.choice.query()

    def at(self, path: str) -> str:
        """Return the address of `path` in this state."""
        return f"{path}?{urlencode(self.query())}"


def read_asked(actor: Actor, dashboard: DashboardBody, query: QueryDict | Mapping[str, str]) -> Asked:
    """Return what an address says. What makes no sense is left out, never an error. A choice of people asks once."""
    now = timezone.now().astimezone(ZoneInfo(actor.timezone))
    wanted = query.get("period")
    name = next((each for each in dashboard.periods if each == wanted), dashboard.period)
    present = period_of(name, now.date())
    period = period_of(name, _day(query.get("on")) or now.date())
    return Asked(
        actor=actor,
        now=now,
        period=period,
        is_present=period == present,
        choice=choice_of(actor, dashboard.filters, query),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
