"""A role's form: from what was sent to the body of the definition. Pure.

The matrix has a row for every section and one for «all other sections». A row that says what «all others» says, or that
stood so and was not touched, is left out of the body: the section goes on following the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from artel.platform.access.roles import EVERY_SECTION, SCOPES, Group, Operation
from artel.platform.kernel.text import clean_line

CONDITION = "condition"
"""Value of a policy's choice that means: see the text beside."""
BLANK = " "


def row_of(body: Mapping[str, Any], section: str) -> tuple[str, ...]:
    """Return the operations granted in a section, in the order of the matrix."""
    sections: Mapping[str, Any] = body.get("sections", {})
    granted = set(sections.get(section, sections.get(EVERY_SECTION, ())))
    return tuple(o for o in Operation if o in granted)


def body_from(given: QueryDict, before: Mapping[str, Any], sections: Iterable[str]) -> dict[str, Any]:
    """Return the body of a role as the form says; what the form does not show (rules of fields) stays."""
    keys = tuple(sections)
    body: dict[str, Any] = {
        "label": {"ru": clean_line(given.get("label_ru", "")), "en": clean_line(given.get("label_en", ""))},
        "sections": _sections(given, before, keys),
        "records": _records(given, keys),
        "fields": {key: dict(rules) for key, rules in before.get("fields", {}).items()},
        "tools": _in_old_order(given.getlist("tools"), before.get("tools", ())),
        "menu": given.getlist("menu"),
        "is_portal": bool(given.get("is_portal")),
    }
    return {key: value for key, value in body.items() if value not in ({}, [], False)}


def _sections(given: QueryDict, before: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, list[str]]:
    others = _operations(given, EVERY_SECTION)
    named: Mapping[str, Any] = before.get("sections", {})
    found: dict[str, list[str]] = {EVERY_SECTION: others} if others else {}
    for key in keys:
        row = _operations(given, key)
        is_untouched = key not in named and tuple(row) == row_of(before, key)
        if row != others and not is_untouched:
            found[key] = row
    return {key: _in_old_order(row, named.get(key, ())) for key, row in found.items()}


def _in_old_order(chosen: Iterable[str], before: Iterable[str]) -> list[str]:
    """Return what is chosen with what was there before in its old order, so that only real changes show."""
    wanted, old = list(chosen), list(before)
    return [key for key in old if key in wanted] + [key for key in wanted if key not in old]


def _operations(given: QueryDict, section: str) -> list[str]:
    sent = set(given.getlist(f"operations:{section}"))
    return [o.value for o in Operation if o in sent]


def _records(given: QueryDict, keys: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for section in (EVERY_SECTION, *keys):
        policies = {group.value: text for group in Group if (text := _policy(given, section, group))}
        if policies:
            found[section] = policies
    return found


def _policy(given: QueryDict, section: str, group: Group) -> str:
    chosen = given.get(f"{group}:{section}", "")
    if chosen == CONDITION:
        # A blank one is kept, for the check of definitions to name it.
        return clean_line(given.get(f"{group}-text:{section}", "")) or BLANK
    return chosen if chosen in SCOPES else ""


def fields_from(given: QueryDict, before: Mapping[str, Any], section: str, keys: Iterable[str]) -> dict[str, Any]:
    """Return the body with other rules for the fields of one section."""
    sent = {key: given.get(f"rule:{key}", "") for key in keys}
    rules = {key: rule for key, rule in sent.items() if rule in ("hidden", "readonly")}
    fields = {key: dict(r) for key, r in before.get("fields", {}).items() if key != section}
    return {**before, "fields": {**fields, **({section: rules} if rules else {})}}
