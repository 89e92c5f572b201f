"""The menu as a form sends it: one list of headings and sections; what stands below a heading belongs to its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import keyed, label_of, read_rows, set_or_drop
from artel.platform.designer.naming.built_in import naming_edit, standard_section
from artel.platform.screens.shell import menu_groups
from artel.platform.sections.spec import SectionSpec

KIND = "menu"
STEP = 10
ROW = ("row.section", "row.was", "row.key", "row.ru", "row.en")


@dataclass(frozen=True, slots=True)
class MenuPart:
    """A heading with the sections below it; before the first heading the key is empty."""

    key: str
    label: Mapping[str, str]
    sections: tuple[str, ...]


def menu_of(working: Working) -> list[MenuPart]:
    """Return the menu with the draft on top, the part without a heading first."""
    bodies = working.snapshot.documents.get(KIND, {})
    found = sorted(
        (s for s in working.snapshot.sections.values() if s.in_menu and not s.retired),
        key=lambda s: (s.position, s.key),
    )
    groups = menu_groups(working.snapshot)
    return [
        MenuPart(key, bodies[key]["label"] if key else {}, tuple(s.key for s in found if _group_of(s, groups) == key))
        for key in ("", *groups)
    ]


def _group_of(spec: SectionSpec, groups: Mapping[str, str]) -> str:
    return spec.menu if spec.menu in groups else ""


def read_menu(post: QueryDict, working: Working) -> list[MenuPart]:
    """Return the menu as sent; a heading without a name counts as none."""
    rows = read_rows(post, ROW, named_by=("row.section", "row.ru", "row.en"))
    keys = {id(row): key for _was, key, row in keyed([r for r in rows if not r["row.section"]], _Everything())}
    parts, known = [MenuPart("", {}, ())], {s for part in menu_of(working) for s in part.sections}
    for row in rows:
        if not row["row.section"]:
            parts.append(MenuPart(keys[id(row)], label_of(row), ()))
        elif row["row.section"] in known:
            known.discard(row["row.section"])
            last = parts[-1]
            parts[-1] = MenuPart(last.key, last.label, (*last.sections, row["row.section"]))
    return parts


class _Everything:
    """A group that has a key keeps it: sections name it."""

    def __contains__(self, key: object) -> bool:
        return bool(key)


def menu_edits(parts: Sequence[MenuPart], working: Working) -> list[Edit]:
    """Return the edits that make the menu so; whatever stands right already is left alone."""
    bodies = working.snapshot.documents.get(KIND, {})
    headed = [part for part in parts if part.key]
    places = placed(
        [(part.key, bodies[part.key].get("position", 100) if part.key in bodies else None) for part in headed]
    )
    edits = []
    for part in headed:
        body = {**bodies.get(part.key, {}), "label": dict(part.label), "position": places[part.key]}
        if body != bodies.get(part.key):
            edits.append(Edit(kind=KIND, key=part.key, body=body))
    for part in parts:
        now: list[tuple[str, int | None]] = [(key, working.snapshot.sections[key].position) for key in part.sections]
        for key, position in placed(now).items():
            edit = _moved(working.snapshot.sections[key], position, part.key, working)
            edits += [edit] if edit else []
    gone = [key for key in bodies if key not in {part.key for part in headed}]
    shown = {key for part in parts for key in part.sections}
    for spec in working.snapshot.sections.values():
        if spec.menu in gone and spec.key not in shown and (edit := _moved(spec, spec.position, "", working)):
            edits.append(edit)
    return [*edits, *(Edit(kind=KIND, key=key, body=bodies[key], is_retired=True) for key in gone)]


def _moved(spec: SectionSpec, position: int, group: str, working: Working) -> Edit | None:
    if (spec.position, spec.menu) == (position, group):
        return None
    standard = standard_section(spec.key)
    kind = "section" if standard is None else "naming"
    body: dict[str, Any] = dict(working.body(kind, spec.key) or {})
    if spec.position != position:
        body["position"] = position
        if standard is not None and position == standard.position:
            del body["position"]
    set_or_drop(body, "menu", group)
    return Edit(kind=kind, key=spec.key, body=body) if standard is None else naming_edit(spec.key, body, working)


def placed(order: Sequence[tuple[str, int | None]]) -> dict[str, int]:
    """Return positions in which the items stand in this order; as many as can be keep theirs, new ones have None."""
    kept = _rising([(position, key) for key, position in order if position is not None])
    found: dict[str, int] = {}
    last: tuple[int, str] | None = None
    for number, (key, position) in enumerate(order):
        if position is None or (position, key) not in kept or (last is not None and (position, key) <= last):
            ahead = next((p for k, p in order[number + 1 :] if p is not None and (p, k) in kept), None)
            below = last[0] if last is not None else 0 if ahead is None else ahead - 2 * STEP
            position = below + STEP if ahead is None else below + max(1, (ahead - below) // 2)
        found[key], last = position, (position, key)
    return found


def _rising(items: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return a longest part of the items that already stands in order."""
    longest: list[tuple[int, str]] = []
    runs: list[list[tuple[int, str]]] = [[]]
    for item in items:
        before: list[tuple[int, str]] = []
        for run in runs:
            if len(run) > len(before) and run[-1] < item:
                before = run
        runs.append([*before, item])
        longest = max(longest, runs[-1], key=len)
    return set(longest)
