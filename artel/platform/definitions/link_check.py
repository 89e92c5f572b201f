"""Checks linked choices: the field above is there, nobody stands above himself, every parent is a value above."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.linked import LINKED, PARENT, chain_above
from artel.platform.sections.spec import FieldSpec, SectionSpec, Snapshot

MOST_TOLD = 10


def linked_problems(
    document: Document, field: FieldSpec, section: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield what is wrong with a linked choice and its list."""
    named = field.options.get(PARENT)
    if not named:
        return
    upper = section.field(str(named))
    path = f"options.{PARENT}"
    if upper is None or upper.type not in (LINKED, "choice"):
        alone = _("«%(key)s» is no choice of this section: only a choice can stand above a linked one.")
        yield problem(document, path, "bad_parent", alone % {"key": named})
        return
    chain = chain_above(section, field)
    last = chain[-1].options.get(PARENT)
    if last and any(f.key == last for f in (field, *chain)):
        circle = " → ".join(f.key for f in (field, *chain))
        message = _("The linked choices stand in a circle: %(circle)s.") % {"circle": f"{circle} → {last}"}
        yield problem(document, path, "cycle", message)
        return
    yield from _strangers(document, field, chain, snapshot)


def _strangers(
    document: Document, field: FieldSpec, chain: Iterable[FieldSpec], snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    lookup = snapshot.lookups.get(field.lookup or "")
    uppers = [found for f in chain if (found := snapshot.lookups.get(f.lookup or ""))]
    if lookup is None or not uppers:
        return
    told = 0
    for value in lookup.values.values():
        if value.parent is None or any(value.parent in upper.values for upper in uppers):
            continue
        told += 1
        if told > MOST_TOLD:
            return
        message = _("Lookup «%(lookup)s»: the value «%(value)s» hangs on «%(parent)s», which no list above has.")
        data = {"lookup": lookup.key, "value": value.key, "parent": value.parent}
        yield problem(document, "lookup", "unknown_parent", message % data)
