"""The stage bar of a card: where the record stands, for how long, and where it may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.kernel import clock
from artel.platform.process.moving import may_go
from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display
from artel.platform.sections.pipelines import PipelineSpec, StageKind, StageSpec
from artel.platform.ui.buttons import MenuItem
from artel.platform.ui.component import AttributeValue, Html
from artel.platform.ui.record import Stage, Stages
from artel.platform.working_time.allowances import used_up
from artel.platform.working_time.calendars import hours_of_person
from artel.platform.working_time.hours import NoWorkingTime, WorkingHours


def stage_bar(record: Record, display: Display) -> Html:
    """Return the bar, nothing for a record without stages. Failures stand in the menu, unless it ended in one."""
    pipeline = pipeline_of(record)
    if pipeline is None or "stage" not in record.place.fields:
        return ""
    now = record.value("stage")
    shown = [s for s in pipeline.stages if s.kind is not StageKind.FAILURE or s.key == now]
    at = next((n for n, s in enumerate(shown) if s.key == now), -1)
    current = pipeline.stage(str(now or ""))
    is_failed = current is not None and current.kind is StageKind.FAILURE
    stay = _stay(record, current)
    return Stages(
        stages=[
            Stage(
                label=s.label.text(display.language),
                state="now" if n == at else "done" if n < at and not is_failed else "",
                note=stay.note if n == at else _norm(s),
                is_late=n == at and stay.is_late,
                is_soon=n == at and stay.is_soon,
                move=_move(record, current, s) if n != at else None,
            )
            for n, s in enumerate(shown)
        ]
    )


def failure_items(record: Record, display: Display) -> list[Html]:
    """Return the ways to end badly, for the menu of the card."""
    pipeline = pipeline_of(record)
    if pipeline is None:
        return []
    current = pipeline.stage(str(record.value("stage") or ""))
    found: list[Html] = []
    for stage in pipeline.stages:
        move = _move(record, current, stage)
        if stage.kind is StageKind.FAILURE and stage is not current and move is not None:
            found.append(
                MenuItem(label=stage.label.text(display.language), icon="circle-x", is_danger=True, attrs=move)
            )
    return found


def pipeline_of(record: Record) -> PipelineSpec | None:
    """Return the pipeline that the record goes through."""
    spec = record.place.spec
    return spec.pipeline(record.value("pipeline")) if spec.has_pipeline else None


def _move(record: Record, current: StageSpec | None, stage: StageSpec) -> dict[str, AttributeValue] | None:
    if not record.can_change or record.is_trashed or not may_go(current, stage, record.place.actor):
        return None
    if not record.place.can_write(record.place.fields["stage"]):
        return None
    return {
        "hx-post": record.place.url("move", record_id=record.id),
        "hx-vals": f'{{"stage": "{stage.key}", "version": {record.version}}}',
        "hx-target": "#dialog",
    }


@dataclass(frozen=True, slots=True)
class _Stay:
    """How long a record has stood in its stage: in words, and whether that is too long, or soon will be."""

    note: str = ""
    is_late: bool = False
    is_soon: bool = False


def _stay(record: Record, stage: StageSpec | None) -> _Stay:
    """Return how the stay compares with the norms of the stage, in the working time of the record's owner."""
    since = record.value("stage_since")
    if not isinstance(since, datetime):
        return _Stay()
    hours, now = hours_of_person(record.value("owner"), record.place.snapshot), clock.now()
    days = hours.workdays_between(hours.day_of(since), hours.day_of(now))
    if stage is None or not (stage.limit or stage.limit_days):
        return _Stay(_since(days))
    if stage.limit.endswith("h"):
        spent = hours.between(since, now)
        whole, norm = int(spent / timedelta(hours=1)), int(stage.limit[:-1])
        note, is_late = _("%(hours)s h of %(norm)s") % {"hours": whole, "norm": norm}, spent >= timedelta(hours=norm)
    else:
        norm = _norm_days(stage)
        note, is_late = _("%(days)s d of %(norm)s") % {"days": days, "norm": norm}, days > norm
    is_soon = not is_late and bool(stage.warn) and _is_past(stage.warn, since, hours)
    return _Stay(note, is_late, is_soon)


def _is_past(allowance: str, since: datetime, hours: WorkingHours) -> bool:
    try:
        return used_up(allowance, since, hours) <= clock.now()
    except NoWorkingTime:
        return False


def _norm_days(stage: StageSpec) -> int:
    return stage.limit_days or (int(stage.limit[:-1]) if stage.limit.endswith("d") else 0)


def _norm(stage: StageSpec) -> str:
    if stage.limit.endswith("h"):
        return _("norm: %(hours)s h") % {"hours": stage.limit[:-1]}
    days = _norm_days(stage)
    return _("norm: %(days)s d") % {"days": days} if days else ""


def _since(days: int) -> str:
    if days == 0:
        return _("since today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
