"""A funnel: how many of the period's records came to each stage, how many to the next, and why the rest were lost.

The cohort is the records that the period chooses (those created in it, say), whatever became of them since.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks.content import Content, nothing, part_of
from artel.platform.screens.dashboards.measuring import Measured, Part, field_of, measure
from artel.platform.screens.dashboards.narrowing import every, list_url, of_group
from artel.platform.screens.dashboards.showing import group_label, told_all
from artel.platform.screens.display import hue_of, screen_display
from artel.platform.screens.reading.reached import has_reached, way_of
from artel.platform.sections.pipelines import PipelineSpec, StageKind, StageSpec
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Html, join

MOST_REASONS = 4


def show(block: BlockBody, asked: Asked) -> Content:
    """Return the funnel; one statement for all stages and the reasons."""
    whole = part_of(block, block.counted[0], asked)
    pipeline = whole.place.spec.pipeline(block.pipeline)
    way = way_of(pipeline) if pipeline else ()
    if pipeline is None or not way:
        return Content(body=nothing(_("The section has no pipeline any more.")))
    whole = replace(whole, text=every(whole.text, f"pipeline eq '{pipeline.key}'"))
    parts = [replace(whole, also=has_reached(whole.place.spec, pipeline, stage)) for stage in way]
    lost = _lost(whole, pipeline)
    found = measure([*parts, lost] if lost is not None else parts)
    counts = [sum(m.count for m in each) for each in found[: len(way)]]
    if not counts[0]:
        return Content(body=nothing(), url=list_url(whole.place, whole.text))
    narrow = _narrowest(counts)
    bars = join(_bar(whole, pipeline, way, counts, found, n, is_narrow=n == narrow) for n in range(len(way)))
    said = _words(whole, way, counts, narrow)
    reasons = _reasons(lost, found[-1]) if lost is not None else EMPTY
    note = _("to the end %(percent)s") % {"percent": formats.percent(round(counts[-1] / counts[0] * 100))}
    body = join((format_html('<div class="a-funnel">{}</div>', bars), said, reasons))
    return Content(body=body, note=note, url=list_url(whole.place, whole.text))


def _narrowest(counts: list[int]) -> int:
    """Return the place of the stage to which the smallest share came from the one before; 0 when all came."""
    shares = {n: counts[n] / counts[n - 1] for n in range(1, len(counts)) if counts[n - 1]}
    worst = min(shares, key=lambda n: shares[n], default=0)
    return worst if worst and shares[worst] < 1 else 0


def _bar(
    whole: Part,
    pipeline: PipelineSpec,
    way: tuple[StageSpec, ...],
    counts: list[int],
    found: list[list[Measured]],
    number: int,
    *,
    is_narrow: bool,
) -> Html:
    stage, count = way[number], counts[number]
    before = counts[number - 1] if number else 0
    share = formats.percent(round(count / before * 100)) if before else ""
    size = f" · {told_all(whole, found[number])}" if whole.number is not None and count else ""
    return format_html(
        '<a class="hue-{}" href="{}"><span class="clip" title="{}">{}</span>'
        '<i data-controller="vars" data-vars="v:{}"><b>{}{}</b></i><span class="num{}">{}</span></a>',
        hue_of(stage),
        list_url(whole.place, whole.text, reached=f"{pipeline.key}.{stage.key}"),
        stage.label.text(),
        stage.label.text(),
        round(count / counts[0] * 100, 1),
        formats.number(count),
        size,
        " late strong" if is_narrow else " muted",
        share,
    )


def _words(whole: Part, way: tuple[StageSpec, ...], counts: list[int], narrow: int) -> Html:
    if not narrow:
        return EMPTY
    said = _("The narrowest place: %(from)s → %(to)s, %(number)s of %(all)s went on.") % {
        "from": way[narrow - 1].label.text(),
        "to": way[narrow].label.text(),
        "number": formats.number(counts[narrow]),
        "all": formats.number(counts[narrow - 1]),
    }
    return format_html('<p class="a-block-change small soft">{}</p>', said)


def _lost(whole: Part, pipeline: PipelineSpec) -> Part | None:
    """Return the records that ended in failure, by their reasons where stages ask for one that the actor may see."""
    ends = [s for s in pipeline.stages if s.kind is StageKind.FAILURE]
    if not ends:
        return None
    failed = " or ".join(f"stage eq '{s.key}'" for s in ends)
    asked_for = {s.reasons.field for s in ends if s.reasons is not None}
    key = next(iter(asked_for)) if len(asked_for) == 1 else ""
    by: FieldSpec | None = field_of(whole.place, key) if key in whole.place.fields else None
    return replace(whole, text=every(whole.text, failed), by=by)


def _reasons(lost: Part, found: list[Measured]) -> Html:
    count = sum(m.count for m in found)
    if not count:
        return EMPTY
    display = screen_display(lost.place)
    counts: dict[str | None, tuple[int, str]] = {}
    for m in found:
        counts[m.key] = (counts.get(m.key, (0, ""))[0] + m.count, m.label)
    links: list[Html] = []
    if lost.by is not None:
        for key, (number, label) in sorted(counts.items(), key=lambda item: -item[1][0])[:MOST_REASONS]:
            url = list_url(lost.place, every(lost.text, of_group(lost.by, key)))
            name = group_label(lost.by, key, label, display)
            links.append(format_html('<a href="{}">{} {}</a>', url, name, formats.number(number)))
    head = format_html(
        '<a href="{}">{}</a>', list_url(lost.place, lost.text), _("Lost: %(n)s") % {"n": formats.number(count)}
    )
    return format_html(
        '<p class="a-lost-why small">{}{}</p>', head, format_html(" · {}", join(links, " · ")) if links else EMPTY
    )
