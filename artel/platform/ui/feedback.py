"""What the product says to a person: Notice, Toast, Dialog, EmptyState, Progress, Skeleton."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from django.http import HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artel.platform.ui.atoms import Meter
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon

_ICONS = {"info": "info-circle", "good": "circle-check", "soon": "alert-triangle", "late": "alert-triangle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Component):
    """A strip in the page that says something about what stands below. `tone` is info, good, soon or late."""

    text: Html
    tone: str = "info"
    actions: Sequence[Html] = ()

    def render(self) -> SafeString:
        """See `Component`."""
        role = "alert" if self.tone == "late" else "status"
        return format_html(
            '<div class="a-notice{}" role="{}">{}<div class="grow">{}</div>{}</div>',
            f" is-{self.tone}" if self.tone != "info" else "",
            role,
            icon(_ICONS.get(self.tone, "info-circle")),
            self.text,
            join(self.actions),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """A short message in the corner, sent as an event with an answer. `undo` is an address that takes it back."""

    text: Text
    kind: str = "good"
    undo: str = ""
    href: str = ""
    label: Text = ""

    def payload(self) -> dict[str, str]:
        """Return the detail of the `toast` event."""
        parts = {"text": self.text, "kind": self.kind, "undo": self.undo, "href": self.href, "label": self.label}
        return {key: str(value) for key, value in parts.items() if value}


def send_events(response: HttpResponseBase, **events: object) -> HttpResponseBase:
    """Add events to an answer, for the page to hear; underscores in names become colons. Returns the response.

    `send_events(response, toast=Toast(text=…), record_changed={"section": "deals", "ids": [1]}, dialog_close=True,
    announce="64 deals")`.
    """
    named = {name.replace("_", ":"): _detail(value) for name, value in events.items()}
    present = json.loads(response.headers.get("HX-Trigger", "{}"))
    # A header is ASCII; json.dumps escapes the rest.
    response.headers["HX-Trigger"] = json.dumps({**present, **named})
    return response


def problem_header(text: Text) -> str:
    """Return the value of the header `X-Artel-Problem`: words that the page shows when a request was refused."""
    return quote(str(text))


def _detail(value: object) -> object:
    if isinstance(value, Toast):
        return value.payload()
    return value if isinstance(value, dict | list | bool | int | float) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog(Component):
    """The content of the page's one dialog: heading, body, buttons. It arrives by htmx with the target `#dialog`."""

    title: Text
    body: Html
    buttons: Sequence[Html] = ()
    is_wide: bool = False

    template: ClassVar[str] = "ui/dialog.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyState(Component):
    """An empty place says what it is for and offers the first step."""

    title: Text
    text: Html = ""
    icon: str = "stack-2"
    actions: Sequence[Html] = ()

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html(
            '<div class="a-empty">{}<h2>{}</h2>{}{}</div>',
            icon(self.icon),
            self.title,
            format_html("<p>{}</p>", self.text) if self.text else EMPTY,
            format_html('<div class="row-x wrap">{}</div>', join(self.actions)) if self.actions else EMPTY,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Component):
    """Long work: what, how far, how long still, what was done, what can be pressed. `attrs` make it refresh itself."""

    title: Text
    percent: float
    state: Text = ""
    done: Text = ""
    failed: Text = ""
    actions: Sequence[Html] = ()
    attrs: tuple[tuple[str, AttributeValue], ...] = ()

    template: ClassVar[str] = "ui/progress.html"

    @property
    def meter(self) -> Meter:
        """Return the bar."""
        return Meter(value=self.percent, label=self.title)

    @property
    def given(self) -> SafeString:
        """Return the attributes of the box."""
        return attributes(dict(self.attrs))


@dataclass(frozen=True, slots=True)
class Skeleton(Component):
    """Lines that stand for rows to come; shown only where an answer may take longer than 300 ms."""

    lines: int = 4

    def render(self) -> SafeString:
        """See `Component`."""
        line = SafeString('<div class="a-skel-line"><div class="a-skel"></div><div class="a-skel"></div></div>')
        return format_html('<div class="a-skels" aria-hidden="true">{}</div>', join([line] * self.lines))
