"""Checks computed fields and rollups: each by itself, and that none follows from itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem
from artel.platform.formulas.graph import cycles
from artel.platform.formulas.reading import read_field
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import SectionSpec, Snapshot

WRITTEN_BY_NOBODY = ("required", "unique", "default")


def derived_problems(
    document: Document, spec: SectionSpec, key: str, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield what is wrong with a derived field whose options have their form."""
    for fact in WRITTEN_BY_NOBODY:
        if document.body.get(fact) not in (None, False):
            message = _("“%(fact)s” does not go with a field that nobody fills in.") % {"fact": fact}
            yield problem(document, fact, "bad_option", message)
    for fault in read_field(spec, spec.fields[key], snapshot)[1]:
        yield problem(document, f"options.{fault.option}", fault.problem.code, fault.problem.message)


def cycle_problems(snapshot: Snapshot, documents: Sequence[Document]) -> Iterable[DefinitionProblem]:
    """Yield a problem for each ring of derived fields that follow from themselves, with the way round."""
    by_key = {d.key: d for d in documents if d.kind == "field"}
    for ring in cycles(snapshot):
        first = by_key.get(ring[0].name)
        if first is not None:
            way = " → ".join(derived.name for derived in ring)
            message = _("The field follows from itself: %(way)s.") % {"way": way}
            yield problem(first, "options", "cycle", message)
