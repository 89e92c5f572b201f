"""Why a card may not stand where it was dropped, said beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.kernel.errors import ValidationFailed
from artel.platform.screens.cards.moving import missing_fields, ways_out
from artel.platform.screens.place import Place
from artel.platform.ui.board import Refusal
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, join


def refusal(place: Place, record_id: int, stage: str, error: ValidationFailed) -> Refusal:
    """Return what the move lacks, with the button that asks for it."""
    keys = missing_fields(place, error.problems)
    fill: Html = ""
    if keys:
        query = urlencode({"fields": ",".join(keys)})
        url = f"{place.url('fill', record_id=record_id, stage=stage)}?{query}"
        fill = Button(
            label=_("Fill in"), kind="primary", is_small=True, url=url, attrs={"hx-get": url, "hx-target": "#dialog"}
        )
    names = ", ".join(place.fields[key].label.text() for key in keys)
    lines: list[Html] = [format_html("{} <b>{}</b>", _("Missing:"), names)] if names else []
    lines += [str(p.message) for p in error.problems if p.field not in keys]
    settling = ways_out(place, record_id, error.problems)
    return Refusal(text=join(lines, " "), fill=join((fill, *settling)))


def stale_refusal(place: Place, record_id: int) -> Refusal:
    """Return that somebody was faster, with the way to see what has become of the record."""
    look = Button(label=_("Look"), is_small=True, url=place.url("card", record_id=record_id))
    return Refusal(text=_("Somebody changed this record meanwhile."), fill=look)
