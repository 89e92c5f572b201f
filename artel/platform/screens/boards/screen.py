"""Puts a board together: the first cards of every column in one statement, counts and sums in another.

Columns are bounded like everything on the hot path: a stage with over a thousand records says «1 000+», and its sum
is worked out only when somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Value
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.screens.activities import PLANNED, Activity, planned_for, planned_paths
from artel.platform.screens.display import Display, hue_of, screen_display
from artel.platform.screens.filters.chips import filter_chips
from artel.platform.screens.lists.bar import filter_notice, search_box
from artel.platform.screens.lists.screen import count_text
from artel.platform.screens.opening.head import create_button, kind_switch, view_tabs
from artel.platform.screens.opening.opened import Opened
from artel.platform.screens.place import Place
from artel.platform.screens.reading.figures import Figures, figures_of
from artel.platform.screens.reading.paging import order_keys, ordered
from artel.platform.screens.reading.plans import ReadPlan, Row, plan_reading
from artel.platform.sections.pipelines import PipelineSpec, StageKind, StageSpec
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.ui.atoms import Avatar, Due
from artel.platform.ui.board import Board, BoardCard, BoardColumn
from artel.platform.ui.buttons import Button, Menu, MenuItem
from artel.platform.ui.component import EMPTY, Html
from artel.platform.ui.page import Page

SHOWN = 20
PLACE_IN_COLUMN = "column_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardScreen:
    """Everything the template of a board prints."""

    page: Page
    url: str
    section: str
    tabs: Html
    bar: Html
    notice: Html
    board: Board


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cards:
    """What the cards of a board are read and shown by."""

    place: Place
    display: Display
    plan: ReadPlan
    title_note: FieldSpec | None
    money: FieldSpec | None
    extra: tuple[FieldSpec, ...]
    can_move: bool


def board_screen(opened: Opened) -> BoardScreen:
    """Return the board that the address opens."""
    place = opened.place
    display = screen_display(place)
    pipeline = pipeline_of(opened)
    actions = (_pipelines(opened, pipeline), kind_switch(opened, "board"), create_button(place, pipeline=pipeline))
    return BoardScreen(
        page=Page(title=place.spec.label.text(), kind="board", actions=actions),
        url=opened.state.at(place.url("board")),
        section=place.spec.key,
        tabs=view_tabs(opened, "board"),
        bar=board_bar(opened, display),
        notice=filter_notice(opened),
        board=Board(
            columns=columns_of(opened, display, pipeline),
            move_url=place.url("board_move"),
            label=place.spec.label.text(),
        ),
    )


def board_bar(opened: Opened, display: Display) -> Html:
    """Return the line of conditions over the board."""
    return format_html(
        '<div class="a-bar">{}<span class="grow"></span>{}</div>',
        filter_chips(opened, display, "board"),
        search_box(opened, "board"),
    )


def pipeline_of(opened: Opened) -> PipelineSpec:
    """Return the pipeline that the address names, else the section's default."""
    pipeline = opened.place.spec.pipeline(opened.state.pipeline or None)
    if pipeline is None:
        raise LookupError("a board without a pipeline")
    return pipeline


def _pipelines(opened: Opened, current: PipelineSpec) -> Html:
    """Return the choice of the pipeline, nothing where there is one."""
    if len(opened.place.spec.pipelines) < 2:
        return EMPTY
    items: list[Html] = [
        MenuItem(label=p.label.text(), url=opened.at("board", pipeline=p.key), is_checked=p is current)
        for p in opened.place.spec.pipelines
    ]
    return Menu(label=current.label.text(), items=items, has_arrow=True, kind="bare", is_small=True)


def columns_of(opened: Opened, display: Display, pipeline: PipelineSpec) -> list[BoardColumn]:
    """Return the columns with their first cards; three queries: cards, plans, figures."""
    cards = _cards(opened.place, display)
    stages = _shown_stages(opened, pipeline)
    parts = [stage_records(opened, pipeline, stage) for stage in stages]
    rows = _first_rows(opened, cards.plan, parts)
    sums = (cards.money,) if cards.money else ()
    figures = figures_of(opened.place.spec, parts, sums, is_exact=opened.state.totals)
    planned = planned_for(opened.place.snapshot, opened.place.actor, cards.plan, [r for column in rows for r in column])
    return [
        _column(opened, cards, stage, column, each, planned)
        for stage, column, each in zip(stages, rows, figures, strict=True)
    ]


def _shown_stages(opened: Opened, pipeline: PipelineSpec) -> tuple[StageSpec, ...]:
    """Open stages and success; failures are no place to work in, so they have no column."""
    return tuple(s for s in pipeline.stages if s.kind is not StageKind.FAILURE)


def stage_records(opened: Opened, pipeline: PipelineSpec, stage: StageSpec) -> QuerySet[Any]:
    """Return the records of one column. Records without a pipeline, or of one out of use, stand in the default one."""
    own = Q(pipeline=pipeline.key)
    if opened.place.spec.pipeline(None) is pipeline:
        own |= Q(pipeline__isnull=True) | ~Q(pipeline__in=[p.key for p in opened.place.spec.pipelines])
    return opened.records().filter(own, stage=stage.key)


def _cards(place: Place, display: Display) -> _Cards:
    facts = place.shown(place.layout.board_facts)
    title_note = next((f for f in facts if f.kind is Kind.REFERENCE), None) or next(
        (f for f in place.fields.values() if f.kind is Kind.REFERENCE), None
    )
    money = next((f for f in place.money_fields if f.kind is Kind.MONEY), None)
    extra = tuple(
        f
        for f in facts
        if f not in (title_note, money) and f.kind is not Kind.PERSON and f.key not in (*PLANNED, "stage")
    )[:2]
    wanted = [f for f in (title_note, money, place.fields.get("owner"), *extra) if f is not None]
    plan = plan_reading(place.spec, [*wanted, *place.shown(("stage",))], extra=planned_paths(place.spec))
    can_move = place.may("change") and place.can_write(place.fields["stage"])
    return _Cards(
        place=place, display=display, plan=plan, title_note=title_note, money=money, extra=extra, can_move=can_move
    )


def _keys(opened: Opened) -> tuple[Any, ...]:
    return order_keys(opened.place.spec, opened.place.snapshot, opened.order or opened.place.spec.default_order)


def _first_rows(opened: Opened, plan: ReadPlan, parts: Sequence[QuerySet[Any]]) -> list[list[Row]]:
    """Return the first rows of every column, one more than is shown; one statement for all columns."""
    keys = _keys(opened)
    wanted = [
        plan.on(ordered(part, keys))
        .annotate(**{PLACE_IN_COLUMN: Value(n, output_field=IntegerField())})
        .values_list(PLACE_IN_COLUMN, *plan.paths)[: SHOWN + 1]
        for n, part in enumerate(parts)
    ]
    found: list[list[Row]] = [[] for _part in parts]
    for row in wanted[0].union(*wanted[1:], all=True) if len(wanted) > 1 else wanted[0]:
        found[row[0]].append(row[1:])
    return found


def _column(
    opened: Opened,
    cards: _Cards,
    stage: StageSpec,
    rows: Sequence[Row],
    figures: Figures,
    planned: Mapping[int, Activity],
) -> BoardColumn:
    total: Html = "".join(cards.display.sums(s) for s in figures.sums.values())
    if figures.is_more:
        url = replace(opened.state, totals=True).at(opened.place.url("board"))
        total = format_html('<a class="a-link" href="{}">{}</a>', url, _("count all"))
    rest = "" if figures.is_more else str(figures.count - SHOWN)
    return BoardColumn(
        key=stage.key,
        label=stage.label.text(cards.display.language),
        cards=[card_of(cards, row, planned.get(row[0])) for row in rows[:SHOWN]],
        hue=hue_of(stage),
        count=count_text(figures),
        total=total,
        more=_more(opened, stage, rest, after=str(SHOWN)) if len(rows) > SHOWN else EMPTY,
    )


def _more(opened: Opened, stage: StageSpec, rest: str, *, after: str) -> Html:
    url = replace(opened.state, after=after).at(opened.place.url("board_column", stage=stage.key))
    label = _("%(number)s more") % {"number": rest} if rest else _("More")
    return Button(
        label=label, url=url, kind="bare", is_small=True, css="muted", attrs={"hx-get": url, "hx-swap": "outerHTML"}
    )


def card_of(cards: _Cards, row: Row, activity: Activity | None) -> BoardCard:
    """Return one card."""
    plan, display, place = cards.plan, cards.display, cards.place
    owner = plan.cell(row, "owner") if "owner" in plan.spec.fields and place.fields.get("owner") else None
    person: Html = EMPTY
    if owner is not None and owner.label:
        person = Avatar(owner.label, is_me=owner.value == display.user_id, is_alone=True)
    facts = [(f, display.text(f, plan.cell(row, f.key))) for f in cards.extra]
    return BoardCard(
        id=row[0],
        version=row[1],
        title=row[2] or formats.record_number(row[0]),
        url=place.url("card", record_id=row[0]),
        subtitle=display.text(cards.title_note, plan.cell(row, cards.title_note.key)) if cards.title_note else "",
        amount=display.text(cards.money, plan.cell(row, cards.money.key)) if cards.money else "",
        person=person,
        action_icon=activity.icon if activity else "",
        action=activity.name if activity else _("nothing planned") if place.spec.has_activities else "",
        due=Due(activity.due_at, display.now) if activity and activity.due_at else EMPTY,
        can_move=cards.can_move,
        extra=[_fact(f, text) for f, text in facts if text],
    )


def _fact(field: FieldSpec, text: str) -> Html:
    return format_html('<span class="small muted">{}: <span class="soft">{}</span></span>', field.label.text(), text)


def more_cards(opened: Opened, stage_key: str) -> tuple[list[BoardCard], Html]:
    """Return the next cards of a column and the button for the rest, if any; raises LookupError for no such column."""
    pipeline = pipeline_of(opened)
    stage = pipeline.stage(stage_key)
    if stage is None:
        raise LookupError(stage_key)
    cards = _cards(opened.place, screen_display(opened.place))
    start = int(opened.state.after) if opened.state.after.isascii() and opened.state.after.isdigit() else SHOWN
    start = min(start, MOST_IN_COLUMN)
    found = cards.plan.on(ordered(stage_records(opened, pipeline, stage), _keys(opened))).values_list(*cards.plan.paths)
    rows = list(found[start : start + SHOWN + 1])
    planned = planned_for(opened.place.snapshot, opened.place.actor, cards.plan, rows)
    shown = [card_of(cards, row, planned.get(row[0])) for row in rows[:SHOWN]]
    has_more = len(rows) > SHOWN and start + SHOWN < MOST_IN_COLUMN
    return shown, _more(opened, stage, "", after=str(start + SHOWN)) if has_more else EMPTY


MOST_IN_COLUMN = 1000
"""Nobody works down a column of a thousand cards: beyond it the list with a condition serves."""
