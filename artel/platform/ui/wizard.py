"""A path of several pages (import): WizardSteps, and Tally, the counts of what will happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class WizardSteps(Component):
    """The steps of the path; `current` counts from 1. A step that is done may be a link back."""

    labels: Sequence[Text]
    current: int
    urls: Sequence[str] = ()

    def render(self) -> SafeString:
        """See `Component`."""
        items = join(self._step(number, label) for number, label in enumerate(self.labels, 1))
        return format_html('<ol class="a-wizard" aria-label="{}">{}</ol>', _("Steps"), items)

    def _step(self, number: int, label: Text) -> SafeString:
        is_done = number < self.current
        mark: Html = icon("check", "sm") if is_done else str(number)
        url = self.urls[number - 1] if is_done and number <= len(self.urls) else ""
        text: Html = format_html('<a href="{}">{}</a>', url, label) if url else format_html("<span>{}</span>", label)
        given = {"class": "is-done" if is_done else None, "aria-current": "step" if number == self.current else None}
        return format_html("<li{}><i>{}</i>{}</li>", attributes(given), mark, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyItem:
    """One number with its meaning. With `attrs` or `url` it can be pressed and filters what stands below."""

    number: Text
    label: Text
    tone: str = ""
    hue: str = ""
    share: float = 0
    url: str = ""
    is_current: bool = False
    attrs: dict[str, AttributeValue] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Component):
    """Numbers side by side, and below them one bar split by their shares."""

    items: Sequence[TallyItem]
    label: Text

    def render(self) -> SafeString:
        """See `Component`."""
        parts = [item for item in self.items if item.hue and item.share > 0]
        bar = EMPTY
        if parts:
            slices = join(
                format_html(
                    '<i class="hue-{}" data-controller="vars" data-vars="v:{}"></i>',
                    item.hue,
                    max(round(item.share, 3), 0.001),
                )
                for item in parts
            )
            bar = format_html('<div class="a-split" aria-hidden="true">{}</div>', slices)
        return format_html(
            '<div class="a-tally" role="group" aria-label="{}">{}</div>{}',
            self.label,
            join(self._item(i) for i in self.items),
            bar,
        )

    def _item(self, item: TallyItem) -> SafeString:
        inside = format_html(
            '<b{}>{}</b><span class="muted">{}</span>',
            attributes({"class": item.tone or None}),
            item.number,
            item.label,
        )
        if item.url:
            current = "true" if item.is_current else None
            return format_html(
                '<a href="{}"{}>{}</a>', item.url, attributes({"aria-current": current, **(item.attrs or {})}), inside
            )
        return format_html("<div>{}</div>", inside)
