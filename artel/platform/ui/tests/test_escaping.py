"""No text of a person becomes markup, whichever component prints it and wherever in it it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse

from artel.platform.ui.atoms import Avatar, Chip, Count, Flag, Meter, Person, Pill, Tag
from artel.platform.ui.board import Board, BoardCard, BoardColumn, Refusal
from artel.platform.ui.buttons import Button, Menu, MenuItem, Segments
from artel.platform.ui.component import Component, attributes, join
from artel.platform.ui.feed import Composer, ComposerTab, Feed, FeedDay, FeedItem, FileLink
from artel.platform.ui.feedback import Dialog, EmptyState, Notice, Progress, Toast, send_events
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.inputs.cells import CellEditor
from artel.platform.ui.page import Tab, Tabs
from artel.platform.ui.palette import PaletteGroup, PaletteItem
from artel.platform.ui.record import Entry, Fact, Facts, NextAction, Panel, RecordHead, Section, Stage, Stages
from artel.platform.ui.table import Column, Group, Pager, Row, SelectionBar, Table
from artel.platform.ui.wizard import Tally, TallyItem, WizardSteps

BAD = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 }}"
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=ZoneInfo("Europe/Moscow"))

MADE: dict[str, Callable[[], Component]] = {
    "pill": lambda: Pill(BAD, BAD),
    "flag": lambda: Flag(BAD),
    "tag": lambda: Tag(BAD),
    "count": lambda: Count(BAD),
    "avatar": lambda: Avatar(BAD, is_alone=True),
    "person": lambda: Person(BAD, BAD, url=BAD),
    "meter": lambda: Meter(value=5, label=BAD),
    "chip": lambda: Chip(field=BAD, relation=BAD, values=[BAD, BAD], edit={"data-x": BAD}, remove_url=BAD),
    "button": lambda: Button(label=BAD, hint=BAD, url=BAD, attrs={"data-x": BAD}),
    "icon button": lambda: Button(label=BAD, icon="x", is_icon_only=True, attrs={"data-x": BAD}),
    "menu": lambda: Menu(label=BAD, items=[MenuItem(label=BAD, url=BAD, attrs={"data-x": BAD})]),
    "panel menu": lambda: Menu(label=BAD, panel=BAD),
    "segments": lambda: Segments(label=BAD, buttons=[Button(label=BAD)]),
    "link tabs": lambda: Tabs(label=BAD, tabs=[Tab(label=BAD, url=BAD)]),
    "panel tabs": lambda: Tabs(label=BAD, tabs=[Tab(label=BAD, panel="p")], end=BAD),
    "field": lambda: Field(name="n", label=BAD, value=BAD, help=BAD, error=BAD, placeholder=BAD, suffix=BAD),
    "textarea": lambda: Field(name="n", label=BAD, kind="textarea", value=f"</textarea>{BAD}", help=BAD),
    "select": lambda: Field(name="n", label=BAD, kind="select", value=BAD, options=[Option(BAD, BAD)], search_url=BAD),
    "radio": lambda: Field(name="n", label=BAD, kind="radio", value=BAD, options=[Option(BAD, BAD)]),
    "checkbox": lambda: Field(name="n", label=BAD, kind="checkbox", error=[BAD, BAD]),
    "form": lambda: Form(
        action=BAD,
        groups=[Fieldset(title=BAD, note=BAD, fields=[Field(name="n", label=BAD)])],
        errors=[BAD],
        hidden={"next": BAD},
        draft=BAD,
    ),
    "cell editor": lambda: CellEditor(field=Field(name="n", label=BAD, value=BAD, error=BAD), action=BAD),
    "table": lambda: Table(
        columns=[Column(key="a", label=BAD, is_name=True, is_editable=True, sort_url=BAD), Column(key="b", label=BAD)],
        groups=[Group(rows=[Row(id=1, values={"a": BAD, "b": BAD}, url=BAD, name=BAD, edit_url=BAD)], label=BAD)],
        caption=BAD,
        totals={"b": BAD},
        summary=BAD,
        is_selectable=True,
        more=Pager(shown=BAD, next_url=BAD),
    ),
    "selection bar": lambda: SelectionBar(actions=[BAD], total=BAD),
    "stages": lambda: Stages(stages=[Stage(label=BAD, note=BAD, move={"data-x": BAD})]),
    "next action": lambda: NextAction(text=BAD, who=BAD, due=BAD, actions=[BAD]),
    "facts": lambda: Facts(facts=[Fact(label=BAD, value=BAD, key=BAD, edit_url=BAD, help=BAD)]),
    "section": lambda: Section(title=BAD, body=BAD, note=BAD, action=BAD, attrs={"id": BAD}),
    "panel": lambda: Panel(title=BAD, body=BAD, foot=BAD),
    "entry": lambda: Entry(label=BAD, note=BAD, value=BAD, url=BAD),
    "record head": lambda: RecordHead(title=BAD, key_facts=[BAD], actions=[BAD]),
    "feed": lambda: Feed(
        items=[FeedDay(BAD), FeedItem(icon="note", who=BAD, what=BAD, time=BAD, body=BAD, tone="team")]
    ),
    "file": lambda: FileLink(name=BAD, size=1, url=BAD),
    "removable file": lambda: FileLink(name=BAD, size=1, remove={"hx-post": BAD}),
    "composer": lambda: Composer(
        tabs=[ComposerTab(key="n", label=BAD, action=BAD, placeholder=BAD, button=BAD)], csrf_token=BAD, draft=BAD
    ),
    "board": lambda: Board(
        columns=[
            BoardColumn(
                key=BAD,
                label=BAD,
                total=BAD,
                count=BAD,
                cards=[BoardCard(id=1, title=BAD, url=BAD, subtitle=BAD, amount=BAD, action=BAD)],
            )
        ],
        move_url=BAD,
        label=BAD,
    ),
    "refusal": lambda: Refusal(text=BAD, fill=BAD),
    "notice": lambda: Notice(text=BAD, actions=[BAD]),
    "dialog": lambda: Dialog(title=BAD, body=BAD, buttons=[BAD]),
    "empty": lambda: EmptyState(title=BAD, text=BAD, actions=[BAD]),
    "progress": lambda: Progress(title=BAD, percent=5, state=BAD, done=BAD, failed=BAD),
    "palette": lambda: PaletteGroup(label=BAD, items=[PaletteItem(label=BAD, url=BAD, icon=BAD, note=BAD, key=BAD)]),
    "wizard": lambda: WizardSteps(labels=[BAD, BAD], current=2, urls=[BAD]),
    "tally": lambda: Tally(items=[TallyItem(number=BAD, label=BAD, url=BAD)], label=BAD),
}


class Reader(HTMLParser):
    """Notes every element and attribute, and whether what is opened is closed."""

    VOID = frozenset({"input", "img", "br", "hr", "use", "col", "path", "progress"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that is opened."""
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that what is closed was opened last."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", MADE)
def test_hostile_text_stays_text(name: str) -> None:
    reader = Reader()
    reader.feed(str(MADE[name]()))
    assert not reader.tags & {"script", "img"}
    assert not [attribute for attribute in reader.attributes if attribute.startswith("on")]
    assert "style" not in reader.attributes
    assert reader.open == []


def test_a_component_is_not_escaped_twice() -> None:
    assert str(join([Tag("a & b"), "<"])) == '<span class="a-tag">a &amp; b</span>&lt;'


def test_attributes_leave_out_what_is_not_set() -> None:
    assert (
        attributes({"a": None, "b": False, "hidden": True, "hx_get": "/x?a=1&b=2"}) == ' hidden hx-get="/x?a=1&amp;b=2"'
    )


def test_events_of_an_answer_are_ascii_and_add_up() -> None:
    response = send_events(HttpResponse(status=204), toast=Toast(text="Сделано", undo="/u"))
    send_events(response, record_changed={"section": "deals", "ids": [1]})
    header = response.headers["HX-Trigger"]
    assert header.isascii()
    assert '"record:changed": {"section": "deals", "ids": [1]}' in header
    assert '"undo": "/u"' in header
