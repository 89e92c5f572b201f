"""The board: columns are stages, cards are records. Python writes the cards; there may be hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard(Component):
    """One record on the board: name, client, sum, person, next action with its lateness."""

    id: int
    title: Text
    url: str
    version: int = 0
    subtitle: Text = ""
    amount: Text = ""
    person: Html = ""
    action_icon: str = ""
    action: Text = ""
    due: Html = ""
    can_move: bool = True
    extra: Sequence[Html] = ()

    def render(self) -> SafeString:
        """See `Component`."""
        client = (
            format_html('<span class="clip small muted" title="{0}">{0}</span>', self.subtitle)
            if self.subtitle
            else EMPTY
        )
        extra = format_html('<span class="row-x wrap">{}</span>', join(self.extra)) if self.extra else EMPTY
        money = EMPTY
        if self.amount or self.person:
            money = format_html(
                '<span class="row-x"><span class="sum grow">{}</span>{}</span>', self.amount, self.person
            )
        todo = EMPTY
        if self.action or self.due:
            mark = icon(self.action_icon, "sm") if self.action_icon else EMPTY
            todo = format_html('<span class="do">{}<span class="clip">{}</span>{}</span>', mark, self.action, self.due)
        return format_html(
            '<article class="a-deal"{}><h3 class="clip-2"><a href="{}" title="{}" draggable="false">{}</a></h3>'
            "{}{}{}{}{}</article>",
            attributes(
                {"data-id": self.id, "data-version": self.version, "tabindex": 0, "data-fixed": not self.can_move}
            ),
            self.url,
            self.title,
            self.title,
            client,
            money,
            extra,
            todo,
            self._move(),
        )

    def _move(self) -> SafeString:
        if not self.can_move:
            return EMPTY
        label = _("Move “%(name)s”…") % {"name": self.title}
        return format_html(
            '<button type="button" class="btn btn-bare btn-icon btn-sm move" data-board-move'
            ' aria-label="{0}" title="{0}">{1}</button>',
            label,
            icon("arrow-right", "sm"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardColumn(Component):
    """One stage: heading with count and sum, cards, a button for more. `key` is the stage."""

    key: str
    label: Text
    cards: Sequence[BoardCard]
    hue: int | str = 1
    count: Text | int = ""
    total: Html = ""
    more: Html = ""
    is_refusing: bool = False

    def render(self) -> SafeString:
        """See `Component`."""
        total = format_html("<small>{}</small>", self.total) if self.total else EMPTY
        return format_html(
            '<section class="a-col hue-{}" data-stage="{}" data-label="{}" aria-label="{}">'
            '<header><h2>{}</h2><span class="a-count">{}</span>{}</header>'
            '<div class="a-cards" data-board-cards>{}</div>{}</section>',
            self.hue,
            self.key,
            self.label,
            self.label,
            self.label,
            self.count,
            total,
            join(self.cards),
            self.more,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board(Component):
    """The columns. A dropped card posts id, version and stage to `move_url` (see docs/develop/screens.md)."""

    columns: Sequence[BoardColumn]
    move_url: str
    label: Text
    id: str = "board"
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    template: ClassVar[str] = "ui/board.html"

    @property
    def given(self) -> SafeString:
        """Return the attributes of the box."""
        return attributes({"data-url": self.move_url, **self.attrs})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Component):
    """Why a card may not stand here, under it: what is missing, and the way to fill it in."""

    text: Html
    fill: Html = ""

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html(
            '<div class="a-float a-refusal" role="alert"><span class="row-x">{}<span>{}</span></span>'
            '<span class="row-x">{}<button type="button" class="btn btn-bare btn-sm" data-board-return>{} '
            '<kbd aria-hidden="true">Esc</kbd></button></span></div>',
            icon("lock", css="late"),
            self.text,
            self.fill,
            _("Put back"),
        )
