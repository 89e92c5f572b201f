"""A grid as a chart of ECharts and as a table of the same numbers, each a link to its records."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.screens.dashboards.grids import Cell, Grid, Line
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Html, join

Options = dict[str, Any]
LINE, INK = {"color": "--line"}, {"color": "--ink-3", "fontSize": 11}
INSIDE: Options = {"outerBoundsMode": "same", "outerBoundsContain": "axisLabel"}
"""Labels of axes stay within the margins: below them stands the legend."""
MOST_LABELLED = 16


def chart(grid: Grid, look: str, key: str, label: str) -> Html:
    """Return the drawing with its numbers folded below; `key` tells it from the other charts of the page."""
    return format_html(
        '<div class="a-chart" role="img" aria-label="{}" data-controller="chart" data-options="{}"></div>'
        '<details class="a-numbers" data-kept="{}"><summary>{}</summary>{}</details>',
        _("Chart: %(what)s. The numbers are in the table below.") % {"what": label},
        json.dumps(options(grid, look), ensure_ascii=False),
        key,
        _("As a table"),
        table(grid, label),
    )


def options(grid: Grid, look: str) -> Options:
    """Return the options of the drawing; colours are names of tokens, numbers are written in the browser's language."""
    unit = formats.currency_sign(next(iter(grid.units))) if len(grid.units) == 1 else ""
    common: Options = {"unit": unit, "aria": {"enabled": False}}
    if len(grid.lines) > 1:
        common["legend"] = {"type": "scroll", "bottom": 0, "icon": "roundRect", "itemWidth": 9, "itemHeight": 9}
        common["legend"]["textStyle"] = {"color": "--ink-2", "fontSize": 12}
    if look == "pie" and len(grid.lines) == 1:
        return common | _pie(grid)
    names: Options = {"type": "category", "data": [label for _key, label in grid.points], "axisTick": {"show": False}}
    names["axisLine"] = {"lineStyle": {"color": "--line-strong"}}
    values: Options = {"type": "value", "splitLine": {"lineStyle": LINE}, "axisLabel": INK, "splitNumber": 4}
    if all(cell.value % 1 == 0 for line in grid.lines for cell in line.cells.values()):
        # There is no half a call.
        values["minInterval"] = 1
    bottom = 30 if len(grid.lines) > 1 else 4
    if look == "bars":
        names |= {"inverse": True, "axisLabel": {**INK, "width": 150, "overflow": "truncate", "color": "--ink-2"}}
        values |= {"axisLabel": {"show": False}, "splitLine": {"show": False}}
        axes: Options = {"yAxis": names, "xAxis": values}
        place = {"left": 4, "right": 76, "top": 2, "bottom": bottom, **INSIDE}
    else:
        names["axisLabel"] = {**INK, "hideOverlap": True}
        axes = {"xAxis": names, "yAxis": values}
        place = {"left": 4, "right": 8, "top": 22, "bottom": bottom, **INSIDE}
    return common | axes | {"grid": place, "series": [_series(grid, line, look) for line in grid.lines]}


def _series(grid: Grid, line: Line, look: str) -> Options:
    is_alone = len(grid.lines) == 1
    data = [_datum(line.cells.get(key)) for key, _label in grid.points]
    if look == "line":
        return {"type": "line", "name": line.label, "data": data, "smooth": False, "symbolSize": 6}
    found: Options = {"type": "bar", "name": line.label, "data": data, "barMaxWidth": 28}
    found["itemStyle"] = {"borderRadius": 2}
    if grid.is_added and not is_alone:
        found["stack"] = "all"
    elif len(grid.points) <= MOST_LABELLED:
        position = "right" if look == "bars" else "top"
        found["label"] = {"show": True, "position": position, "color": "--ink", "fontSize": 11}
        for cell, datum in zip((line.cells.get(key) for key, _label in grid.points), data, strict=True):
            datum["label"] = {"formatter": cell.text if cell and cell.value else ""}
    return found


def _datum(cell: Cell | None) -> Options:
    return {"value": float(cell.value), "url": cell.url} if cell else {"value": 0}


def _pie(grid: Grid) -> Options:
    """A ring with its parts named beside it: long names around it would break."""
    line = grid.lines[0]
    cells = [(label, line.cells.get(key)) for key, label in grid.points]
    data = [{**_datum(cell), "name": f"{label} · {cell.text}"} for label, cell in cells if cell and cell.value > 0]
    series: Options = {"type": "pie", "radius": ["54%", "84%"], "center": ["26%", "50%"], "data": data}
    series |= {
        "name": line.label,
        "label": {"show": False},
        "itemStyle": {"borderColor": "--surface", "borderWidth": 2},
    }
    legend: Options = {"type": "scroll", "orient": "vertical", "left": "54%", "top": "middle", "icon": "roundRect"}
    legend |= {"itemWidth": 9, "itemHeight": 9, "textStyle": {"color": "--ink-2", "fontSize": 12, "width": 150}}
    legend["textStyle"]["overflow"] = "break"
    return {"series": [series], "legend": legend}


def table(grid: Grid, label: str) -> Html:
    """Return the same numbers as a table: a line for each point, each number a link to its records."""
    heads = join(format_html('<th scope="col" class="num">{}</th>', line.label) for line in grid.lines)
    rows = join(
        format_html(
            '<tr><th scope="row"><span class="clip">{}</span></th>{}</tr>',
            name,
            join(_td(line.cells.get(key)) for line in grid.lines),
        )
        for key, name in grid.points
    )
    foot = EMPTY
    if any(line.total for line in grid.lines):
        totals = join(format_html('<td class="num strong">{}</td>', line.total) for line in grid.lines)
        foot = format_html('<tfoot><tr><th scope="row">{}</th>{}</tr></tfoot>', _("Total"), totals)
    return format_html(
        '<div class="a-scroll-x" tabindex="0" role="group" aria-label="{0}"><table class="a-grid">'
        '<caption class="visually-hidden">{0}</caption><thead><tr><td></td>{1}</tr></thead>'
        "<tbody>{2}</tbody>{3}</table></div>",
        label,
        heads,
        rows,
        foot,
    )


def _td(cell: Cell | None) -> Html:
    if cell is None or not cell.value:
        return format_html('<td class="num muted">{}</td>', 0)
    return format_html('<td class="num"><a href="{}">{}</a></td>', cell.url, cell.text)
