"""Taking a pack out of force: its definitions are retired, what it took over goes back to the pack beneath.

Two steps: now everything of the pack disappears from sight; tables and columns are dropped after a month by a job, and
until then applying the pack again brings them back with their values. Its demo data goes when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.applying import apply_plan
from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import Revision
from artel.platform.definitions.overlays.merging import Side
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.definitions.planning import Plan, make_plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused, DefinitionProblem, NotFound
from artel.platform.packs.demo.removing import remove_demo
from artel.platform.packs.installing import BASE
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import PackNotFound, shipped_pack
from artel.platform.packs.planning import requirements_in_force, stands_on
from artel.platform.packs.reading import read_pack

PARTS_OF_A_SECTION = ("field", "view", "layout", "duplicates")


@dataclass(frozen=True, slots=True)
class Removal:
    """`plan` takes the pack out of force; `problems` name everything that stands on it: then nothing is removed."""

    pack: str
    plan: Plan
    problems: tuple[DefinitionProblem, ...]


def plan_removal(key: str) -> Removal:
    """Plan the removal of a pack in force; writes nothing. Raises NotFound when it is not in force."""
    if not InstalledPack.objects.filter(key=key).exists():
        raise NotFound(_("The pack «%(key)s» is not in force.") % {"key": key})
    stored = stored_documents()
    owned = [d for d in stored if d.owner == key and not (d.is_retired and d.base is None)]
    beneath = _words_beneath(key)
    documents = [_without(document, beneath.get(document.identity)) for document in owned]
    # What the company changed of the pack's items goes with them; the plan shows each as it is now.
    plan = make_plan(documents, decisions=Decisions(otherwise=Side.THEIRS))
    owners = {(d.kind, d.key): d.owner for d in stored}
    problems = [*_dependants(key), *(_with_owner(p, owners) for p in plan.problems), *_parts_of_strangers(plan, key)]
    return Removal(key, plan, tuple(problems))


def apply_removal(removal: Removal, *, actor: Actor, demo: bool = False) -> int:
    """Remove what was planned; with `demo` its demo records for good too. Return how many records went.

    Raises ConfigurationRefused with all that stands on the pack; then nothing has changed.
    """
    if removal.problems:
        raise ConfigurationRefused(removal.problems)

    def forget() -> None:
        InstalledPack.objects.filter(key=removal.pack).delete()

    with transaction.atomic() if demo else nullcontext():
        # While its sections are still there.
        gone = remove_demo(removal.pack, actor=actor) if demo else 0
        apply_plan(removal.plan, actor=actor, note=f"-{removal.pack}", together=forget)
    return gone


def _words_beneath(pack: str) -> dict[tuple[str, str], Document]:
    """Return the word of the packs that this one stands on about each item, as shipped today where it is shipped."""
    requires = requirements_in_force()
    beneath = {other for other in requires if stands_on(pack, other, requires)}
    said: dict[tuple[str, str], Document] = {}
    for changes in Revision.objects.order_by("number").values_list("changes", flat=True).iterator(chunk_size=50):
        for change in changes:
            if change["owner"] in beneath and change["after"] is not None:
                word = Document(kind=change["kind"], key=change["key"], owner=change["owner"], body=change["after"])
                said[word.identity] = word
    shipped = {d.identity: d for other in beneath for d in _shipped(other) if not d.is_retired}
    return {i: shipped[i] if i in shipped and shipped[i].owner == word.owner else word for i, word in said.items()}


def _shipped(pack: str) -> list[Document]:
    try:
        return read_pack(shipped_pack(pack)).documents
    except PackNotFound:
        return []


def _without(document: Document, beneath: Document | None) -> Document:
    if beneath is None:
        return replace(document, base=None, is_retired=True)
    # Without a local change there is nothing to merge, and the owner changes even when the words are the same.
    return replace(beneath, is_exact=document.base is None)


def _dependants(key: str) -> Iterator[DefinitionProblem]:
    if key == BASE:
        yield DefinitionProblem(code="is_base", message=_("The base pack holds the product itself and stays."))
    for other, names in requirements_in_force().items():
        if key in names:
            message = _("The pack «%(other)s» requires it; remove that one first.") % {"other": other}
            yield DefinitionProblem(code="is_required", message=message, path=f"pack {other}")


def _with_owner(found: DefinitionProblem, owners: dict[tuple[str, str], str]) -> DefinitionProblem:
    kind, _space, rest = found.path.partition(" ")
    owner = owners.get((kind, rest.partition(":")[0]))
    return replace(found, path=f"{found.path} ({owner})") if owner else found


def _parts_of_strangers(plan: Plan, key: str) -> Iterator[DefinitionProblem]:
    """Yield what others made within sections that would go."""
    if plan.after is None:
        return
    gone = {s.key for s in plan.after.sections.values() if s.retired and s.owner == key}
    for document in _alive(plan.documents):
        section = document.key.partition(".")[0]
        if section in gone and document.kind in PARTS_OF_A_SECTION and document.owner != key:
            message = _("It belongs to the section «%(section)s», which would go.") % {"section": section}
            path = f"{document.kind} {document.key} ({document.owner})"
            yield DefinitionProblem(code="is_used", message=message, path=path)


def _alive(documents: Iterable[Document]) -> Iterator[Document]:
    return (document for document in documents if not document.is_retired)
