"""Hooks of features before the write: derive values, refuse what can't be.

A feature's `rules.py` decorates functions with `derive("deals")`; they get the whole batch, so that a
rule that asks the database asks it once for all records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from artel.platform.records.drafts import Batch
from artel.platform.records.linking import settle_links

Rule = Callable[[Batch], None]
EVERY_SECTION = "*"
_rules: dict[str, list[Rule]] = defaultdict(list)
_verifications: list[Rule] = []
_examinations: list[Rule] = []


def derive(section: str = EVERY_SECTION) -> Callable[[Rule], Rule]:
    """Register a rule of one section, or of every section."""

    def register(rule: Rule) -> Rule:
        _rules[section].append(rule)
        return rule

    return register


def run_rules(batch: Batch) -> None:
    """Settle linked choices, run the general rules, then the section's own, in the order of registration."""
    settle_links(batch)
    for rule in (*_rules[EVERY_SECTION], *_rules[batch.section.key]):
        rule(batch)


def verify(rule: Rule) -> Rule:
    """Register a check of every section that is told together with the door's own: gates of stages."""
    _verifications.append(rule)
    return rule


def run_verifications(batch: Batch) -> None:
    """Run the checks of features beside those of the door."""
    for rule in _verifications:
        rule(batch)


def examine(rule: Rule) -> Rule:
    """Register a check of every section that looks at values as they will be written: after all rules and checks."""
    _examinations.append(rule)
    return rule


def run_examinations(batch: Batch) -> None:
    """Run the last checks; they are for a batch that nothing else refuses."""
    for rule in _examinations:
        rule(batch)
