"""A pack's folder → Documents with file and line, or everything that is wrong with it, all at once.

`sections/<key>.yaml` is a whole section (facts, fields, layout, layouts, views, pipelines), `extends/<key>.yaml` adds
to an existing one; every other kind of definition lies in `<kind>s.yaml` (key → body) or `<kind>s/<key>.yaml`.
What stands under `amends` there changes what a required pack declares (`definitions/overlays/amending.py`).
`demo/` is read by `artel.platform.packs.demo`. Nothing else may lie in a pack.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from artel.platform.definitions.documents import Document, Says
from artel.platform.definitions.kind import definition_kinds, load_kinds
from artel.platform.definitions.overlays.forming import form_faults
from artel.platform.definitions.overlays.shapes import shape_of_kind
from artel.platform.definitions.tabulating import ValuesFrom, table_from
from artel.platform.definitions.wording import form_problems
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.text import KEY
from artel.platform.packs.folder import PackFile, walk
from artel.platform.packs.manifest import Manifest
from artel.platform.packs.places import MANIFEST
from artel.platform.packs.yaml.text import ParsedText, parse_yaml

SECTIONS, EXTENDS, DEMO = "sections", "extends", "demo"
AMENDS = "amends"
"""Stands beside what a file declares: what changes of the things that a required pack declared."""
PARTS_OF_A_SECTION = {
    "fields": "field",
    "views": "view",
    "pipelines": "pipeline",
    "layouts": "layout",
    "duplicates": "duplicates",
}
PARTS = (*PARTS_OF_A_SECTION, "layout")
WRITTEN_IN_SECTIONS = frozenset({"section", "field", "layout", "view", "duplicates"})
MOST_TOLD = 20
"""Faults of one table: more of them say nothing new."""
LANGUAGES = frozenset({"ru", "en"})


@dataclass(slots=True)
class Pack:
    """A pack as read. `manifest` is None when pack.yaml itself is wrong; `digest` changes with any of its files."""

    folder: Path
    manifest: Manifest | None = None
    documents: list[Document] = field(default_factory=list)
    demo: dict[str, ParsedText] = field(default_factory=dict)
    problems: list[DefinitionProblem] = field(default_factory=list)
    digest: str = ""
    tables: dict[str, str] = field(default_factory=dict)
    """Text of the files that `values_from` of lookups may name, by their place in the pack."""

    @property
    def key(self) -> str:
        """The pack's key, or its folder's name while the manifest is unreadable."""
        return self.manifest.key if self.manifest else self.folder.name


def read_pack(folder: Path) -> Pack:
    """Read the pack in `folder`. Never raises for what the files hold: look at `problems`."""
    load_kinds()
    pack = Pack(folder=folder)
    files, pack.problems = walk(folder)
    pack.digest = _digest(files)
    pack.tables = {str(f.path): f.text for f in files if f.path.suffix == ".csv"}
    for file in sorted(files, key=lambda f: f.path.parts != (MANIFEST,)):
        _read_file(pack, file)
    if pack.manifest is None and not pack.problems:
        pack.problems.append(_problem(MANIFEST, 0, "no_manifest", _("The pack has no pack.yaml.")))
    _check_languages(pack)
    pack.problems.sort(key=lambda p: (p.file, p.line))
    return pack


def _digest(files: Iterable[PackFile]) -> str:
    digest = hashlib.sha256()
    for file in files:
        # Demo data is no configuration: changing it is no reason to apply the pack again.
        if file.path.parts[0] != DEMO and not file.is_for_people:
            digest.update(f"{file.shown}\0{file.text}\0".encode())
    return digest.hexdigest()


def _read_file(pack: Pack, file: PackFile) -> None:
    if file.is_for_people or file.path.suffix == ".csv":
        return
    parsed = parse_yaml(file.text, file.shown)
    pack.problems.extend(parsed.problems)
    parts = file.path.with_suffix("").parts
    if parts[0] == DEMO and len(parts) == 2:
        pack.demo[file.shown] = parsed
        return
    source = _Source(pack, file.shown, parsed.lines)
    if not isinstance(parsed.value, dict):
        if not parsed.problems:
            source.note("", "not_a_mapping", _("A mapping of keys to values is expected here."))
        return
    if parts == ("pack",):
        source.manifest(parsed.value)
    elif len(parts) == 2 and parts[0] in (SECTIONS, EXTENDS):
        source.section(parts[1], parsed.value, is_new=parts[0] == SECTIONS)
    elif (kind := _kind_of_folder(parts[0])) and len(parts) == 2:
        source.document(kind, parts[1], parsed.value, "")
    elif kind and len(parts) == 1:
        source.each(kind, parsed.value, "")
    else:
        source.note("", "unknown_file", _("A pack has no place for this file."))


def _kind_of_folder(name: str) -> str | None:
    kind = name.removesuffix("s")
    is_known = name.endswith("s") and kind in definition_kinds and kind not in WRITTEN_IN_SECTIONS
    return kind if is_known else None


def _problem(file: str, line: int, code: str, message: str | Promise, path: str = "") -> DefinitionProblem:
    return DefinitionProblem(code=code, message=message, path=path, file=file, line=line)


@dataclass(slots=True)
class _Source:
    """One file being turned into documents of a pack."""

    pack: Pack
    file: str
    lines: Mapping[str, int]
    places: list[str] = field(default_factory=list)

    def note(self, path: str, code: str, message: str | Promise) -> None:
        """Add a problem at a path of this file, or at the nearest place above it that has a line."""
        place = path
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        self.pack.problems.append(_problem(self.file, self.lines.get(place, 0), code, message, path))

    def manifest(self, value: dict[str, Any]) -> None:
        """Take pack.yaml."""
        try:
            self.pack.manifest = Manifest.model_validate(value)
        except ValidationError as error:
            for found in form_problems(error):
                self.note(found.path, found.code, found.message)
            return
        for position, line in enumerate(self.pack.manifest.retires):
            kind, _space, key = line.partition(" ")
            if kind not in definition_kinds or not key:
                message = _("Write the kind and the key of what is retired, for example: view deals.old.")
                self.note(f"retires.{position}", "bad_tombstone", message)
                continue
            self.document(kind, key, {}, f"retires.{position}", is_retired=True)

    def section(self, key: str, value: dict[str, Any], *, is_new: bool) -> None:
        """Take a whole section, or additions to one."""
        parts = {name: value.pop(name) for name in PARTS if name in value}
        amended = value.pop(AMENDS, {}) if not is_new else {}
        if is_new:
            self.document("section", key, value, "")
        else:
            for name in value:
                message = _("Additions to a section are fields, layout, layouts, views and pipelines.")
                self.note(name, "unknown_key", message)
        self.parts(key, parts, "")
        if not isinstance(amended, dict):
            self.note(AMENDS, "not_a_mapping", _("A mapping of keys to values is expected here."))
            return
        for name in amended.keys() - {"section", *PARTS}:
            message = _("Of a section one amends section, fields, layout, layouts, views, pipelines and duplicates.")
            self.note(f"{AMENDS}.{name}", "unknown_key", message)
        if "section" in amended:
            self.document("section", key, amended["section"], f"{AMENDS}.section", is_amending=True)
        self.parts(key, amended, AMENDS, is_amending=True)

    def parts(self, section: str, parts: Mapping[str, Any], path: str, *, is_amending: bool = False) -> None:
        """Take what belongs to a section."""
        for name, kind in PARTS_OF_A_SECTION.items():
            if name in parts:
                self.each(kind, parts[name], _below(path, name), section=section, is_amending=is_amending)
        if "layout" in parts:
            self.document("layout", section, parts["layout"], _below(path, "layout"), is_amending=is_amending)

    def each(self, kind: str, value: Any, path: str, *, section: str = "", is_amending: bool = False) -> None:
        """Take a mapping of keys to bodies, or to amendments."""
        if not isinstance(value, dict):
            self.note(path, "not_a_mapping", _("A mapping of keys to values is expected here."))
            return
        for key, body in value.items():
            if key == AMENDS and not section:
                self.each(kind, body, _below(path, key), is_amending=True)
                continue
            if kind == "pipeline" and section and isinstance(body, dict) and not is_amending:
                body = {**body, "section": section}
            is_dotted = bool(section) and kind in ("field", "view", "layout", "duplicates")
            whole = f"{section}.{key}" if is_dotted else key
            self.document(kind, whole, body, _below(path, key), is_amending=is_amending)

    def document(
        self, kind: str, key: str, body: Any, path: str, *, is_retired: bool = False, is_amending: bool = False
    ) -> None:
        """Take one definition, or what is said of one: `null` does without it."""
        says = Says.DECLARES
        if is_amending:
            says, body = (Says.AMENDS, body) if body is not None else (Says.WITHDRAWS, {})
        if not isinstance(body, dict):
            self.note(path, "not_a_mapping", _("A mapping of keys to values is expected here."))
            return
        if not is_retired and not all(KEY.match(part) for part in key.split(".", 1)):
            message = _("The key “%(key)s” is wrong: small Latin letters, digits and _, a letter first.")
            self.note(path, "bad_key", message % {"key": key})
            return
        if kind == "lookup" and "values_from" in body:
            body = self.tabulated(body, path)
        if says is Says.AMENDS:
            for fault in form_faults(shape_of_kind(kind), body):
                self.note(_below(path, fault.path), fault.code, fault.message)
        self.pack.documents.append(
            Document(
                kind=kind,
                key=key,
                body=body,
                says=says,
                is_retired=is_retired,
                owner=self.pack.key,
                file=self.file,
                lines=dict(self._lines_below(path)),
            )
        )

    def tabulated(self, body: dict[str, Any], path: str) -> dict[str, Any]:
        """Return the body of a lookup with the values of the file it names as its table."""
        place = f"{path}.values_from" if path else "values_from"
        rest = {name: value for name, value in body.items() if name != "values_from"}
        try:
            source = ValuesFrom.model_validate(body["values_from"])
        except ValidationError as error:
            for found in form_problems(error):
                self.note(f"{place}.{found.path}", found.code, found.message)
            return rest
        text = self.pack.tables.get(source.file)
        if text is None:
            self.note(f"{place}.file", "no_file", _("The pack has no file “%(file)s”.") % {"file": source.file})
            return rest
        table, faults = table_from(source, text)
        for code, message in faults[:MOST_TOLD]:
            self.note(place, code, message)
        return {**rest, "table": table}

    def _lines_below(self, path: str) -> Iterator[tuple[str, int]]:
        """Yield the lines of what stands below a path; a file of thousands of documents is not read for each."""
        if path in self.lines:
            yield "", self.lines[path]
        if not self.places:
            self.places.extend(sorted(self.lines))
        start = f"{path}." if path else ""
        for position in range(bisect_left(self.places, start), len(self.places)):
            place = self.places[position]
            if not place.startswith(start):
                break
            if place:
                yield place[len(start) :], self.lines[place]


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


def _check_languages(pack: Pack) -> None:
    """See that every text stands in each language that the pack promises."""
    if pack.manifest is None:
        return
    for document in pack.documents:
        if document.says is not Says.DECLARES:
            # What it leaves as it is has its languages already.
            continue
        source = _Source(pack, document.file, document.lines)
        for path, missing in untranslated(document.body, "", pack.manifest.languages):
            where = f"{document.kind} {document.key}: {path}"
            message = _("The text has no “%(language)s” form.") % {"language": missing}
            line = document.lines.get(path, document.lines.get("", 0))
            source.pack.problems.append(_problem(document.file, line, "untranslated", message, where))


def untranslated(value: Any, path: str, languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (path, language) for each text of a body that is missing in one of the languages."""
    if isinstance(value, dict):
        if value and value.keys() <= LANGUAGES:
            yield from ((path, language) for language in languages if not value.get(language))
            return
        for key, inner in value.items():
            yield from untranslated(inner, f"{path}.{key}" if path else key, languages)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from untranslated(inner, f"{path}.{position}" if path else str(position), languages)
