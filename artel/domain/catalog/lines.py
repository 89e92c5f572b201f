"""Whose lines the picker fills: a feature with lines of products registers its section here."""

from __future__ import annotations

from dataclasses import dataclass

from artel.platform.kernel.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTarget:
    """A section whose records have lines of products.

    `lines` is the detail section; it has `product`, `quantity`, `price`, `discount` and `currency`, and the reference
    `pointer` to the record.
    """

    section: str
    lines: str
    pointer: str


line_targets: Registry[LineTarget] = Registry("lines of products")


def add_line_target(target: LineTarget) -> LineTarget:
    """Register a section; raises ValueError when it is there already."""
    return line_targets.add(target.section, target)
