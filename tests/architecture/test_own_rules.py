"""Every own rule is proven on its samples, then holds for the whole tree."""

from __future__ import annotations

import pytest

from tests.architecture.rules import RULES, Rule
from tests.architecture.tree import PACKAGE, ROOT, files, shown, text

BINARY = (".png", ".ico", ".woff2", ".pyc", ".mo", ".gz", ".jpg", ".svg", ".xlsx", ".xls", ".ods")
everything = [
    path
    for folder in (PACKAGE, ROOT / "frontend" / "src")
    for path in files("*", under=folder)
    if not path.name.endswith(BINARY)
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_knows_bad_from_good(rule: Rule) -> None:
    for sample in rule.bad:
        assert list(rule.finds(sample)), f"should be found: {sample}"
    for sample in rule.good:
        assert not list(rule.finds(sample)), f"should be left alone: {sample}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    found = [
        f"{shown(path)}:{line}" for path in everything if rule.applies(shown(path)) for line in rule.finds(text(path))
    ]
    assert not found, f"{rule.why}\n" + "\n".join(found)
