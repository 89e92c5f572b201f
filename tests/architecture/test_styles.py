"""Stylesheets: what a class looks like is said in one of them."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.architecture.tree import ROOT, files, shown, text

STYLES = ROOT / "frontend" / "src" / "styles"
LAID_OUT = re.compile(r"^ +\.(a-[\w-]+) \{[^}]*\b(?:display|grid-template-columns):", re.MULTILINE)


def test_one_stylesheet_lays_a_class_out() -> None:
    """Two would fight: the designer's three columns once took the place of the card's."""
    homes: dict[str, set[str]] = defaultdict(set)
    for path in (p for folder in ("components", "pages") for p in files("*.css", under=STYLES / folder)):
        for found in LAID_OUT.finditer(text(path)):
            homes[found[1]].add(shown(path))
    assert homes
    twice = {name: sorted(paths) for name, paths in homes.items() if len(paths) > 1}
    assert not twice
