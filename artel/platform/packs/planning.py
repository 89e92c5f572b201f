"""One or several packs → one Plan, on top of those in force: what they stand on comes first.

What packs say of one thing is joined in `words`; what the company changed of it is met by a merge, see
`definitions.overlays`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.applying import apply_plan
from artel.platform.definitions.consequences.stranding import Moves
from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.definitions.planning import Plan, make_plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused, DefinitionProblem
from artel.platform.packs.manifest import Requirement
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import PackNotFound, find_pack
from artel.platform.packs.reading import LANGUAGES, Pack, read_pack, untranslated
from artel.platform.packs.words.collecting import Collected
from artel.platform.packs.words.contests import Contest, placed, unknown_places
from artel.platform.packs.words.standing import Standing


@dataclass(frozen=True, slots=True)
class PacksPlan:
    """`packs` in the order of applying; `problems` are those of the files and of the configuration together.

    `plan` is None when the files could not be read: then nothing can be said of the whole. `contests` are places that
    packs set differently and nobody has decided; the plan leaves there what is in force.
    """

    packs: tuple[Pack, ...]
    plan: Plan | None
    problems: tuple[DefinitionProblem, ...]
    contests: tuple[Contest, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when applying would change nothing that is in force."""
        return self.plan is not None and self.plan.is_empty

    @property
    def refusals(self) -> tuple[DefinitionProblem, ...]:
        """All that stands in the way of applying: problems, and what nobody has decided."""
        if self.plan is None or self.plan.keeps_undecided:
            return self.problems
        waiting = (conflict.as_problem() for conflict in self.plan.conflicts)
        contested = (contest.as_problem() for contest in self.contests)
        return (*self.problems, *waiting, *contested, *self.plan.questions)


def plan_packs(
    folders: Sequence[Path],
    *,
    is_upgrade_only: bool = False,
    decisions: Decisions | None = None,
    moves: Moves | None = None,
) -> PacksPlan:
    """Plan the packs in `folders` with all that they require. Reads files and the database, writes nothing.

    What a required pack says is taken only if its files changed since it was last applied; with `is_upgrade_only`
    that holds for the named packs too, and conflicts with what the company changed wait for a decision while all else
    is applied. `moves` say where records go whose stage goes, before what the packs' manifests say.
    """
    named = {folder.resolve() for folder in folders}
    packs, problems = read_with_required(folders)
    problems.extend(_unfit_in_force(packs))
    problems.extend(p for pack in packs for p in pack.problems)
    if problems:
        return PacksPlan(tuple(packs), None, tuple(problems))
    applied = dict(InstalledPack.objects.values_list("key", "digest"))
    wanted = [
        pack for pack in packs if applied.get(pack.key) != pack.digest or (pack.folder in named and not is_upgrade_only)
    ]
    decisions = decisions or Decisions()
    documents, problems, contests = _joined(packs, wanted, decisions)
    keeps_undecided = is_upgrade_only or decisions.keeps_undecided
    said = {address: target for pack in wanted if pack.manifest for address, target in pack.manifest.moves.items()}
    plan = make_plan(
        documents, decisions=replace(decisions, keeps_undecided=keeps_undecided), moves={**said, **(moves or {})}
    )
    return PacksPlan(tuple(wanted), plan, (*problems, *plan.problems), tuple(_in_files(contests, named)))


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


def read_with_required(folders: Sequence[Path]) -> tuple[list[Pack], list[DefinitionProblem]]:
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
    packs = list(done.values())
    return packs, [*problems, *_unfit(packs, ((p.key, p.manifest.requires) for p in packs if p.manifest))]


def _unfit(packs: Sequence[Pack], requires: Iterable[tuple[str, Sequence[str]]]) -> Iterator[DefinitionProblem]:
    """Yield each requirement (pack, what it asks of others) that one of `packs` is too old or too new for."""
    found = {p.key: p for p in packs if p.manifest}
    message = _("The pack “%(pack)s” requires %(requirement)s; what would be in force is %(version)s.")
    for key, texts in requires:
        for text in texts:
            needed = found.get(Requirement.of(text).pack)
            version = needed.manifest.version if needed and needed.manifest else ""
            if needed and not Requirement.of(text).accepts(version):
                data = {"pack": key, "requirement": text, "version": version}
                yield _manifest_problem(found.get(key, needed), "wrong_version", str(message % data))


def _unfit_in_force(packs: Sequence[Pack]) -> Iterator[DefinitionProblem]:
    """Yield where packs in force, which are not among these, can't go on with them."""
    others = InstalledPack.objects.exclude(key__in=[p.key for p in packs]).values_list("key", "manifest")
    yield from _unfit(packs, ((key, manifest.get("requires", ())) for key, manifest in others))


def _manifest_problem(pack: Pack, code: str, message: str) -> DefinitionProblem:
    return DefinitionProblem(code=code, message=message, path="requires", file=f"{pack.folder.name}/pack.yaml")


def _in_files(contests: list[Contest], folders: Iterable[Path]) -> Iterator[Contest]:
    """Yield contests with the places of packs that were not read: the database remembers what they say, not where.

    They are looked for beside the named folders and among the shipped ones.
    """
    read = []
    for name in unknown_places(contests):
        with suppress(PackNotFound):
            read.append(read_pack(find_pack(name, beside={folder.parent for folder in folders})))
    documents = {(pack.key, *document.identity): document for pack in read for document in pack.documents}
    return (placed(contest, documents) for contest in contests)


def _joined(
    packs: Sequence[Pack], wanted: Sequence[Pack], decisions: Decisions
) -> tuple[list[Document], list[DefinitionProblem], list[Contest]]:
    """Return what all packs in force and these say together of everything that the wanted ones speak of.

    `packs` are all that were read: of one that is not wanted only what the database does not remember is taken.
    """
    words = Collected(stored_documents(), Standing.in_force().with_packs(packs))
    problems = list(words.read(packs, wanted))
    documents: list[Document] = []
    contests: list[Contest] = []
    for each in words.touched():
        document, found = each.joined(decisions)
        problems.extend(found)
        contests.extend(each.contests)
        if document is not None:
            documents.append(document)
    problems.extend(_untranslated(documents, wanted))
    return documents, problems, contests


def _untranslated(documents: Iterable[Document], packs: Iterable[Pack]) -> Iterator[DefinitionProblem]:
    """See that what amendments say, with what was there before, stands in each language that their pack promises."""
    languages = {p.folder.name: p.manifest.languages for p in packs if p.manifest}
    for document in documents:
        for path, missing in untranslated(document.body, "", LANGUAGES) if document.places else ():
            if missing in languages.get(document.places.get(path, "").partition("/")[0], ()):
                message = _("The text has no “%(language)s” form.") % {"language": missing}
                yield problem(document, path, "untranslated", message)
