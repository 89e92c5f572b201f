"""The small marks that occur hundreds of times on a page; Python writes them without a template.

Pill (stage), Flag, Tag, Count, Due, Avatar, Person, Meter, Chip. Every text is escaped once, here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.kernel.text import short_name
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon

HUES = ("1", "2", "3", "4", "5", "6", "won", "lost", "late", "soon")
TONES = ("", "good", "soon", "late", "info")


@dataclass(frozen=True, slots=True)
class Pill(Component):
    """A stage or a coloured value: dot in its hue, text in ink. `hue` is 1…6, "won", "lost", "late" or "soon"."""

    label: Text
    hue: int | str = 1

    def render(self) -> SafeString:
        """See `Component`."""
        hue = str(self.hue) if str(self.hue) in HUES else "1"
        return format_html('<span class="a-pill hue-{}"><span class="clip">{}</span></span>', hue, self.label)


@dataclass(frozen=True, slots=True)
class Flag(Component):
    """A word with a meaning. `tone` is "", "good", "soon", "late" or "info"."""

    label: Text
    tone: str = ""

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html('<span class="a-flag{}">{}</span>', f" is-{self.tone}" if self.tone else "", self.label)


@dataclass(frozen=True, slots=True)
class Tag(Component):
    """A neutral fact without a state."""

    label: Text

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html('<span class="a-tag">{}</span>', self.label)


@dataclass(frozen=True, slots=True)
class Count(Component):
    """A counter beside a word; coloured only when it counts what is late."""

    value: int | Text
    is_late: bool = False

    def render(self) -> SafeString:
        """See `Component`."""
        shown = formats.number(self.value) if isinstance(self.value, int) else self.value
        return format_html('<span class="a-count{}">{}</span>', " late" if self.is_late else "", shown)


@dataclass(frozen=True, slots=True)
class Due(Component):
    """When something is due, in words; late is red and says how late. The exact time is in the title."""

    when: date | datetime
    now: datetime
    is_done: bool = False

    def render(self) -> SafeString:
        """See `Component`."""
        words = formats.due(self.when, self.now)
        state = "" if self.is_done else {"late": " is-late", "today": " is-today"}.get(words.state, "")
        return format_html(
            '<time class="a-due{}" datetime="{}" title="{}">{}</time>',
            state,
            self.when.isoformat(),
            formats.exact(self.when, self.now.tzinfo),
            words.text,
        )


@dataclass(frozen=True, slots=True)
class Ago(Component):
    """When something happened: «9:42», «yesterday», «19 Nov»; the exact time is in the title."""

    when: datetime
    now: datetime
    css: str = ""

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html(
            '<time{} datetime="{}" title="{}">{}</time>',
            attributes({"class": self.css or None}),
            self.when.isoformat(),
            formats.exact(self.when, self.now.tzinfo),
            formats.ago(self.when, self.now),
        )


@dataclass(frozen=True, slots=True)
class Clock(Component):
    """The time of something that stands under the heading of its day: «9:42»; the exact moment is in the title."""

    when: datetime
    now: datetime

    def render(self) -> SafeString:
        """See `Component`."""
        local = self.when.astimezone(self.now.tzinfo)
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            self.when.isoformat(),
            formats.exact(local),
            formats.time_short(local),
        )


@dataclass(frozen=True, slots=True)
class Avatar(Component):
    """Initials on paper. People are not colour-coded; «me» is the exception. Alone, it says the name aloud."""

    name: str
    is_me: bool = False
    is_large: bool = False
    is_alone: bool = False

    def render(self) -> SafeString:
        """See `Component`."""
        state = f"{' is-me' if self.is_me else ''}{' is-lg' if self.is_large else ''}"
        said = (
            {"role": "img", "aria-label": self.name, "title": self.name} if self.is_alone else {"aria-hidden": "true"}
        )
        return format_html(
            '<span class="a-ava{}"{}>{}</span>', state, attributes({**said}), formats.initials(self.name)
        )


@dataclass(frozen=True, slots=True)
class Person(Component):
    """Avatar and name; `short` is the name as shown, the full one is in the title."""

    name: str
    short: str = ""
    is_me: bool = False
    url: str = ""

    def render(self) -> SafeString:
        """See `Component`."""
        shown = self.short or short_name(self.name)
        inside = (
            format_html('<a class="clip soft" href="{}">{}</a>', self.url, shown)
            if self.url
            else format_html('<span class="clip soft">{}</span>', shown)
        )
        return format_html(
            '<span class="a-person" title="{}">{}{}</span>', self.name, Avatar(self.name, is_me=self.is_me), inside
        )


@dataclass(frozen=True, slots=True)
class Tags(Component):
    """Several values of one field, side by side, some with a dot in their hue; what does not fit is in the title."""

    labels: Sequence[Text]
    hues: Sequence[int | None] = ()

    def render(self) -> SafeString:
        """See `Component`."""
        whole = ", ".join(str(label) for label in self.labels)
        marks = (f"a-tag hue-{hue}" if hue else "a-tag" for hue in self.hues or [None] * len(self.labels))
        inside = join(
            format_html('<span class="{}">{}</span>', css, label) for css, label in zip(marks, self.labels, strict=True)
        )
        return format_html('<span class="a-tags" title="{}">{}</span>', whole, inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter(Component):
    """A bar: `value` percent of the track; the tick `at` is where one should be today. `label` is said aloud."""

    value: float
    label: Text
    at: float | None = None
    tone: str = ""

    def render(self) -> SafeString:
        """See `Component`."""
        value = round(max(0.0, min(float(self.value), 100.0)), 1)
        given = f"v:{value}" + (f";at:{round(float(self.at), 1)}" if self.at is not None else "")
        return format_html(
            '<span class="a-meter{}" role="meter" aria-label="{}" aria-valuemin="0" aria-valuemax="100"'
            ' aria-valuenow="{}" data-controller="vars" data-vars="{}"><i></i>{}</span>',
            f" is-{self.tone}" if self.tone else "",
            self.label,
            value,
            given,
            SafeString("<u></u>") if self.at is not None else EMPTY,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip(Component):
    """One condition of a filter: field, relation, value. Pressing it edits, the cross takes it away.

    `edit` and `remove` are attributes of the two buttons (usually `hx-get`, `hx-target`, or `name` and `value`).
    """

    field: Text
    relation: Text = ""
    values: Sequence[Text] = ()
    edit: dict[str, str] | None = None
    remove_url: str = ""
    remove: dict[str, str] | None = None

    def render(self) -> SafeString:
        """See `Component`."""
        value = ", ".join(str(value) for value in self.values)
        inside = join((format_html("<span>{}</span>", part) for part in (self.field, self.relation) if part), " ")
        shown = format_html('{}{}<b class="clip" title="{}">{}</b>', inside, " " if value else "", value, value)
        body: Html = (
            format_html('<button type="button" class="a-chip-body"{}>{}</button>', attributes({**self.edit}), shown)
            if self.edit is not None
            else format_html('<span class="a-chip-body">{}</span>', shown)
        )
        return format_html('<span class="a-chip">{}{}</span>', body, self._cross())

    def _cross(self) -> SafeString:
        if not self.remove_url and self.remove is None:
            return EMPTY
        said = _("Remove the condition “%(field)s”") % {"field": self.field}
        given = attributes({**(self.remove or {}), "aria-label": said})
        if self.remove_url:
            return format_html('<a class="a-chip-x" href="{}"{}>{}</a>', self.remove_url, given, icon("x", "sm"))
        return format_html('<button type="button" class="a-chip-x"{}>{}</button>', given, icon("x", "sm"))
