"""The stage bar of a card: where the record stands, for how long, and where it may go."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.kernel import clock
from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display
from artel.platform.sections.spec import PipelineSpec, StageKind, StageSpec
from artel.platform.ui.buttons import MenuItem
from artel.platform.ui.component import AttributeValue, Html
from artel.platform.ui.record import Stage, Stages
from artel.platform.working_time.calendars import hours_of_person


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
    days = days_in_stage(record)
    return Stages(
        stages=[
            Stage(
                label=s.label.text(display.language),
                state="now" if n == at else "done" if n < at and not is_failed else "",
                note=_note(s, days, is_now=n == at),
                is_late=n == at and _is_late(s, days),
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


def may_go(current: StageSpec | None, stage: StageSpec) -> bool:
    """Return whether the pipeline lets a record go from one stage to another; gates are the door's business."""
    return current is None or not current.to or stage.key in current.to


def _move(record: Record, current: StageSpec | None, stage: StageSpec) -> dict[str, AttributeValue] | None:
    if not record.can_change or record.is_trashed or not may_go(current, stage):
        return None
    if not record.place.can_write(record.place.fields["stage"]):
        return None
    return {
        "hx-post": record.place.url("move", record_id=record.id),
        "hx-vals": f'{{"stage": "{stage.key}", "version": {record.version}}}',
        "hx-target": "#dialog",
    }


def days_in_stage(record: Record) -> int | None:
    """Return for how many working days of its owner the record has stood in its stage; the day it came is none."""
    since = record.value("stage_since")
    if not isinstance(since, datetime):
        return None
    hours = hours_of_person(record.value("owner"), record.place.snapshot)
    return hours.workdays_between(hours.day_of(since), hours.day_of(clock.now()))


def _is_late(stage: StageSpec, days: int | None) -> bool:
    return days is not None and stage.limit_days is not None and days > stage.limit_days


def _note(stage: StageSpec, days: int | None, *, is_now: bool) -> str:
    if not is_now:
        return _("norm: %(days)s d") % {"days": stage.limit_days} if stage.limit_days else ""
    if days is None:
        return ""
    if stage.limit_days:
        return _("%(days)s d of %(norm)s") % {"days": days, "norm": stage.limit_days}
    if days == 0:
        return _("since today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
