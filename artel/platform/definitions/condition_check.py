"""Checks the conditions that stand in definitions."""

from __future__ import annotations

from collections.abc import Iterable

from artel.platform.conditions.checking import check
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import SectionSpec, Snapshot


def condition_problems(
    document: Document, path: str, text: str, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield what is wrong with a `$filter` text; an empty text is no condition and right."""
    if not text.strip():
        return
    for found in check(text, spec, snapshot):
        yield problem(document, path, found.code, found.message)
