"""What a rule waits for: each event with its inputs, and back from what was sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.kinds.calendar import WEEKDAYS
from artel.platform.designer.list_input import number_or_text
from artel.platform.designer.process.scene import (
    Raw,
    Scene,
    chosen_first,
    hidden_whole,
    read_whole,
    texts,
    with_present,
)
from artel.platform.kernel.text import clean_line
from artel.platform.sections.spec import Kind
from artel.platform.ui.component import Component, Text
from artel.platform.ui.forms import Field, Option

MOMENTS = frozenset({Kind.DATE, Kind.DATETIME})
SHIFT = re.compile(r"^([+-]?)(\d+)(d|h|min)$")
NOT_YET = ("message", "call", "form", "payment", "webhook", "step")
"""Events that features still to come will bring: a rule keeps one that it has, nobody is offered it."""


@dataclass(frozen=True, slots=True)
class Event:
    """How one event is drawn and read. `read(post, name)` gives what belongs to it beside its kind."""

    label: Text
    inputs: Callable[[Scene, str, Raw], Sequence[Component]]
    read: Callable[[QueryDict, str], Raw]


def _nothing(_scene: Scene, _name: str, _raw: Raw) -> Sequence[Component]:
    return ()


def _no_parts(_post: QueryDict, _name: str) -> Raw:
    return {}


def _changed(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    chosen = texts(raw.get("fields"))
    told = scene.own(lambda f: (not f.system or f.derived) and f.key not in ("stage", "pipeline"))
    return [
        Field(
            name=f"{name}.fields",
            label=_("Fields"),
            kind="multiselect",
            value=chosen,
            options=chosen_first(told, chosen),
            error=scene.wrong("fields"),
            help=_("Nothing chosen: whatever changes."),
            width="wide",
        )
    ]


def _read_changed(post: QueryDict, name: str) -> Raw:
    return {"fields": _list(post, f"{name}.fields")}


def _stage(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    pipeline = str(raw.get("pipeline", ""))
    several = len(scene.spec.pipelines) > 1
    stages = tuple(
        Option(stage.key, f"{each.label}: {stage.label}" if several and not pipeline else stage.label.text())
        for each in scene.spec.pipelines
        for stage in each.stages
        if pipeline in ("", each.key)
    )
    found: list[Component] = []
    if several or pipeline:
        offered = tuple(Option(p.key, p.label.text()) for p in scene.spec.pipelines)
        found.append(
            Field(
                name=f"{name}.pipeline",
                label=_("Pipeline"),
                kind="select",
                value=pipeline,
                options=with_present(offered, [pipeline]),
                placeholder=str(_("any")),
                error=scene.wrong("pipeline"),
                attrs=scene.redraw(f"look:{name}"),
            )
        )
    for part, label in (("entered", _("Came to one of")), ("left", _("Left one of"))):
        chosen = texts(raw.get(part))
        found.append(
            Field(
                name=f"{name}.{part}",
                label=label,
                kind="multiselect",
                value=chosen,
                options=chosen_first(stages, chosen),
                error=scene.wrong(part),
            )
        )
    return found


def _read_stage(post: QueryDict, name: str) -> Raw:
    return {
        "pipeline": post.get(f"{name}.pipeline", ""),
        "entered": _list(post, f"{name}.entered"),
        "left": _list(post, f"{name}.left"),
    }


def _date(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    field, shift = str(raw.get("field", "")), str(raw.get("shift", ""))
    found = SHIFT.match(shift)
    side = "" if not shift else "-" if shift.startswith("-") else "+"
    units = (Option("d", _("days")), Option("h", _("hours")), Option("min", _("minutes")))
    sides = (Option("", _("on the day itself")), Option("-", _("before it")), Option("+", _("after it")))
    return [
        _moment(scene, name, field, _("Date of the record")),
        Field(
            name=f"{name}.side",
            label=_("When"),
            kind="radio",
            value=side,
            options=sides,
            error=scene.wrong("shift"),
        ),
        Field(
            name=f"{name}.number",
            label=_("How long before or after"),
            kind="number",
            value=found[2] if found else shift.lstrip("+-"),
            width="half",
        ),
        Field(
            name=f"{name}.unit",
            label=_("Counted in"),
            kind="select",
            value=found[3] if found else "d",
            options=units,
            is_required=True,
        ),
        _time(scene, name, raw, _("A day without a time is reached at")),
        Field(
            name=f"{name}.working",
            label=_("Count working time only"),
            kind="switch",
            value="on" if raw.get("working") else "",
            error=scene.wrong("working"),
        ),
    ]


def _read_date(post: QueryDict, name: str) -> Raw:
    side, number = post.get(f"{name}.side", ""), clean_line(post.get(f"{name}.number", "")).lstrip("+-")
    unit = post.get(f"{name}.unit", "d")
    shift = f"{'-' if side == '-' else ''}{number}{unit if number.isdecimal() else ''}" if side and number else ""
    return {
        "field": post.get(f"{name}.field", ""),
        "shift": shift,
        "working": bool(post.get(f"{name}.working")),
        "at": clean_line(post.get(f"{name}.at", "")),
    }


def _silence(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    return [
        Field(
            name=f"{name}.days",
            label=_("For how many days"),
            kind="number",
            value=str(raw.get("days", "")),
            error=scene.wrong("days"),
        ),
        _moment(scene, name, str(raw.get("field", "") or "updated_at"), _("Counted from")),
    ]


def _read_silence(post: QueryDict, name: str) -> Raw:
    return {"days": number_or_text(clean_line(post.get(f"{name}.days", ""))), "field": post.get(f"{name}.field", "")}


def _schedule(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    days = {
        "mon": _("Monday"),
        "tue": _("Tuesday"),
        "wed": _("Wednesday"),
        "thu": _("Thursday"),
        "fri": _("Friday"),
        "sat": _("Saturday"),
        "sun": _("Sunday"),
    }
    return [
        _time(scene, name, raw, _("At")),
        Field(
            name=f"{name}.weekdays",
            label=_("On days of the week"),
            kind="multiselect",
            value=texts(raw.get("weekdays")),
            options=tuple(Option(day, days[day]) for day in WEEKDAYS),
            error=scene.wrong("weekdays"),
            help=_("Nothing chosen: every day."),
        ),
        Field(
            name=f"{name}.month_days",
            label=_("On days of the month"),
            kind="multiselect",
            value=texts(raw.get("month_days")),
            options=tuple(Option(str(day), str(day)) for day in range(1, 32)),
            error=scene.wrong("month_days"),
        ),
    ]


def _read_schedule(post: QueryDict, name: str) -> Raw:
    return {
        "at": clean_line(post.get(f"{name}.at", "")),
        "weekdays": _list(post, f"{name}.weekdays"),
        "month_days": [number_or_text(day) for day in _list(post, f"{name}.month_days")],
    }


def _moment(scene: Scene, name: str, value: str, label: Text) -> Field:
    options = with_present(scene.own(lambda f: f.kind in MOMENTS), [value])
    return Field(
        name=f"{name}.field",
        label=label,
        kind="select",
        value=value,
        options=options,
        placeholder="—",
        error=scene.wrong("field"),
    )


def _time(scene: Scene, name: str, raw: Raw, label: Text) -> Field:
    at = str(raw.get("at") or "09:00")
    return Field(name=f"{name}.at", label=label, kind="time", value=at, error=scene.wrong("at"), width="half")


def _list(post: QueryDict, name: str) -> list[str]:
    return [value for value in post.getlist(name) if value]


EVENTS: Mapping[str, Event] = {
    "created": Event(_("the record is made"), _nothing, _no_parts),
    "changed": Event(_("fields are changed"), _changed, _read_changed),
    "stage": Event(_("the record moves to another stage"), _stage, _read_stage),
    "date": Event(_("a date of the record comes"), _date, _read_date),
    "silence": Event(_("nothing happens for days"), _silence, _read_silence),
    "schedule": Event(_("by the schedule"), _schedule, _read_schedule),
    "deleted": Event(_("the record is deleted"), _nothing, _no_parts),
}


def event_inputs(scene: Scene, name: str, raw: Raw) -> list[Component]:
    """Return the inputs of one event: which it is, and what it needs to know."""
    kind = str(raw.get("event", ""))
    offered = [Option(key, event.label) for key, event in EVENTS.items() if key != "stage" or scene.spec.has_pipeline]
    chosen = Field(
        name=f"{name}.event",
        label=_("What happens"),
        kind="select",
        value=kind,
        options=with_present(offered, [kind]),
        placeholder="—",
        is_required=bool(kind),
        error=scene.wrong("event"),
        attrs=scene.redraw(f"look:{name}"),
        width="wide",
    )
    event = EVENTS.get(kind)
    if event is None:
        return [chosen, hidden_whole(name, raw)] if kind else [chosen]
    return [chosen, *event.inputs(scene, name, raw)]


def read_event(post: QueryDict, name: str) -> Raw:
    """Return one event as sent; what says the same as saying nothing is left out."""
    kind = post.get(f"{name}.event", "")
    event = EVENTS.get(kind)
    if event is None:
        return read_whole(post, name, "event", kind)
    parts = event.read(post, name)
    silent = {"at": "09:00", "field": "updated_at"} if kind == "silence" else {"at": "09:00"}
    said = {key: value for key, value in parts.items() if value not in ("", [], False, None, silent.get(key))}
    return {"event": kind, **said}
