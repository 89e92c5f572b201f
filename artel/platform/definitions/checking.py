"""Checks a whole configuration as it would be: every problem at once, nothing changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from artel.platform.definitions.building import build_snapshot
from artel.platform.definitions.derived_check import cycle_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import definition_kinds, problem
from artel.platform.definitions.wording import form_problems
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import Snapshot

WARN_COLUMNS, MAX_COLUMNS = 300, 800
"""PostgreSQL allows about 1,600 columns and dropped ones still count."""


def check_documents(revision: int, documents: Sequence[Document]) -> tuple[Snapshot | None, list[DefinitionProblem]]:
    """Return the snapshot that the documents make together and all problems.

    The snapshot is None when some body does not even have its form; then references are not checked.
    """
    problems = [p for d in documents for p in _form_problems(d)]
    if problems:
        return None, problems
    snapshot = build_snapshot(revision, documents)
    for document in documents:
        if document.is_retired:
            continue
        kind = definition_kinds.get(document.kind)
        body = kind.body.model_validate(document.body)
        problems.extend(kind.check(document, body, snapshot))
    problems.extend(_column_problems(snapshot))
    problems.extend(cycle_problems(snapshot, documents))
    return snapshot, problems


def _form_problems(document: Document) -> Iterable[DefinitionProblem]:
    kind = definition_kinds.find(document.kind)
    if kind is None:
        message = _("There is no kind of definition “%(kind)s”.") % {"kind": document.kind}
        yield problem(document, "", "unknown_kind", message)
        return
    try:
        kind.body.model_validate(document.body)
    except ValidationError as error:
        for found in form_problems(error):
            yield problem(document, found.path, found.code, found.message)


def _column_problems(snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    for spec in snapshot.sections.values():
        if len(spec.fields) > MAX_COLUMNS:
            message = _("The section has %(number)s fields; more than %(limit)s are refused.")
            data = {"number": len(spec.fields), "limit": MAX_COLUMNS}
            yield DefinitionProblem(code="too_many_fields", message=message % data, path=f"section {spec.key}")
