"""What the card of a record is made of: Stages, NextAction, Gate, Facts, Section, Panel, RelatedPerson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of the bar. `state` is "done", "now" or "" (ahead); `note` stands below, `move` makes it a button."""

    label: Text
    state: str = ""
    note: Text = ""
    is_late: bool = False
    is_soon: bool = False
    move: dict[str, AttributeValue] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages(Component):
    """The stage bar: passed = full, current = full and bold, ahead = track. A stage with `move` can be pressed."""

    stages: Sequence[Stage]

    def render(self) -> SafeString:
        """See `Component`."""
        items = join(self._item(stage, n) for n, stage in enumerate(self.stages, 1))
        now = next((n for n, stage in enumerate(self.stages, 1) if stage.state == "now"), 0)
        label = _("Stage %(now)s of %(all)s") % {"now": now, "all": len(self.stages)} if now else _("Stages")
        return format_html('<ol class="a-stages" aria-label="{}">{}</ol>', label, items)

    def _item(self, stage: Stage, number: int) -> SafeString:
        note = EMPTY
        if stage.note:
            pace = "clip late" if stage.is_late else "clip soon" if stage.is_soon else "clip"
            note = format_html('<span class="{}">{}</span>', pace, stage.note)
        inside = format_html('<b class="clip" title="{0}">{0}</b>{1}', stage.label, note)
        # The one pressed is the current one of the new bar: the id keeps the focus on it.
        place: dict[str, AttributeValue] = {"id": f"stage-{number}"}
        if stage.move is not None:
            inside = format_html(
                '<button type="button" class="btn-reset"{}>{}</button>', attributes({**place, **stage.move}), inside
            )
        given: dict[str, AttributeValue] = {
            "class": f"is-{stage.state}" if stage.state else None,
            "aria-current": "step" if stage.state == "now" else None,
        }
        if stage.state == "now" and stage.move is None:
            given |= {**place, "tabindex": -1}
        return format_html("<li{}>{}</li>", attributes(given), inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction(Component):
    """The one tinted strip of a card: what must happen next, by whom, by when, and the button for it."""

    text: Html
    icon: str = "checkbox"
    due: Html = ""
    who: Text = ""
    is_late: bool = False
    actions: Sequence[Html] = ()

    def render(self) -> SafeString:
        """See `Component`."""
        by = format_html(' <span class="muted">· {}</span>', self.who) if self.who else EMPTY
        return format_html(
            '<div class="a-do{}">{}<span class="grow">{} <b class="strong">{}</b> {}{}</span>{}</div>',
            " is-late" if self.is_late else "",
            icon(self.icon),
            _("Next:"),
            self.text,
            self.due,
            by,
            join(self.actions),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line of a gate: met or missing; what is missing carries its field or button in `control`."""

    label: Text
    is_met: bool
    note: Text = ""
    control: Html = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Component):
    """What the next stage asks for, and the button that goes there."""

    title: Text
    requirements: Sequence[Requirement]
    action: Html = ""

    template: ClassVar[str] = "ui/gate.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A labelled value of the card. `edit_url` gives its editor (in-place editing); `key` is the field."""

    label: Text
    value: Html = ""
    key: str = ""
    edit_url: str = ""
    help: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Component):
    """Values of a record under their labels; hovering shows the pencil, pressing turns a value into its field.

    With `columns` at most so many stand side by side, where the place is wide enough.
    """

    facts: Sequence[Fact]
    columns: int = 0

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html(
            '<dl class="a-facts{}" data-controller="edit">{}</dl>',
            f" is-{self.columns}" if self.columns > 1 else "",
            join(self._fact(fact) for fact in self.facts),
        )

    def _fact(self, fact: Fact) -> SafeString:
        value = fact.value if str(fact.value) else EMPTY
        if not value:
            value = format_html(
                '<span class="none">{}</span>', pgettext("empty value", "add") if fact.edit_url else "—"
            )
        pen = EMPTY
        given: dict[str, AttributeValue] = {}
        if fact.edit_url:
            given = {"data-edit": fact.edit_url, "data-field": fact.key}
            pen = format_html(
                '<button type="button" class="pen" data-edit-open aria-label="{}">{}</button>',
                _("Edit “%(field)s”") % {"field": fact.label},
                icon("pencil", "sm"),
            )
        label = format_html("<dt{}>{}</dt>", attributes({"title": fact.help or None}), fact.label)
        return format_html(
            '<div>{}<dd><span class="value"{}>{}</span>{}</dd></div>', label, attributes(given), value, pen
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Component):
    """A part of a card between hairlines: heading, counter, a button at the end, content; a folded one opens."""

    title: Text
    body: Html
    count: int | None = None
    action: Html = ""
    note: Html = ""
    is_folded: bool = False
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    template: ClassVar[str] = "ui/section.html"

    @property
    def given(self) -> SafeString:
        """Return the attributes of the box."""
        return attributes(self.attrs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Component):
    """A titled area with a frame: for settings and reports, not for cards. There is no shadow."""

    body: Html
    title: Text = ""
    action: Html = ""
    foot: Html = ""

    template: ClassVar[str] = "ui/panel.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Component):
    """One line of a related list: mark, name, note below, value at the end, buttons."""

    label: Html
    url: str = ""
    note: Html = ""
    mark: Html = ""
    value: Html = ""
    actions: Sequence[Html] = ()
    attrs: dict[str, AttributeValue] = field(default_factory=dict)
    """Of the link, such as those that open it in the dialog."""

    def render(self) -> SafeString:
        """See `Component`."""
        link = attributes({"class": "clip", "href": self.url, **self.attrs})
        name = format_html("<a{}>{}</a>", link, self.label) if self.url else self.label
        name = name if self.url else format_html('<span class="clip">{}</span>', name)
        note = format_html('<span class="small muted clip">{}</span>', self.note) if self.note else EMPTY
        value = format_html('<span class="small nowrap">{}</span>', self.value) if self.value else EMPTY
        return format_html(
            '<div class="a-entry">{}<span class="a-entry-text">{}{}</span>{}{}</div>',
            self.mark,
            name,
            note,
            value,
            join(self.actions),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHead(Component):
    """The top of a card: name, buttons, key facts, stage bar, next action, gate.

    The name is the page's one `<h1>`, unless the card stands inside something else (`is_main` off).
    """

    title: Text
    star: Html = ""
    actions: Sequence[Html] = ()
    key_facts: Sequence[Html] = ()
    stages: Html = ""
    next_action: Html = ""
    gate: Html = ""
    is_main: bool = True

    template: ClassVar[str] = "ui/record_head.html"
