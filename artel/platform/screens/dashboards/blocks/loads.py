"""The load of people: what is due by the end of the period, against the hours (or the number) that fit in till then.

What is overdue is part of it: it still has to be done.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody, PlanBody, SeriesBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks.content import Content, nothing, part_of
from artel.platform.screens.dashboards.measuring import Measured, Part, measure
from artel.platform.screens.dashboards.narrowing import every, list_url, of_group
from artel.platform.screens.dashboards.showing import group_label, told
from artel.platform.screens.dashboards.targets import hours_left, planned, plans_part, stated
from artel.platform.screens.display import screen_display
from artel.platform.ui import formats
from artel.platform.ui.atoms import Meter
from artel.platform.ui.component import EMPTY, Html, join

FULL, BUSY = 100, 85


def show(block: BlockBody, asked: Asked) -> Content:
    """Return a line for each person; one statement."""
    parts = [_by_the_end(part_of(block, series, asked, is_grouped=True), series, asked) for series in block.counted]
    plan = block.plan or PlanBody()
    snapshot = parts[0].place.snapshot
    found = measure([*parts, plans_part(plan, asked, by=True)] if plan.section else parts)
    loads, names = _loads(found[: len(parts)])
    if not loads:
        return Content(body=nothing(_("Nobody has open work here.")))
    order = sorted(loads, key=lambda key: (-loads[key], names[key]))[: block.top]
    if plan.working_hours:
        norms = dict(hours_left([int(key) for key in order if key], asked, snapshot))
    elif plan.section:
        norms = dict(planned(found[-1], asked, snapshot).of_person)
    else:
        norms = dict.fromkeys(order, stated(plan, asked, snapshot))
    lines = (_line(block, parts, found, key, names[key], loads[key], norms.get(key, Decimal(0))) for key in order)
    return Content(body=format_html('<div class="a-versus">{}</div>', join(lines)))


def _by_the_end(part: Part, series: SeriesBody, asked: Asked) -> Part:
    """Return the part with all that is due by the end of the period, however long ago it was due."""
    until = f"{series.period} le {asked.period.last}" if series.period else ""
    return replace(part, text=every(series.filter, until, asked.choice.condition(series.person)))


def _loads(found: list[list[Measured]]) -> tuple[dict[str, Decimal], dict[str, str]]:
    loads: dict[str, Decimal] = {}
    names: dict[str, str] = {}
    for measured in found:
        for m in measured:
            key = m.key or ""
            loads[key] = loads.get(key, Decimal(0)) + m.value
            names[key] = m.label
    return loads, names


def _line(
    block: BlockBody,
    parts: list[Part],
    found: list[list[Measured]],
    key: str,
    label: str,
    load: Decimal,
    norm: Decimal,
) -> Html:
    first = parts[0]
    name = group_label(first.by, key or None, label, screen_display(first.place)) if first.by else ""
    percent = round(load / norm * 100) if norm else 0
    tone = "late" if percent > FULL else "soon" if percent > BUSY else ""
    said = told(first, load, "")
    text = f"{said} · {formats.percent(percent)}" if norm else said
    title = _("%(who)s: %(load)s of %(norm)s") % {"who": name, "load": said, "norm": told(first, norm, "")}
    return format_html(
        '<div class="a-versus-line"><span class="clip" title="{0}">{0}</span><span class="a-versus-bar">{1}</span>'
        '<span class="num{2}">{3}</span><span class="a-versus-parts small">{4}</span></div>',
        name,
        Meter(value=min(percent, 100), label=title, tone=tone) if norm else EMPTY,
        " late strong" if tone == "late" else " soft",
        text,
        join(_links(block, parts, found, key), " · "),
    )


def _links(block: BlockBody, parts: list[Part], found: list[list[Measured]], key: str) -> list[Html]:
    """Return what the load is made of, each a link to the records."""
    links: list[Html] = []
    for series, part, measured in zip(block.counted, parts, found, strict=False):
        own = [m for m in measured if (m.key or "") == key]
        if own and part.by is not None:
            url = list_url(part.place, every(part.text, of_group(part.by, key or None)))
            count = sum(m.count for m in own)
            label = series.label.label().text() if block.series else part.place.spec.label.text()
            links.append(format_html('<a href="{}">{} {}</a>', url, label, formats.number(count)))
    return links
