"""The report in numbers: what became of rows, and of records by section. Plain JSON, added up chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from artel.platform.exchange.planning.plans import Act, Level, RowPlan
from artel.platform.exchange.reading.header import Skipped

ROWS = ("rows", "create", "update", "keep", "similar", "error", "skipped", "left_out")


def empty_counts() -> dict[str, Any]:
    """Return the report of nothing."""
    return {**dict.fromkeys(ROWS, 0), "warnings": 0, "codes": {}, "sections": {}}


def add_rows(counts: dict[str, Any], plans: Iterable[RowPlan], main: str) -> None:
    """Add rows to the report. A row counts once, by what becomes of its main record."""
    for plan in plans:
        counts["rows"] += 1
        for finding in plan.findings:
            counts["warnings"] += finding.level is Level.WARNING
            counts["codes"][finding.code] = counts["codes"].get(finding.code, 0) + 1
        counts[_outcome(plan, main)] += 1
        if plan.is_refused or plan.is_skipped:
            continue
        for alias, mention in plan.mentions.items():
            its = counts["sections"].setdefault(alias, {"create": 0, "update": 0, "keep": 0})
            its[_act(mention.act, is_same=mention.twin is not None or mention.is_unchanged)] += 1


def _act(act: Act, *, is_same: bool) -> str:
    return Act.KEEP.value if is_same else act.value


def _outcome(plan: RowPlan, main: str) -> str:
    if plan.is_skipped:
        return "skipped"
    if plan.is_waiting:
        return "similar"
    if plan.is_refused:
        return "error"
    mention = plan.mentions.get(main)
    if mention is None:
        return "keep"
    return _act(mention.act, is_same=mention.twin is not None or mention.is_unchanged)


def add_left_out(counts: dict[str, Any], skipped: Iterable[tuple[int, Skipped]]) -> None:
    """Note the rows under the header that are no records: totals, repeated headers, subtitles."""
    counts["left_out"] = sum(1 for _row in skipped)


def loadable(counts: Mapping[str, Any]) -> int:
    """Return how many rows would be loaded."""
    return int(counts.get("create", 0)) + int(counts.get("update", 0)) + int(counts.get("keep", 0))
