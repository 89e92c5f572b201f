"""Plan and fact: a number, or each person's, against what should be; the tick is where one should be today."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody, PlanBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks.content import Content, nothing, part_of
from artel.platform.screens.dashboards.measuring import Measured, Part, measure
from artel.platform.screens.dashboards.narrowing import every, list_url, of_group
from artel.platform.screens.dashboards.showing import group_label, told
from artel.platform.screens.dashboards.targets import Targets, planned, plans_part, share_by, stated
from artel.platform.screens.display import screen_display
from artel.platform.sections.spec import Kind
from artel.platform.ui import formats
from artel.platform.ui.atoms import Meter
from artel.platform.ui.component import EMPTY, Html, join

WORRY = 10
"""Percent behind what should be by today, from which the bar is of the colour of worry."""


@dataclass(frozen=True, slots=True)
class _Row:
    key: str | None
    label: str
    fact: Decimal
    plan: Decimal


def show(block: BlockBody, asked: Asked) -> Content:
    """Return fact and plan; one statement for both."""
    part = part_of(block, block.counted[0], asked, is_grouped=bool(block.by))
    plan = block.plan or PlanBody()
    parts = [part, plans_part(plan, asked, by=bool(block.by))] if plan.section else [part]
    found = measure(parts)
    targets = planned(found[1], asked, part.place.snapshot) if plan.section else _same(plan, part, asked)
    currency = targets.currency or _currency(part, found[0])
    facts = [m for m in found[0] if m.currency == currency]
    others = [m for m in found[0] if m.currency != currency]
    url = list_url(part.place, part.text)
    at = share_by(asked, part.place.snapshot) * 100
    if part.by is None:
        row = _Row(None, "", sum((m.value for m in facts), Decimal(0)), targets.whole or targets.each)
        return Content(body=join((_one(part, row, currency, at, url), _beside(part, others))), url=url)
    rows = _rows(part, facts, found[1] if plan.section else [], targets)[: block.top]
    if not rows:
        return Content(body=nothing(), url=url)
    lines = join(_line(part, row, currency, at) for row in rows)
    note = _("by days it should be %(percent)s") % {"percent": formats.percent(round(at))} if 0 < at < 100 else ""
    return Content(
        body=join((format_html('<div class="a-versus">{}</div>', lines), _beside(part, others))), note=note, url=url
    )


def _same(plan: PlanBody, part: Part, asked: Asked) -> Targets:
    value = stated(plan, asked, part.place.snapshot)
    return Targets(each=value)


def _currency(part: Part, found: list[Measured]) -> str:
    number = part.number
    if number is None or number.kind is not Kind.MONEY:
        return ""
    sizes = sorted(found, key=lambda m: -m.value)
    return sizes[0].currency if sizes else str(number.options.get("currency", "RUB"))


def _rows(part: Part, facts: list[Measured], plans: list[Measured], targets: Targets) -> list[_Row]:
    """Return a row for each person with a fact or a plan, those with the greatest plan first."""
    display = screen_display(part.place)
    names = {m.split: m.split_label for m in plans} | {m.key: m.label for m in facts}
    done = {m.key: m.value for m in facts}
    rows = []
    for key, label in names.items():
        if part.by is not None and (done.get(key) or targets.of(key or "")):
            name = group_label(part.by, key, label, display)
            rows.append(_Row(key, name, done.get(key, Decimal(0)), targets.of(key or "")))
    return sorted(rows, key=lambda row: (-row.plan, -row.fact, row.label))


def _percent(row: _Row) -> int:
    return round(row.fact / row.plan * 100) if row.plan else 0


def _tone(percent: int, at: float) -> str:
    return "late" if percent < at - WORRY else ""


def _line(part: Part, row: _Row, currency: str, at: float) -> Html:
    percent = _percent(row)
    text = every(part.text, of_group(part.by, row.key) if part.by else "")
    said = _("%(fact)s of %(plan)s") % {
        "fact": told(part, row.fact, currency),
        "plan": told(part, _whole(part, row.plan), currency),
    }
    meter = Meter(value=percent, label=f"{row.label}: {said}", at=at, tone=_tone(percent, at)) if row.plan else EMPTY
    return format_html(
        '<a href="{}"><span class="clip" title="{}">{}</span><span class="a-versus-bar">{}</span>'
        '<span class="num soft">{}{}</span></a>',
        list_url(part.place, text),
        row.label,
        row.label,
        meter,
        said if row.plan else told(part, row.fact, currency),
        f" · {formats.percent(percent)}" if row.plan else "",
    )


def _one(part: Part, row: _Row, currency: str, at: float, url: str) -> Html:
    percent = _percent(row)
    plan = told(part, _whole(part, row.plan), currency)
    label = _("%(fact)s of %(plan)s") % {"fact": told(part, row.fact, currency), "plan": plan}
    should = _("%(percent)s, by days it should be %(at)s") % {
        "percent": formats.percent(percent),
        "at": formats.percent(round(at)),
    }
    return format_html(
        '<a href="{}"><span class="a-block-number">{}</span> <span class="muted">{}</span></a>'
        '<span class="a-versus-bar">{}</span><p class="a-block-change small soft">{}</p>',
        url,
        told(part, row.fact, currency),
        _("of %(plan)s") % {"plan": plan},
        Meter(value=percent, label=label, at=at, tone=_tone(percent, at)),
        should,
    )


def _whole(part: Part, value: Decimal) -> Decimal:
    """Plans of a part of a month are told in whole numbers."""
    return value.quantize(Decimal(1))


def _beside(part: Part, others: list[Measured]) -> Html:
    """Return the sums of other currencies than the plan's: they are no part of it."""
    sums: dict[str, Decimal] = {}
    for m in others:
        sums[m.currency] = sums.get(m.currency, Decimal(0)) + m.value
    if not sums:
        return EMPTY
    said = ", ".join(told(part, value, code) for code, value in sums.items())
    return format_html('<p class="small muted">{}</p>', _("Beside the plan: %(sums)s") % {"sums": said})
