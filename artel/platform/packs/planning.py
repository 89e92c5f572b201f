"""One or several packs → one Plan: what they stand on comes first, a later pack's word wins over an earlier one's.

A pack that requires another may restate its definitions (a pipeline, a layout): it then owns them, and the
other pack, applied again, leaves them alone. What the company changed is met by a merge, see
`definitions.overlays`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.applying import apply_plan
from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.documents import LOCAL, Document
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.definitions.planning import Plan, make_plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused, DefinitionProblem
from artel.platform.packs.manifest import Requirement
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import PackNotFound, find_pack
from artel.platform.packs.reading import Pack, read_pack


@dataclass(frozen=True, slots=True)
class PacksPlan:
    """`packs` in the order of applying; `problems` are those of the files and of the configuration together.

    `plan` is None when the files could not be read: then nothing can be said of the whole.
    """

    packs: tuple[Pack, ...]
    plan: Plan | None
    problems: tuple[DefinitionProblem, ...]

    @property
    def is_empty(self) -> bool:
        """True when applying would change nothing that is in force."""
        return self.plan is not None and self.plan.is_empty

    @property
    def refusals(self) -> tuple[DefinitionProblem, ...]:
        """All that stands in the way of applying: problems, and conflicts that nobody has decided."""
        waiting = () if self.plan is None or self.plan.keeps_undecided else self.plan.conflicts
        return (*self.problems, *(conflict.as_problem() for conflict in waiting))


def plan_packs(
    folders: Sequence[Path], *, is_upgrade_only: bool = False, decisions: Decisions | None = None
) -> PacksPlan:
    """Plan the packs in `folders` with all that they require. Reads files and the database, writes nothing.

    What a required pack says is taken only if its files changed since it was last applied; with `is_upgrade_only`
    that holds for the named packs too, and conflicts with what the company changed wait for a decision while all else
    is applied.
    """
    named = {folder.resolve() for folder in folders}
    packs, problems = _with_required(folders)
    problems.extend(p for pack in packs for p in pack.problems)
    if problems:
        return PacksPlan(tuple(packs), None, tuple(problems))
    applied = dict(InstalledPack.objects.values_list("key", "digest"))
    wanted = [
        pack for pack in packs if applied.get(pack.key) != pack.digest or (pack.folder in named and not is_upgrade_only)
    ]
    documents, problems = _merged(wanted)
    plan = make_plan(documents, decisions=replace(decisions or Decisions(), keeps_undecided=is_upgrade_only))
    return PacksPlan(tuple(wanted), plan, (*problems, *plan.problems))


def apply_packs(planned: PacksPlan, *, actor: Actor) -> Plan:
    """Apply what was planned and write down which packs are in force now.

    Raises ConfigurationRefused with all problems; then nothing has changed.
    """
    if planned.refusals or planned.plan is None:
        raise ConfigurationRefused(planned.refusals)
    note = ", ".join(f"{p.key} {p.manifest.version}" for p in planned.packs if p.manifest)

    def write_down() -> None:
        for pack in planned.packs:
            _write_down(pack)

    return apply_plan(planned.plan, actor=actor, note=note, together=write_down)


def _write_down(pack: Pack) -> None:
    if pack.manifest is None:
        return
    manifest = pack.manifest.model_dump(mode="json", exclude_defaults=True, exclude={"key", "version"})
    InstalledPack.objects.update_or_create(
        key=pack.key,
        defaults={
            "version": pack.manifest.version,
            "digest": pack.digest,
            "manifest": manifest,
            "applied_at": timezone.now(),
        },
    )


def _with_required(folders: Sequence[Path]) -> tuple[list[Pack], list[DefinitionProblem]]:
    """Return the packs, each after what it requires; a circle or a missing pack is a problem."""
    done: dict[Path, Pack] = {}
    problems: list[DefinitionProblem] = []

    def visit(folder: Path, above: tuple[Path, ...]) -> None:
        if folder in done:
            return
        pack = read_pack(folder)
        for requirement in pack.manifest.requirements if pack.manifest else ():
            try:
                needed = find_pack(requirement.pack, beside=(folder.parent,)).resolve()
            except PackNotFound as error:
                problems.append(_manifest_problem(pack, "pack_not_found", str(error)))
                continue
            if needed in (*above, folder):
                message = _("The packs require each other in a circle: %(names)s.")
                names = " → ".join(p.name for p in (*above, folder, needed))
                problems.append(_manifest_problem(pack, "circle", str(message % {"names": names})))
                continue
            visit(needed, (*above, folder))
        done[folder] = pack

    for folder in folders:
        visit(folder.resolve(), ())
    return list(done.values()), [*problems, *_version_problems(list(done.values()))]


def _version_problems(packs: Sequence[Pack]) -> Iterator[DefinitionProblem]:
    """Yield what does not fit: a pack too old or too new for one that is to be applied, or for one in force."""
    versions = {p.key: p.manifest.version for p in packs if p.manifest}
    message = _("The pack «%(pack)s» requires %(requirement)s; what would be in force is %(version)s.")
    for pack in packs:
        for text in pack.manifest.requires if pack.manifest else ():
            found = versions.get(Requirement.of(text).pack)
            if found and not Requirement.of(text).accepts(found):
                data = {"pack": pack.key, "requirement": text, "version": found}
                yield _manifest_problem(pack, "wrong_version", str(message % data))
    in_force = InstalledPack.objects.exclude(key__in=versions).values_list("key", "manifest")
    for key, manifest in in_force:
        for text in manifest.get("requires", ()):
            found = versions.get(Requirement.of(text).pack)
            if found and not Requirement.of(text).accepts(found):
                data = {"pack": key, "requirement": text, "version": found}
                blamed = next(p for p in packs if p.key == Requirement.of(text).pack)
                yield _manifest_problem(blamed, "wrong_version", str(message % data))


def _manifest_problem(pack: Pack, code: str, message: str) -> DefinitionProblem:
    return DefinitionProblem(code=code, message=message, path="requires", file=f"{pack.folder.name}/pack.yaml")


def _merged(packs: Iterable[Pack]) -> tuple[list[Document], list[DefinitionProblem]]:
    """Return the documents of several packs as one configuration.

    A document that another pack took over stays as that pack left it, unless this one stands on it.
    """
    wanted: dict[tuple[str, str], Document] = {}
    problems: list[DefinitionProblem] = []
    owners = {d.identity: d.owner for d in stored_documents() if not d.is_retired}
    installed = requirements_in_force()
    for pack in packs:
        installed[pack.key] = {r.pack for r in pack.manifest.requirements} if pack.manifest else set()
        seen: set[tuple[str, str]] = set()
        for document in pack.documents:
            if document.identity in seen:
                problems.append(_twice(document))
                continue
            seen.add(document.identity)
            owner = wanted[document.identity].owner if document.identity in wanted else owners.get(document.identity)
            if owner in (None, pack.key, LOCAL) or stands_on(pack.key, owner, installed):
                wanted[document.identity] = document
            elif not stands_on(owner, pack.key, installed):
                problems.append(_foreign(document, pack.key, owner))
    return list(wanted.values()), problems


def requirements_in_force() -> dict[str, set[str]]:
    """Return the packs in force, each with the names of those that it requires."""
    manifests = InstalledPack.objects.values_list("key", "manifest")
    return {key: {Requirement.of(text).pack for text in manifest.get("requires", ())} for key, manifest in manifests}


def stands_on(pack: str, other: str | None, requires: dict[str, set[str]]) -> bool:
    """True when `pack` requires `other`, itself or through others."""
    seen: set[str] = set()
    waiting = [pack]
    while waiting:
        for name in requires.get(waiting.pop(), ()):
            if name == other:
                return True
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return False


def _twice(document: Document) -> DefinitionProblem:
    return DefinitionProblem(
        code="duplicate_key",
        message=_("This key is declared twice."),
        path=f"{document.kind} {document.key}",
        file=document.file,
        line=document.lines.get("", 0),
    )


def _foreign(document: Document, pack: str, owner: str | None) -> DefinitionProblem:
    message = _("The packs «%(owner)s» and «%(pack)s» both declare this; one must require the other, or let it be.")
    return DefinitionProblem(
        code="foreign_owner",
        message=message % {"owner": owner, "pack": pack},
        path=f"{document.kind} {document.key}",
        file=document.file,
        line=document.lines.get("", 0),
    )
