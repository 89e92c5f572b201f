"""How a dashboard is written: its period, whose it is, and its blocks. What they show: `screens/dashboards`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from artel.platform.definitions.kind import Body, LabelBody, Labelled
from artel.platform.kernel.text import KEY

Key = Annotated[str, Field(pattern=KEY.pattern)]
Condition = Annotated[str, Field(max_length=2000)]
"""`$filter` text. With what the page adds it still is an address."""
PeriodName = Literal["day", "week", "month", "quarter", "year"]
BlockKind = Literal["number", "list", "chart", "plan_fact", "funnel", "load"]
MOST_SERIES = 6
MOST_BLOCKS = 24


class MeasureBody(Body):
    """What is counted: records, or a number of theirs. Sums of money stay apart by currency."""

    of: Literal["count", "sum", "avg", "min", "max"] = "count"
    field: str = ""


class SeriesBody(Labelled):
    """One of several things counted side by side in a block. What is left out is the block's own."""

    key: Key
    section: str
    filter: Condition = ""
    period: str = ""
    by: str = ""
    person: str = "owner"
    measure: MeasureBody = MeasureBody()


class PlanBody(Body):
    """What should be, stated as one of three.

    A number (`value`) for a working day or a month; records of a `section` of plans (a sum `field`, for the month of
    the date `month`, of the `person`); or, of a load, the `working_hours` of each person's calendar.
    """

    value: Decimal | None = Field(default=None, gt=0)
    per: Literal["workday", "month"] = "month"
    section: str = ""
    field: str = ""
    month: str = ""
    person: str = "owner"
    filter: Condition = ""
    working_hours: bool = False


class BlockBody(Labelled):
    """One block. `period` names the date by which the page's period chooses records; without it they are as of now.

    `person` is the field that the page's choice of a person or team goes by. A chart is grouped `by` a field (a date in
    buckets), its parts `split` by another; `series` count several sections at once. `compare` shows the period before.
    """

    key: Key
    kind: BlockKind
    hint: LabelBody = LabelBody()
    section: str = ""
    filter: Condition = ""
    period: str = ""
    person: str = "owner"
    measure: MeasureBody = MeasureBody()
    series: tuple[SeriesBody, ...] = Field(default=(), max_length=MOST_SERIES)
    by: str = ""
    bucket: Literal["", "day", "week", "month", "quarter"] = ""
    split: str = ""
    top: int = Field(default=12, ge=1, le=50)
    look: Literal["", "bars", "columns", "line", "pie", "table"] = ""
    view: str = ""
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    pipeline: str = ""
    compare: bool = False
    plan: PlanBody | None = None
    tone: Literal["", "late"] = ""
    width: int = Field(default=0, ge=0, le=12)

    @property
    def counted(self) -> tuple[SeriesBody, ...]:
        """Return what the block counts: its series, or itself as the only one."""
        if self.series:
            return self.series
        own = {name: getattr(self, name) for name in ("key", "section", "filter", "period", "by", "person", "measure")}
        return (SeriesBody(label=self.label, **own),)

    def by_of(self, series: SeriesBody) -> str:
        """Return the field that a series is grouped by."""
        return series.by or self.by


class DashboardBody(Labelled):
    """`roles` have it (none named: everybody), for those of `start_for` it is the first page.

    `periods` are the page's choice, `period` what it opens with; `filters` say by whom else one may narrow it.
    """

    roles: tuple[str, ...] = ()
    start_for: tuple[str, ...] = ()
    position: int = 100
    periods: tuple[PeriodName, ...] = Field(default=("week", "month", "quarter", "year"), min_length=1)
    period: PeriodName = "month"
    filters: tuple[Literal["person", "team"], ...] = ()
    blocks: tuple[BlockBody, ...] = Field(max_length=MOST_BLOCKS)
