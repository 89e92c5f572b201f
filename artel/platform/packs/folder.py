"""The files of a pack's folder, read safely: no links, no surprises in size, nothing outside the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.errors import DefinitionProblem

MAX_FILE = 1024 * 1024
MAX_TABLE = 8 * MAX_FILE
"""A table of values may be larger than what people write."""
TABLES = "lookups"
"""The folder that tables of values lie in."""
MAX_FILES = 1000
MAX_TOTAL = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file: its place within the pack, how messages name it, its text."""

    path: PurePosixPath
    shown: str
    text: str

    @property
    def is_for_people(self) -> bool:
        """True for the README and its translations."""
        return len(self.path.parts) == 1 and self.path.name.startswith("README") and self.path.suffix == ".md"


def walk(folder: Path) -> tuple[list[PackFile], list[DefinitionProblem]]:
    """Return all readable files of a pack in order, and a problem for each that can't be one of its files."""
    files: list[PackFile] = []
    problems: list[DefinitionProblem] = []
    total = 0
    for number, (path, entry) in enumerate(_entries(folder)):
        shown = f"{folder.name}/{path}"
        if number >= MAX_FILES:
            problems.append(_problem(folder.name, "too_many_files", _("The pack has more than 1000 files.")))
            break
        found = _read(path, shown, entry)
        if isinstance(found, DefinitionProblem):
            problems.append(found)
            continue
        total += len(found.text)
        if total > MAX_TOTAL:
            problems.append(_problem(folder.name, "too_large", _("The pack is larger than 16 MB.")))
            break
        files.append(found)
    return files, problems


def _problem(file: str, code: str, message: str | Promise) -> DefinitionProblem:
    return DefinitionProblem(code=code, message=message, file=file)


def _entries(folder: Path) -> Iterator[tuple[PurePosixPath, Path]]:
    """Yield files in order, without following links; names that begin with a dot are the editor's own affair."""
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            if not name.startswith("."):
                entry = Path(place) / name
                yield PurePosixPath(entry.relative_to(folder).as_posix()), entry


def _read(path: PurePosixPath, shown: str, entry: Path) -> PackFile | DefinitionProblem:
    if entry.is_symlink() or not entry.is_file():
        return _problem(shown, "not_a_file", _("A pack holds plain files only, no links."))
    is_table = path.suffix == ".csv" and path.parts[:-1] == (TABLES,)
    is_text = path.suffix == ".yaml" or is_table or (len(path.parts) == 1 and path.suffix == ".md")
    if not is_text:
        return _problem(shown, "unknown_file", _("A pack has no place for this file."))
    if entry.stat().st_size > (MAX_TABLE if is_table else MAX_FILE):
        return _problem(shown, "too_large", _("The file is larger than 1 MB."))
    try:
        return PackFile(path=path, shown=shown, text=entry.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        return _problem(shown, "bad_encoding", _("The file is not text in UTF-8."))
