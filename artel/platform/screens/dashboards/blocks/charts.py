"""A chart: records by people, stages or months, several sections beside one another, or one split by another field."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks.content import Content, nothing, part_of
from artel.platform.screens.dashboards.drawing import chart, table
from artel.platform.screens.dashboards.grids import grid_of
from artel.platform.screens.dashboards.measuring import measure
from artel.platform.screens.dashboards.narrowing import list_url
from artel.platform.ui.component import join


def show(block: BlockBody, asked: Asked) -> Content:
    """Return the chart; one statement."""
    parts = [part_of(block, series, asked, is_grouped=True) for series in block.counted]
    grid = grid_of(block, asked, parts, measure(parts))
    url = list_url(parts[0].place, parts[0].text) if len(parts) == 1 else ""
    if not any(line.cells for line in grid.lines):
        return Content(body=nothing(), url=url)
    label = block.label.label().text()
    body = table(grid, label) if block.look == "table" else chart(grid, block.look or _usual(block), block.key, label)
    if grid.left_out:
        said = _("Only the biggest are drawn; %(number)s more are left out.") % {"number": grid.left_out}
        body = join((body, format_html('<p class="small muted">{}</p>', said)))
    note = grid.lines[0].total if len(grid.lines) == 1 else ""
    return Content(body=body, note=note, url=url)


def _usual(block: BlockBody) -> str:
    """Dates run from left to right, names stand one below another."""
    return "columns" if block.bucket else "bars"
