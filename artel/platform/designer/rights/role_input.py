"""A role's forms: from what was sent to the body of the definition. Pure.

The matrix has a row for every section and one for «all other sections». A row that says what «all others» says, or that
stood so and was not touched, is left out of the body: the section goes on following the others. Conditions and rules of
fields are set on the page of one section, which can also say of a section what «all others» say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from artel.platform.access.roles import EVERY_SECTION, SCOPES, Group, Operation
from artel.platform.kernel.text import clean_line

CONDITION = "when"
"""Value of a policy's choice that means: by a condition."""
OWN_RIGHTS = "own"
"""Value of the choice on the page of a section that means: other operations than in all other sections."""


def row_of(body: Mapping[str, Any], section: str) -> tuple[str, ...]:
    """Return the operations granted in a section, in the order of the matrix."""
    sections: Mapping[str, Any] = body.get("sections", {})
    granted = set(sections.get(section, sections.get(EVERY_SECTION, ())))
    return tuple(o for o in Operation if o in granted)


def policy_in(body: Mapping[str, Any], section: str, group: Group) -> str:
    """Return what a role says of a section itself: a scope, a condition, or nothing."""
    return str(body.get("records", {}).get(section, {}).get(group.value, ""))


def names_from(given: QueryDict) -> dict[str, str]:
    """Return the label of a role in both languages."""
    return {code: clean_line(given.get(f"label.{code}", "")) for code in ("ru", "en")}


def body_from(given: QueryDict, before: Mapping[str, Any], sections: Iterable[str]) -> dict[str, Any]:
    """Return the body of a role as the matrix says; what it does not show (conditions, rules of fields) stays."""
    keys = tuple(sections)
    body: dict[str, Any] = {
        "label": names_from(given),
        "sections": _sections(given, before, keys),
        "records": _records(given, before, keys),
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
        is_untouched = tuple(row) == row_of(before, key)
        if key in named if is_untouched else row != others:
            found[key] = row
    return {key: _in_old_order(row, named.get(key, ())) for key, row in found.items()}


def _in_old_order(chosen: Iterable[str], before: Iterable[str]) -> list[str]:
    """Return what is chosen with what was there before in its old order, so that only real changes show."""
    wanted, old = list(chosen), list(before)
    return [key for key in old if key in wanted] + [key for key in wanted if key not in old]


def _operations(given: QueryDict, section: str) -> list[str]:
    sent = set(given.getlist(f"operations:{section}"))
    return [o.value for o in Operation if o in sent]


def _records(given: QueryDict, before: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for section in (EVERY_SECTION, *keys):
        policies = {g.value: text for g in Group if (text := _policy(given, before, section, g))}
        if policies:
            found[section] = policies
    return found


def _policy(given: QueryDict, before: Mapping[str, Any], section: str, group: Group) -> str:
    chosen = given.get(f"{group}:{section}", "")
    if chosen == CONDITION:
        return policy_in(before, section, group)
    return chosen if chosen in SCOPES else ""


def section_body(
    given: QueryDict, before: Mapping[str, Any], section: str, fields: Iterable[str], conditions: Mapping[Group, str]
) -> dict[str, Any]:
    """Return the body with other rights in one section, as its page says.

    `conditions` are the texts of the policies that were chosen to be one; a blank one is left for its reader to refuse.
    """
    sections = {key: list(row) for key, row in before.get("sections", {}).items() if key != section}
    if given.get("rights") == OWN_RIGHTS:
        sections[section] = _in_old_order(_operations(given, section), before.get("sections", {}).get(section, ()))
    records = {key: dict(policies) for key, policies in before.get("records", {}).items() if key != section}
    policies = {}
    for group in Group:
        chosen = given.get(group.value, "")
        text = conditions.get(group, "") if chosen == CONDITION else chosen if chosen in SCOPES else ""
        if text:
            policies[group.value] = text
    sent = {key: given.get(f"rule:{key}", "") for key in fields}
    rules = {key: rule for key, rule in sent.items() if rule in ("hidden", "readonly")}
    kept = {key: dict(each) for key, each in before.get("fields", {}).items() if key != section}
    body = {
        **before,
        "sections": sections,
        "records": {**records, **({section: policies} if policies else {})},
        "fields": {**kept, **({section: rules} if rules else {})},
    }
    return {key: value for key, value in body.items() if value != {}}
