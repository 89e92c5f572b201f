"""A list of records to choose one from, each with what helps to recognise it: radio buttons a line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One choice: its value, name, facts below (`more` runs over as many lines as it needs), a mark at the end."""

    value: str
    label: Html
    note: Html = ""
    more: Html = ""
    mark: Html = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks(Component):
    """Choices under a legend; `value` is the chosen one. `error` stands below."""

    name: str
    legend: Text
    picks: Sequence[Pick]
    value: str
    error: Text = ""

    def render(self) -> SafeString:
        """See `Component`."""
        error = EMPTY
        described: dict[str, str | None] = {"aria-describedby": None}
        if self.error:
            error = format_html('<p class="a-error" id="f-{}-error" role="alert">{}</p>', self.name, self.error)
            described["aria-describedby"] = f"f-{self.name}-error"
        lines = join(self._line(number, pick) for number, pick in enumerate(self.picks))
        return format_html(
            '<fieldset class="a-field is-wide"{}><legend>{}</legend><div class="a-picks">{}</div>{}</fieldset>',
            attributes(described),
            self.legend,
            lines,
            error,
        )

    def _line(self, number: int, pick: Pick) -> SafeString:
        given: dict[str, AttributeValue] = {
            "type": "radio",
            "class": "form-check-input",
            "name": self.name,
            "value": pick.value,
            "id": f"f-{self.name}-{number}",
            "checked": pick.value == self.value,
        }
        note = format_html('<span class="small muted clip">{}</span>', pick.note) if pick.note else EMPTY
        more = format_html('<span class="small muted">{}</span>', pick.more) if pick.more else EMPTY
        return format_html(
            '<label class="a-pick"><input{}><span class="a-entry-text"><span class="clip">{}</span>{}{}</span>'
            "{}</label>",
            attributes(given),
            pick.label,
            note,
            more,
            pick.mark,
        )
