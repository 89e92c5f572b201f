"""Taking a pack out of force: what it declared is retired, what it amended is as if it had never spoken of it.

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
from artel.platform.definitions.consequences.stranding import Moves
from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.overlays.merging import ABSENT, Side
from artel.platform.definitions.overlays.resolving import Conflict, Decisions
from artel.platform.definitions.planning import Plan, make_plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused, DefinitionProblem, NotFound
from artel.platform.packs.demo.removing import remove_demo
from artel.platform.packs.installing import BASE
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.reading import Pack, read_pack
from artel.platform.packs.words.collecting import Collected
from artel.platform.packs.words.joining import Words
from artel.platform.packs.words.standing import Standing, requirements_in_force

PARTS_OF_A_SECTION = ("field", "view", "layout", "duplicates", "search_time")


@dataclass(frozen=True, slots=True)
class Removal:
    """`plan` takes the pack out of force; `problems` name everything that stands on it: then nothing is removed."""

    pack: str
    plan: Plan
    problems: tuple[DefinitionProblem, ...]


def plan_removal(key: str, *, decisions: Decisions | None = None, moves: Moves | None = None) -> Removal:
    """Plan the removal of a pack in force; writes nothing. Raises NotFound when it is not in force.

    `decisions` say whose word holds where it was this pack that decided between others, `moves` where records go whose
    stage goes with it.
    """
    if not InstalledPack.objects.filter(key=key).exists():
        raise NotFound(_("The pack “%(key)s” is not in force.") % {"key": key})
    stored = stored_documents()
    standing = Standing.in_force()
    words = Collected(stored, standing)
    words.drop(key)
    # A version before 0.2 kept one word alone: what this pack said again of a thing stands over what is shipped.
    beneath = [pack for pack in _shipped() if standing.on(key, pack.key)]
    problems = list(words.read(beneath, ()))
    documents = []
    for each in words.touched():
        document, found = each.joined(decisions)
        problems.extend((*found, *(contest.as_problem() for contest in each.contests)))
        documents.append(document or _gone(each))
    # What the company changed of the pack's items goes with them; the plan shows each as it is now.
    plan = make_plan((d for d in documents if d is not None), decisions=Going(), moves=moves)
    owners = {(d.kind, d.key): d.owner for d in stored}
    problems = [
        *_dependants(key),
        *problems,
        *(_with_owner(p, owners) for p in plan.problems),
        *_parts_of_strangers(plan, key),
        *plan.questions,
    ]
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


class Going(Decisions):
    """What goes with a pack goes whatever the company changed of it; in what stays the company's value holds."""

    def of(self, conflict: Conflict) -> Side | None:
        """Return the side to take."""
        return Side.THEIRS if conflict.clash.theirs is ABSENT else Side.OURS


def _shipped() -> list[Pack]:
    in_force = set(InstalledPack.objects.values_list("key", flat=True))
    return [read_pack(shipped_pack(name)) for name in shipped_packs() if name in in_force]


def _gone(words: Words) -> Document | None:
    present = words.present
    if present is None or (present.is_retired and present.base is None):
        return None
    return replace(present, base=None, layers=(), is_retired=True)


def _dependants(key: str) -> Iterator[DefinitionProblem]:
    if key == BASE:
        yield DefinitionProblem(code="is_base", message=_("The base pack holds the product itself and stays."))
    for other, names in requirements_in_force().items():
        if key in names:
            message = _("The pack “%(other)s” requires it; remove that one first.") % {"other": other}
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
            message = _("It belongs to the section “%(section)s”, which would go.") % {"section": section}
            path = f"{document.kind} {document.key} ({document.owner})"
            yield DefinitionProblem(code="is_used", message=message, path=path)


def _alive(documents: Iterable[Document]) -> Iterator[Document]:
    return (document for document in documents if not document.is_retired)
