"""A pipeline as a drawing: stages one below another, the way on between them, other ways in lanes at the sides.

Going on stands at the right, going back at the left; all ways to one stage share a lane, so that twelve stages with a
way to «Refusal» from each stay readable. From a stage that may be left for anywhere only the next one is drawn; it says
so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.designer.list_input import shown_label
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join

WIDTH, HEIGHT, GAP, LANE, EDGE = 252, 58, 24, 12, 8
LETTERS = 30
"""So many letters fit into a line of a stage."""
HUES = {"success": "won", "failure": "lost"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing(Component):
    """`stages` are bodies in order; `address` makes the link of a stage; `current` is the one that is shown beside.

    `wrong` are problems by the number of the stage.
    """

    stages: Sequence[Mapping[str, Any]]
    links: Mapping[str, str]
    label: Text
    current: str = ""
    wrong: Mapping[int, Sequence[Text]] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        ways = self._ways()
        forward = _lanes([(a, b) for a, b in ways if b > a + 1], is_forward=True)
        back = _lanes([(a, b) for a, b in ways if b < a], is_forward=False)
        left = EDGE + LANE * (max(back.values(), default=-1) + 1)
        total = left + WIDTH + LANE * (max(forward.values(), default=-1) + 1) + EDGE + 4
        height = len(self.stages) * (HEIGHT + GAP) - GAP + 2 * EDGE
        lines = [self._straight(a, left) for a, b in ways if b == a + 1]
        lines += [self._way(a, b, left, forward[b], is_forward=True) for a, b in ways if b > a + 1]
        lines += [self._way(a, b, left, back[b], is_forward=False) for a, b in ways if b < a]
        nodes = join(self._node(number, left) for number in range(len(self.stages)))
        return format_html(
            '<svg class="pipe" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}"><defs>'
            '<marker id="pipe-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path class="end" d="M1 1 7 4 1 7"/></marker></defs>{}{}</svg>',
            total,
            height,
            total,
            height,
            self.label,
            join(lines),
            nodes,
        )

    def _ways(self) -> list[tuple[int, int]]:
        places = {str(stage["key"]): number for number, stage in enumerate(self.stages)}
        found = []
        for number, stage in enumerate(self.stages):
            targets = [places[key] for key in stage.get("to", ()) if key in places and places[key] != number]
            if not targets and _is_open(stage) and number + 1 < len(self.stages):
                targets = [number + 1]
            found += [(number, target) for target in targets]
        return found

    def _straight(self, number: int, left: int) -> SafeString:
        x, y = left + WIDTH // 2, EDGE + number * (HEIGHT + GAP) + HEIGHT
        return self._path(f"M{x} {y}V{y + GAP - 2}", number, number + 1)

    def _way(self, source: int, target: int, left: int, lane: int, *, is_forward: bool) -> SafeString:
        start, end = (EDGE + n * (HEIGHT + GAP) + HEIGHT // 2 for n in (source, target))
        start, end = (start + 9, end - 9) if is_forward else (start - 9, end + 9)
        side = left + WIDTH if is_forward else left
        x = side + (lane + 1) * LANE if is_forward else side - (lane + 1) * LANE
        return self._path(f"M{side} {start}H{x}V{end}H{side + 2 if is_forward else side - 2}", source, target)

    def _path(self, drawn: str, source: int, target: int) -> SafeString:
        kind = str(self.stages[target].get("kind", "open"))
        touches = self.current in (str(self.stages[n]["key"]) for n in (source, target))
        css = f"edge is-{HUES[kind]}" if kind in HUES else "edge"
        given = attributes({"class": f"{css} is-on" if touches else css, "d": drawn})
        return format_html('<path{} marker-end="url(#pipe-end)"/>', given)

    def _node(self, number: int, left: int) -> SafeString:
        stage = self.stages[number]
        key, name = str(stage["key"]), shown_label(stage) or str(stage["key"])
        y = EDGE + number * (HEIGHT + GAP)
        is_current, wrong = key == self.current, self.wrong.get(number, ())
        facts = _facts(stage)
        said = join([_("Stage “%(name)s”") % {"name": name}, *facts, *wrong], ", ")
        css = f"node{' is-current' if is_current else ''}{' is-wrong' if wrong else ''}"
        hue = HUES.get(str(stage.get("kind", "open")), str(stage.get("hue", 1)))
        inside = format_html(
            '<title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="8"/>'
            '<circle class="hue-{}" cx="{}" cy="{}" r="4"/>{}{}',
            said,
            css,
            left,
            y,
            WIDTH,
            HEIGHT,
            hue,
            left + 15,
            y + 18,
            self._words(name, " · ".join(facts), left, y),
            format_html('<text class="bad" x="{}" y="{}">!</text>', left + WIDTH - 14, y + 22) if wrong else EMPTY,
        )
        link = self.links.get(key)
        if not link:
            return format_html("<g>{}</g>", inside)
        given = {"href": link, "aria-label": said, "aria-current": "true" if is_current else None}
        return format_html("<a{}>{}</a>", attributes(given), inside)

    def _words(self, name: str, facts: str, left: int, y: int) -> Html:
        lines = wrap(name, LETTERS) or [name]
        if len(lines) > 2 or (len(lines) == 2 and len(lines[1]) > LETTERS):
            lines = [lines[0], lines[1][: LETTERS - 1] + "…"]
        begin = y + 22 if len(lines) == 1 else y + 20
        names = join(
            format_html('<text x="{}" y="{}">{}</text>', left + 27, begin + 15 * n, line)
            for n, line in enumerate(lines)
        )
        below = begin + 15 * (len(lines) - 1) + (19 if len(lines) == 1 else 15)
        return join((names, format_html('<text class="s" x="{}" y="{}">{}</text>', left + 27, below, facts)))


def _lanes(ways: Sequence[tuple[int, int]], *, is_forward: bool) -> dict[int, int]:
    """Return a lane for every stage that ways lead to: the shortest runs nearest, lanes that do not meet are shared."""
    spans: dict[int, tuple[int, int]] = {}
    for source, target in ways:
        low, high = spans.get(target, (min(source, target), max(source, target)))
        spans[target] = (min(low, source, target), max(high, source, target))
    found: dict[int, int] = {}
    for target, (low, high) in sorted(spans.items(), key=lambda each: (each[1][1] - each[1][0], each[0])):
        taken = {lane for other, lane in found.items() if spans[other][0] <= high and low <= spans[other][1]}
        found[target] = next(lane for lane in range(len(spans)) if lane not in taken)
    return found


def _is_open(stage: Mapping[str, Any]) -> bool:
    return str(stage.get("kind", "open")) == "open"


def _facts(stage: Mapping[str, Any]) -> list[str]:
    """Return what a stage has beside its name, in few words."""
    found = []
    if days := stage.get("limit_days"):
        found.append(_("norm %(days)s d.") % {"days": days})
    steps, demands = len(stage.get("steps", ())), len(stage.get("enter", ())) + len(stage.get("leave", ()))
    if steps:
        found.append(ngettext("%(number)s step", "%(number)s steps", steps) % {"number": steps})
    if approvals := len(stage.get("approvals", ())):
        found.append(ngettext("%(number)s approval", "%(number)s approvals", approvals) % {"number": approvals})
    if demands:
        found.append(ngettext("%(number)s condition", "%(number)s conditions", demands) % {"number": demands})
    if stage.get("lock"):
        found.append(_("locked"))
    if stage.get("reasons"):
        found.append(_("reason"))
    if _is_open(stage) and not stage.get("to"):
        found.append(_("→ anywhere"))
    return found
