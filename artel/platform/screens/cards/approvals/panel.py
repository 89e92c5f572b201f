"""Approvals of a record on its card: the notice to who is asked, the list with its history, what holds the record."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.process.approvals.deciding import moving_as
from artel.platform.process.approvals.models import State
from artel.platform.process.approvals.opening import has_approvals
from artel.platform.process.approvals.reading import Asked, of_record
from artel.platform.records import door
from artel.platform.screens.cards.approvals.wording import mark_of, people_of, time_of
from artel.platform.screens.cards.record import Record
from artel.platform.screens.cards.stages import pipeline_of
from artel.platform.screens.display import Display
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import AttributeValue, Html, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.record import Entry, Section


def approvals_of(record: Record) -> list[Asked]:
    """Return what was asked of a record, the newest first; nothing of one in the trash. No query without approvals."""
    if record.is_trashed or not has_approvals(record.place.spec):
        return []
    return of_record(record.place.spec.key, record.id, record.place.actor)


def approvals_section(record: Record, display: Display, asked: Sequence[Asked]) -> Section | None:
    """Return the part of the card with its approvals; None when nothing was asked."""
    if not asked:
        return None
    open_ones = sum(each.approval.state == State.OPEN for each in asked)
    last = _last_rounds(asked)
    return Section(
        title=_("Approvals"),
        count=open_ones or None,
        body=join(_entry(each, record, display, is_last=each in last) for each in asked),
    )


def approval_notices(record: Record, asked: Sequence[Asked]) -> list[Html]:
    """Return what the reader is asked to decide, and what holds a record that was approved."""
    found: list[Html] = [_asking(each) for each in asked if each.is_mine]
    for each in _last_rounds(asked):
        held = _held(record, each)
        found += [held] if held else []
    return found


def _decide_buttons(asked: Asked) -> tuple[Html, ...]:
    """Return the two buttons: approving is one press, rejecting asks why."""
    url = reverse("screens:approval", args=[asked.approval.pk])
    into: dict[str, AttributeValue] = {"hx-target": "#dialog"}
    approve: dict[str, AttributeValue] = {"hx-post": url, "hx-vals": '{"decision": "approve"}', **into}
    return (
        Button(label=_("Reject…"), url=url, is_small=True, attrs={"hx-get": f"{url}?reject=1", **into}),
        Button(label=_("Approve"), kind="primary", is_small=True, attrs=approve),
    )


def _asking(asked: Asked) -> Html:
    words = format_html("{} <b>{}</b> {}", _("Your decision is needed:"), asked.label, asked.text)
    return Notice(text=words, tone="soon", actions=_decide_buttons(asked))


def _entry(asked: Asked, record: Record, display: Display, *, is_last: bool) -> Entry:
    approval = asked.approval
    actions: tuple[Html, ...] = ()
    stands_here = record.value("stage") == approval.stage
    if approval.state == State.REJECTED and is_last and stands_here and record.can_change:
        url = reverse("screens:approval_again", args=[approval.pk])
        button = Button(label=_("Ask again"), is_small=True, attrs={"hx-post": url, "hx-swap": "none"})
        actions = (button,)
    url = reverse("screens:approval", args=[approval.pk])
    return Entry(
        label=asked.label,
        url=url,
        attrs={"hx-get": url, "hx-target": "#dialog"},
        note=people_of(asked),
        mark=mark_of(asked),
        value=time_of(asked, display.now),
        actions=actions,
    )


def _last_rounds(asked: Sequence[Asked]) -> list[Asked]:
    found: dict[tuple[str, str, str], Asked] = {}
    for each in asked:
        found.setdefault((each.approval.pipeline, each.approval.stage, each.approval.key), each)
    return list(found.values())


def _held(record: Record, asked: Asked) -> Html:
    """Return what keeps a record where it was decided on; empty when it has gone on, or nothing leads on."""
    approval, pipeline = asked.approval, pipeline_of(record)
    wanted = {State.APPROVED: approval.approve_to, State.REJECTED: approval.reject_to}.get(State(approval.state), "")
    if not wanted or pipeline is None or (pipeline.key, record.value("stage")) != (approval.pipeline, approval.stage):
        return ""
    stage = pipeline.stage(wanted)
    rows = [{"stage": wanted}]
    lacking = door.check(record.place.spec.key, rows, actor=moving_as(record.place.actor), existing={0: record.id})
    if stage is None or not lacking:
        return ""
    fields = record.place.fields
    words = dict.fromkeys(
        f"{fields[p.field].label.text()}: {p.message}" if p.field in fields and p.field != "stage" else str(p.message)
        for p in lacking
    )
    text = _("“%(approval)s” is decided; to go on to “%(stage)s” this is missing:")
    said = text % {"approval": asked.label, "stage": stage.label.text()}
    move: dict[str, AttributeValue] = {
        "hx-post": record.place.url("move", record_id=record.id),
        "hx-vals": f'{{"stage": "{stage.key}", "version": {record.version}}}',
        "hx-target": "#dialog",
    }
    actions = (Button(label=_("Fill in"), is_small=True, attrs=move),) if record.can_change else ()
    return Notice(text=format_html("{} {}", said, " ".join(words)), tone="soon", actions=actions)
