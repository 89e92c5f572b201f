"""Definitions in force → a pack's folder that, applied to an empty database, gives the same definitions.

Stable: the same configuration gives the same bytes, so an export kept under version control shows what changed.
What the company changed of the packs' things is written as amendments, each the smallest that says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.documents import LOCAL, Document, Says
from artel.platform.definitions.kind import definition_kinds
from artel.platform.definitions.overlays.bodies import compact
from artel.platform.definitions.overlays.finding import NOTHING, smallest
from artel.platform.definitions.overlays.shapes import shape_of_kind
from artel.platform.kernel.errors import Conflict
from artel.platform.packs.folder import TABLES
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import MANIFEST, NAME
from artel.platform.packs.reading import AMENDS, EXTENDS, SECTIONS, WRITTEN_IN_SECTIONS
from artel.platform.packs.words.joining import layers_of
from artel.platform.packs.yaml.writing import to_yaml

LANGUAGES = ("ru", "en")


def export_pack(folder: Path, *, owner: str | None = None, key: str | None = None) -> list[Path]:
    """Write what `owner` says into `folder`, None: all that is in force; return the files written.

    A pack says what it declared and amended, whatever the company made of it; the company (LOCAL) what it made itself
    and what it changed of the packs'.
    The pack is called `key`, by default the owner or the folder's name. Raises Conflict when the folder holds
    anything, or its name can't be a pack's.
    """
    name = key or (owner if owner not in (None, LOCAL) else folder.resolve().name)
    if not name or not NAME.match(name):
        raise Conflict(_("“%(name)s” can't be a pack's key: small Latin letters, digits, _ and -.") % {"name": name})
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(_("The folder “%(folder)s” is not empty; nothing was written.") % {"folder": folder})
    documents = [_short(d) for stored in stored_documents() for d in _said(stored, owner)]
    files = {MANIFEST: _manifest(name, owner, documents), **_files(documents)}
    written = []
    for place in sorted(files):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        written_as = files[place]
        path.write_text(written_as if isinstance(written_as, str) else to_yaml(written_as), encoding="utf-8")
        written.append(path)
    return written


def _manifest(name: str, owner: str | None, documents: Iterable[Document]) -> dict[str, Any]:
    known = InstalledPack.objects.filter(key=owner).first() if owner else None
    if known is not None:
        # An empty database has nothing to retire.
        facts = {k: v for k, v in known.manifest.items() if k != "retires"}
        return {"key": name, "version": known.version, **facts}
    foreign = InstalledPack.objects.exclude(key=name).values_list("key", flat=True) if owner is not None else ()
    return {
        "key": name,
        "version": "1.0",
        "label": {"ru": f"Настройки «{name}»", "en": f"Configuration “{name}”"},
        "requires": sorted(foreign),
        "languages": _languages(documents),
    }


def _languages(documents: Iterable[Document]) -> list[str]:
    """Return the languages in which every text stands; a hand-made configuration often has one only."""
    missing: set[str] = set()
    for document in documents:
        if document.says is Says.DECLARES:
            missing |= _missing(document.body)
    return [language for language in LANGUAGES if language not in missing] or ["ru"]


def _missing(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        if value and value.keys() <= set(LANGUAGES):
            return {language for language in LANGUAGES if not value.get(language)}
        return set().union(*(_missing(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(_missing(inner) for inner in value))
    return set()


def _said(stored: Document, owner: str | None) -> Iterator[Document]:
    """Yield what an owner says of a stored document: it whole, an amendment of it, or nothing."""
    if owner is None or stored.owner == owner == LOCAL:
        if not stored.is_retired:
            yield stored
    elif owner == LOCAL:
        if stored.is_changed_locally:
            yield _changed_here(stored)
    else:
        for layer in layers_of(stored):
            if layer.pack == owner:
                yield replace(stored, body=layer.body, says=layer.says)


def _changed_here(stored: Document) -> Document:
    if stored.is_retired:
        return replace(stored, body={}, says=Says.WITHDRAWS)
    sides = (compact(stored.kind, body) for body in (stored.word, stored.body))
    said = smallest(shape_of_kind(stored.kind), *sides)
    return replace(stored, body={} if said is NOTHING else said, says=Says.AMENDS)


def _short(document: Document) -> Document:
    """Return the document with defaults left out and labels that are equal in both languages as one text."""
    body = compact(document.kind, document.body) if document.says is Says.DECLARES else document.body
    return replace(document, body=_short_labels(body))


def _short_labels(value: Any) -> Any:
    if isinstance(value, dict):
        short = {key: _short_labels(inner) for key, inner in value.items()}
        return {key: _one_text(inner) if key == "label" else inner for key, inner in short.items()}
    if isinstance(value, list):
        return [_short_labels(inner) for inner in value]
    return value


def _one_text(label: Any) -> Any:
    is_equal = isinstance(label, dict) and label.get("ru") and label.get("ru") == label.get("en")
    return label["ru"] if is_equal else label


def _files(documents: Iterable[Document]) -> dict[str, dict[str, Any] | str]:
    """Return place → body of each file, or the text of a table of values."""
    documents = list(documents)
    own = {d.key for d in documents if d.kind == "section" and d.says is Says.DECLARES}
    files: dict[str, Any] = {}
    for document in sorted((d for d in documents if d.says is Says.DECLARES), key=_order):
        body = dict(document.body)
        section, _dot, name = document.key.partition(".")
        if document.kind == "section":
            files.setdefault(f"{SECTIONS}/{section}.yaml", {}).update(body)
        elif document.kind in ("field", "view", "layout", "duplicates"):
            file = files.setdefault(f"{SECTIONS if section in own else EXTENDS}/{section}.yaml", {})
            if document.kind == "layout" and not name:
                file["layout"] = body
            else:
                file.setdefault(f"{document.kind.removesuffix('s')}s", {})[name] = body
        else:
            if document.kind == "lookup" and body.get("table"):
                place = f"{TABLES}/{document.key}.csv"
                files[place] = body.pop("table")
                body["values_from"] = {"file": place}
            files[f"{document.kind}s/{document.key}.yaml"] = body
    for document in sorted((d for d in documents if d.says is not Says.DECLARES), key=_order):
        _add_amendment(files, document)
    return files


def _add_amendment(files: dict[str, Any], document: Document) -> None:
    section, _dot, name = document.key.partition(".")
    body = dict(document.body) if document.says is Says.AMENDS else None
    plural = f"{document.kind.removesuffix('s')}s"
    if document.kind not in WRITTEN_IN_SECTIONS:
        files.setdefault(f"{plural}.yaml", {}).setdefault(AMENDS, {})[document.key] = body
        return
    amended = files.setdefault(f"{EXTENDS}/{section}.yaml", {}).setdefault(AMENDS, {})
    if document.kind == "section" or (document.kind == "layout" and not name):
        amended[document.kind] = body
    else:
        amended.setdefault(plural, {})[name] = body


def _order(document: Document) -> tuple[int, int]:
    """Facts of a section first, then fields, layout and views; fields stay in the order of their making."""
    position = document.body.get("position", 0) if document.kind == "view" else 0
    return definition_kinds.get(document.kind).order, position
