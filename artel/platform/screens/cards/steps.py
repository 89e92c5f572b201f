"""The steps of the stage on a card: what is done, what is open and whose it is, what is still to come."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.kernel.templates import outline
from artel.platform.kernel.text import short_name
from artel.platform.process.steps.closing import outcomes_of
from artel.platform.process.steps.reading import StageStep, steps_in_stage
from artel.platform.process.steps.states import State
from artel.platform.process.steps.wording import attention_text
from artel.platform.screens.cards.record import Record
from artel.platform.screens.cards.stages import pipeline_of
from artel.platform.screens.display import Display
from artel.platform.sections.spec import Snapshot
from artel.platform.sections.steps import RESULT, OutcomeSpec, StepSpec, section_of_step
from artel.platform.ui.atoms import Ago, Due, Flag
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.forms import Option
from artel.platform.ui.icons import icon
from artel.platform.ui.record import Entry, Section

MARKS = {State.DONE: "circle-check", State.OPEN: "circle", State.COMING: "circle-dashed"}


def steps_section(record: Record, display: Display) -> Section | None:
    """Return the part of the card with the steps of the present stage; None when the stage has none."""
    pipeline = pipeline_of(record)
    stage = pipeline.stage(str(record.value("stage") or "")) if pipeline else None
    if pipeline is None or stage is None or not stage.steps:
        return None
    place = record.place
    steps = steps_in_stage(place.spec.key, record.id, pipeline.key, stage, place.actor)
    if not steps:
        return None
    done = sum(one.state is State.DONE for one in steps)
    return Section(
        title=_("Steps of the stage"),
        note=_("%(done)s of %(all)s") % {"done": done, "all": len(steps)},
        body=join(_entry(one, place.snapshot, display) for one in steps),
    )


def _entry(one: StageStep, snapshot: Snapshot, display: Display) -> Entry:
    name = one.name or outline(one.step.label.text(display.language))
    return Entry(
        label=name,
        url=f"/{one.task_section}/{one.task_id}/" if one.task_section else "",
        note=_note(one, snapshot, display),
        mark=icon(MARKS[one.state], css="muted"),
        value=_value(one, display),
    )


def _note(one: StageStep, snapshot: Snapshot, display: Display) -> Html:
    if one.state is State.COMING:
        return _("still to come, must be done") if one.step.required else _("still to come")
    said = [short_name(one.owner)] if one.owner else []
    if one.state is State.DONE:
        said += [outcome_name(one.step, one.outcome, snapshot, display.language)] if one.outcome else []
    elif one.step.required:
        said.append(_("must be done"))
    words = " · ".join(said)
    if not one.attention:
        return words
    why = attention_text(one.attention)
    return format_html('{} <span title="{}">{}</span>', words, why, Flag(_("needs attention"), "late"))


def _value(one: StageStep, display: Display) -> Html:
    if one.done_at is not None:
        return Ago(one.done_at, display.now)
    return Due(one.due_at, display.now) if one.due_at is not None else EMPTY


def outcome_name(step: StepSpec, key: str, snapshot: Snapshot, language: str) -> str:
    """Return what an outcome is called in its step, else in the list of results."""
    kind = section_of_step(step, snapshot.sections.values())
    own = next((o.label.text(language) for o in step.outcomes if o.key == key), "")
    return own or (_result_name(kind.key, key, snapshot, language) if kind else key)


def outcome_options(section: str, task_id: int, snapshot: Snapshot, language: str) -> Mapping[str, tuple[Option, ...]]:
    """Return what the dialog that closes an activity offers as its result, when the stage says how it may end."""
    outcomes: tuple[OutcomeSpec, ...] = outcomes_of(section, [task_id], snapshot).get(task_id, ())
    if not outcomes:
        return {}
    offered = (
        Option(o.key, o.label.text(language) or _result_name(section, o.key, snapshot, language)) for o in outcomes
    )
    return {RESULT: tuple(offered)}


def _result_name(section: str, key: str, snapshot: Snapshot, language: str) -> str:
    field = snapshot.sections[section].fields.get(RESULT)
    label = snapshot.choice_label(field, key) if field else None
    return label.text(language) if label else key
