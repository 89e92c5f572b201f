"""Whether two installations are configured alike: both written out whole by their command line, then compared.

Comments, files and the order of keys in YAML say nothing. The order of values, stages, groups and columns is part of a
definition; that of fields is the order of the section's fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from artel.platform.definitions.checking import check_documents
from artel.platform.definitions.differences import compare
from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import normal_body
from artel.platform.packs.places import shipped_pack
from artel.platform.packs.reading import read_pack
from artel.platform.packs.sources import made_by
from artel.platform.sections.spec import Snapshot
from tests.stories.running import artel

ORDER = ("lookup", "section", "field", "pipeline", "role", "layout", "view", "duplicates")
"""Kinds of definitions in an order in which they can be made: fields stand in conditions of roles, roles in views."""
Identity = tuple[str, str]
Configuration = Mapping[Identity, Document]


def written_out(data: Path, folder: Path) -> Configuration:
    """Return all definitions in force, as `artel pack export` writes them."""
    done = artel("pack", "export", str(folder), data=data)
    assert done.returncode == 0, done.stderr
    pack = read_pack(folder)
    assert not pack.problems, pack.problems
    return {document.identity: document for document in pack.documents}


def made_of(pack: str) -> Configuration:
    """Return what a shipped pack makes of what it requires, from its files alone."""
    return made_by(shipped_pack(pack)).state


def snapshot_of(configuration: Configuration) -> Snapshot:
    """Return what the definitions make together."""
    snapshot, problems = check_documents(1, tuple(configuration.values()))
    assert snapshot
    assert not problems, problems
    return snapshot


def body_in(configuration: Configuration, identity: Identity) -> Mapping[str, Any]:
    """Return a definition with every default said, {} when there is none."""
    document = configuration.get(identity)
    return normal_body(document) if document else {}


def missing(now: Configuration, wanted: Configuration) -> list[Document]:
    """Return what has to be made or changed, in the order in which things rest on each other."""
    found = [d for identity, d in wanted.items() if body_in(now, identity) != normal_body(d)]
    return sorted(found, key=lambda document: ORDER.index(document.kind))


def told_differences(made: Configuration, wanted: Configuration) -> list[str]:
    """Return, a line each, how what was made differs from what is wanted; nothing when they are alike."""
    lines = []
    for item in compare(made.values(), wanted.values()):
        sign = {"add": "is not made", "retire": "is too much", "change": "differs"}[item.action]
        lines.append(f"{item.kind} {item.key} {sign}")
        if item.action == "change":
            lines += [f"    {d.path}: {d.before or '∅'} → {d.after or '∅'}" for d in item.lines[:12]]
    sections = {key.partition(".")[0] for kind, key in wanted if kind == "field"}
    for section in sorted(sections):
        orders = [[k for kind, k in side if kind == "field" and k.startswith(f"{section}.")] for side in (made, wanted)]
        if sorted(orders[0]) == sorted(orders[1]) and orders[0] != orders[1]:
            lines.append(f"fields of {section} stand in another order: {orders[0]} → {orders[1]}")
    return lines
