"""What a block shows: its body, a word at the right of its heading, where the heading leads."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody, SeriesBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.measuring import Part, field_of
from artel.platform.screens.dashboards.narrowing import condition_text
from artel.platform.screens.place import Place, place_for
from artel.platform.ui.component import Html


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """See the module."""

    body: Html
    note: Html = ""
    url: str = ""


def part_of(block: BlockBody, series: SeriesBody, asked: Asked, *, is_grouped: bool = False) -> Part:
    """Return the records of a series under what is asked, by the block's groups where `is_grouped`.

    Raises AccessDenied when the actor may not see a field that the block rests on.
    """
    place: Place = place_for(asked.actor, series.section)
    field_of(place, series.measure.field)
    return Part(
        place=place,
        text=condition_text(series, asked),
        measure=series.measure,
        by=field_of(place, block.by_of(series)) if is_grouped else None,
        bucket=block.bucket if is_grouped else "",
        split=field_of(place, block.split) if is_grouped else None,
    )


def nothing(text: str = "") -> SafeString:
    """Return what stands where there is nothing to show."""
    return format_html('<p class="a-block-empty muted">{}</p>', text or _("Nothing in this period."))
