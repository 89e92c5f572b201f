"""A number: how many or how much, against the period before, as a link to the records; of several sections each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks.content import Content, part_of
from artel.platform.screens.dashboards.measuring import Measured, Part, measure
from artel.platform.screens.dashboards.narrowing import list_url
from artel.platform.screens.dashboards.showing import told_all
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Html, join


def show(block: BlockBody, asked: Asked) -> Content:
    """Return the number; one statement, the period before included."""
    parts = [part_of(block, series, asked) for series in block.counted]
    then = _earlier(asked) if block.compare else None
    earlier = [part_of(block, series, then) for series in block.counted] if then is not None else []
    found = measure([*parts, *earlier])
    now, before = found[: len(parts)], found[len(parts) :]
    urls = [list_url(part.place, part.text) for part in parts]
    is_one = len(parts) == 1
    compared = _compared(block, asked, then, earlier, now, before) if then is not None else EMPTY
    if is_one or all(part.number is None for part in parts):
        total = formats.number(sum(_count(each) for each in now)) if not is_one else told_all(parts[0], now[0])
        tone = " late" if block.tone == "late" and any(_count(each) for each in now) else ""
        big: Html = format_html('<span class="a-block-number{}">{}</span>', tone, total)
        if is_one:
            big = format_html('<a href="{}">{}</a>', urls[0], big)
    else:
        big = EMPTY
    lines = EMPTY if is_one else _lines(block, parts, now, urls)
    return Content(body=join((big, lines, compared)), url=urls[0] if is_one else "")


def _count(found: Sequence[Measured]) -> int:
    return sum(each.count for each in found)


def _lines(block: BlockBody, parts: Sequence[Part], now: Sequence[Sequence[Measured]], urls: Sequence[str]) -> Html:
    lines = (
        format_html(
            '<a href="{}"><span class="clip">{}</span><b>{}</b></a>',
            url,
            series.label.label().text(),
            told_all(part, each),
        )
        for series, part, each, url in zip(block.counted, parts, now, urls, strict=True)
    )
    return format_html('<div class="a-block-lines">{}</div>', join(lines))


def _earlier(asked: Asked) -> Asked:
    """Return the question about the period before, as many days of it as have passed of this one."""
    return asked.during(asked.period.before().as_long(asked.period.passed(asked.today)))


def _compared(
    block: BlockBody,
    asked: Asked,
    then: Asked,
    earlier: Sequence[Part],
    now: Sequence[Sequence[Measured]],
    before: Sequence[Sequence[Measured]],
) -> Html:
    """Return «+12 % against 1–22 Oct: 34», where the sums are of one currency; else only what there was."""
    sums, were = [m for each in now for m in each], [m for each in before for m in each]
    was = " + ".join(told_all(part, each) for part, each in zip(earlier, before, strict=True))
    days = then.period.days(asked.today)
    said = _("%(days)s: %(value)s") % {"days": days, "value": was}
    words: Html = format_html('<span class="muted">{}</span>', said)
    if len(earlier) == 1:
        words = format_html('<a class="muted" href="{}">{}</a>', list_url(earlier[0].place, earlier[0].text), said)
    is_one_currency = len({m.currency for m in (*sums, *were)}) == 1
    base = sum((m.value for m in were), Decimal(0))
    change = EMPTY
    if is_one_currency and base > 0:
        grown = (sum((m.value for m in sums), Decimal(0)) - base) / base * 100
        is_good = (grown > 0) != (block.tone == "late")
        tone = "muted" if round(grown) == 0 else "good" if is_good else "late"
        sign = "+" if round(grown) > 0 else ""
        change = format_html('<b class="{}">{}{}</b> ', tone, sign, formats.percent(round(grown)))
    return format_html('<p class="a-block-change small">{}{}</p>', change, words)
