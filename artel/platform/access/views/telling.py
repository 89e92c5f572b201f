"""Changes of definitions in words of the screen: what was changed, and line by line how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from artel.platform.access.permissions import tools
from artel.platform.access.wording import OPERATION_WORDS, RULE_WORDS, SCOPE_WORDS
from artel.platform.definitions.differences import Difference, differences
from artel.platform.definitions.kind import definition_kinds
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot
from artel.platform.ui.component import Text

PARTS: dict[str, Text] = {
    "label": gettext_lazy("name"),
    "ru": "ru",
    "en": "en",
    "singular": gettext_lazy("one of them"),
    "counted": gettext_lazy("counted forms"),
    "name_label": gettext_lazy("label of the name"),
    "icon": gettext_lazy("icon"),
    "help": gettext_lazy("help"),
    "type": gettext_lazy("type"),
    "required": gettext_lazy("required"),
    "unique": gettext_lazy("unique"),
    "searchable": gettext_lazy("found by search"),
    "indexed": gettext_lazy("index"),
    "readonly": gettext_lazy("read only"),
    "default": gettext_lazy("default"),
    "lookup": gettext_lazy("lookup"),
    "target": gettext_lazy("points to"),
    "options": gettext_lazy("options"),
    "columns": gettext_lazy("columns"),
    "groups": gettext_lazy("groups"),
    "fields": gettext_lazy("fields"),
    "key_facts": gettext_lazy("key facts"),
    "form": gettext_lazy("form"),
    "filters": gettext_lazy("filters"),
    "board_facts": gettext_lazy("facts on the board"),
    "details": gettext_lazy("related lists"),
    "totals": gettext_lazy("totals"),
    "values": gettext_lazy("values"),
    "stages": gettext_lazy("stages"),
    "kind": gettext_lazy("kind"),
    "hue": gettext_lazy("colour"),
    "probability": gettext_lazy("probability"),
    "limit_days": gettext_lazy("norm, days"),
    "limit": gettext_lazy("norm, working time"),
    "warn": gettext_lazy("warning"),
    "to": gettext_lazy("where from here"),
    "to_roles": gettext_lazy("who may go there"),
    "enter": gettext_lazy("to enter"),
    "leave": gettext_lazy("to leave"),
    "holds": gettext_lazy("must be so"),
    "detail": gettext_lazy("related records"),
    "at_least": gettext_lazy("at least"),
    "roles_free": gettext_lazy("not asked of"),
    "message": gettext_lazy("what is said"),
    "lock": gettext_lazy("lock"),
    "excepted": gettext_lazy("but for"),
    "reasons": gettext_lazy("reasons"),
    "filter": gettext_lazy("condition"),
    "order": gettext_lazy("order"),
    "group": gettext_lazy("grouping"),
    "roles": gettext_lazy("roles"),
    "position": gettext_lazy("place"),
    "in_menu": gettext_lazy("in the menu"),
    "has_feed": gettext_lazy("feed"),
    "has_activities": gettext_lazy("activities"),
    "has_pipeline": gettext_lazy("pipeline"),
    "is_default": gettext_lazy("default one"),
    "is_retired": gettext_lazy("taken out of use"),
    "unit": gettext_lazy("unit"),
    "parent": gettext_lazy("parent"),
    "sections": gettext_lazy("sections"),
    "records": gettext_lazy("records"),
    "tools": gettext_lazy("tools"),
    "menu": gettext_lazy("menu"),
    "stage": gettext_lazy("stage"),
    "time_zone": gettext_lazy("time zone"),
    "week": gettext_lazy("week"),
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
    "days": gettext_lazy("days that differ"),
    "hours": gettext_lazy("hours"),
    "key": gettext_lazy("key"),
    "tabs": gettext_lazy("tabs"),
    "tab": gettext_lazy("tab"),
    "collapsed": gettext_lazy("folded"),
    "hint": gettext_lazy("hint"),
    "field": gettext_lazy("field"),
    "match": gettext_lazy("how it agrees"),
    "likeness": gettext_lazy("likeness, %"),
    "differs": gettext_lazy("not if these differ"),
    "when": gettext_lazy("condition"),
    "severity": gettext_lazy("what it does"),
    "acts": gettext_lazy("where it acts"),
    "allowed": gettext_lazy("lets through"),
    "hidden": gettext_lazy("of what one does not see"),
    "every": gettext_lazy("how often"),
    "day": gettext_lazy("day of the week"),
    "at": gettext_lazy("time of day"),
    "steps": gettext_lazy("steps"),
    "text": gettext_lazy("text"),
    "section": gettext_lazy("section"),
    "assignee": gettext_lazy("who gets it"),
    "due": gettext_lazy("time for it"),
    "after": gettext_lazy("after"),
    "outcomes": gettext_lazy("outcomes"),
    "on_outcome": gettext_lazy("on the outcome"),
}
SEPARATOR = ", "
"""Between the items of a list in a difference."""
LIST = 2
"""So many items make a list."""
TOKEN = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")
"""A step of a path: the name of a thing in a list, which may hold anything, or a key."""


def name_of(kind: str, key: str, body: Mapping[str, Any] | None) -> str:
    """Return what a definition is called: its label, else its key."""
    given = (body or {}).get("label")
    return Label.of(given).text() or key if isinstance(given, str | Mapping) else key


def title_of(kind: str, key: str, body: Mapping[str, Any] | None, snapshot: Snapshot) -> str:
    """Return a heading for a change: «Поле «Холдинг»», «Макет «Лиды»»."""
    section = snapshot.sections.get(key.partition(".")[0])
    if kind == "layout" and "." not in key:
        name = section.label.text() if section else key
        return _("Card, forms and list “%(name)s”") % {"name": name}
    known = definition_kinds.find(kind)
    word = known.label.text() if known else kind
    name = name_of(kind, key, body)
    if section and name == key:
        # What has no label of its own and bears the key of a section, or of a field of it, is about that.
        name = (section.fields.get(key.partition(".")[2]) or section).label.text()
    return _("%(kind)s “%(name)s”") % {"kind": word, "name": name}


def place_of_change(kind: str, key: str, snapshot: Snapshot) -> str:
    """Return the section that a field or a view belongs to, empty for other kinds."""
    section = snapshot.sections.get(key.partition(".")[0])
    return section.label.text() if section and "." in key else ""


def lines_of(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, names: Mapping[str, str] | None = None
) -> tuple[Difference, ...]:
    """Return the differences of two bodies with their paths and values in words.

    `names` are words for keys, such as labels of fields. Of a list only what left it and what came is told.
    """
    return tuple(_in_words(d, names or {}) for d in differences(before, after))


def names_in(snapshot: Snapshot, kind: str, key: str, body: Mapping[str, Any] | None) -> dict[str, str]:
    """Return words for the keys that stand in a definition: fields of its section, values of its own."""
    section = snapshot.sections.get(str((body or {}).get("section") or key.partition(".")[0]))
    named = {f.key: f.label.text() for f in section.fields.values()} if section and kind != "field" else {}
    roles = {role.key: role.label.text() for role in snapshot.roles.values()}
    sections = {s.key: s.label.text() for s in snapshot.sections.values()}
    if kind == "role":
        named = _names_in_role(snapshot, body or {})
    groups = {group: name_of("menu", group, said) for group, said in snapshot.documents.get("menu", {}).items()}
    return {**sections, **roles, **(groups if kind in ("section", "naming") else {}), **named}


def _names_in_role(snapshot: Snapshot, body: Mapping[str, Any]) -> dict[str, str]:
    """Return words for what a role says: operations, whose records, tools, the fields that it has rules for."""
    ruled = ((snapshot.sections.get(key), rules) for key, rules in body.get("fields", {}).items())
    fields = {
        key: spec.fields[key].label.text() for spec, rules in ruled if spec for key in rules if key in spec.fields
    }
    said = (*OPERATION_WORDS.items(), *SCOPE_WORDS.items(), *RULE_WORDS.items())
    words = {str(key): str(label).lower() for key, label in said}
    return {**fields, **words, **{t.key: t.label.text() for t in tools}, "*": _("all other sections")}


def _in_words(found: Difference, names: Mapping[str, str]) -> Difference:
    old, new = found.before.split(SEPARATOR), found.after.split(SEPARATOR)
    path = path_in_words(found.path, names)
    if len(old) < LIST and len(new) < LIST:
        return Difference(path, value_in_words(found.before, names), value_in_words(found.after, names))
    gone, come = [k for k in old if k and k not in new], [k for k in new if k and k not in old]
    if not gone and not come:
        return Difference(path, "", _("another order"))
    return Difference(path, *(SEPARATOR.join(value_in_words(key, names) for key in keys) for keys in (gone, come)))


def value_in_words(written: str, names: Mapping[str, str]) -> str:
    """Return a key or a text as people read it."""
    known = names.get(written.removeprefix("-"))
    return known or {"true": _("yes"), "false": _("no")}.get(written, written)


def path_in_words(path: str, names: Mapping[str, str] | None = None) -> str:
    """Return a path of a body in words: «stages[new].limit_days» → «стадии · new · норма, дней»."""
    words = {**(names or {}), **PARTS}
    steps = (thing or key for thing, key in TOKEN.findall(path))
    return " · ".join(str(words.get(step) or words.get(step.partition(".")[0]) or step) for step in steps)
