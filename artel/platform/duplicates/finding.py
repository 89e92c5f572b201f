"""Twins: the records that agree with rows, stored or not, by the rules of their section. One query for any batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from artel.platform.access.policy import field_access, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.kinds.duplicates import Act
from artel.platform.duplicates.conditions import meeting_rows, records_meeting
from artel.platform.duplicates.marking import MarkValue, More, Row, as_array, marks_of
from artel.platform.duplicates.reading import complete
from artel.platform.duplicates.specs import DuplicateRule, rules_of
from artel.platform.kernel.actor import Actor

MOST_TWINS = 10
"""More candidates than this help nobody to choose."""
LOOKED_AT = 20
"""Records with one key that are looked at: a switchboard's number stands on thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A record that may be the same: `by` are the fields that agree, those of the first rule first.

    One that the actor may not see has neither name nor fields: only that it is there, and by which rules.
    """

    record_id: int
    name: str
    by: tuple[str, ...]
    rules: tuple[DuplicateRule, ...]
    is_visible: bool = True

    @property
    def is_refused(self) -> bool:
        """True when one of the rules refuses."""
        return any(rule.is_refusing for rule in self.rules)


def find_twins(
    section: str,
    rows: Sequence[Row],
    *,
    actor: Actor,
    act: Act | None = None,
    ids: Sequence[int | None] = (),
    by: Sequence[str] = (),
) -> list[tuple[Twin, ...]]:
    """Return, for each row, the live records that agree with it, surest rule first.

    `rows` are values as stored, by field key; `ids` their own records, which are no twins of themselves. `act`
    narrows to the rules acting there, `by` to those made of these fields alone. Rules over a field that is hidden
    from the actor tell him nothing. The number of queries does not depend on the number of rows.
    """
    hidden = field_access(actor, section).hidden
    rules = [
        rule
        for rule in rules_of(section, current_snapshot(), act)
        if hidden.isdisjoint(rule.fields) and (not by or set(rule.fields) <= set(by))
    ]
    completed = [complete(section, row) for row in rows]
    return twins_by(section, completed, rules, actor=actor, ids=ids)


def twins_by(
    section: str,
    rows: Sequence[Row],
    rules: Sequence[DuplicateRule],
    *,
    actor: Actor,
    ids: Sequence[int | None] = (),
    more: Mapping[int, More] | None = None,
) -> list[tuple[Twin, ...]]:
    """Return the twins of each row by these rules; `more` are values of the details of `ids`. One query.

    Rules with a condition first ask which of the rows meet it, one query each.
    """
    own = list(ids) or [None] * len(rows)
    asked = [(rule, _marked(rule, rows, own, more or {})) for rule in rules]
    asked = [(rule, meeting_rows(rule, rows, marks)) for rule, marks in asked]
    found = _ask(section, [(rule, marks) for rule, marks in asked if marks], own, actor)
    twins: list[tuple[Twin, ...]] = []
    for position in range(len(rows)):
        candidates = found.get(position, {})
        listed = [_twin(record_id, name, numbers, rules) for record_id, (name, numbers) in candidates.items()]
        listed = [t for t in listed if t.is_visible or any(r.is_telling or r.is_refusing for r in t.rules)]
        listed.sort(key=lambda t: (not t.is_visible, rules.index(t.rules[0]), -len(t.rules), t.record_id))
        twins.append(tuple(listed[:MOST_TWINS]))
    return twins


Marked = list[tuple[int, MarkValue]]
"""(position of the row, one of its marks)"""


def _marked(rule: DuplicateRule, rows: Sequence[Row], own: Sequence[int | None], more: Mapping[int, More]) -> Marked:
    return [
        (position, mark)
        for position, row in enumerate(rows)
        for mark in marks_of(rule, row, more.get(own[position] or 0))
    ]


def _twin(record_id: int, name: str | None, numbers: set[str], rules: Sequence[DuplicateRule]) -> Twin:
    agreed = tuple(rule for rule in rules if rule.name in numbers)
    # That names are alike says nothing more where they are the same.
    equal = {key for rule in agreed if rule.similar is None for key in rule.fields}
    agreed = tuple(rule for rule in agreed if rule.similar is None or not equal.issuperset(rule.fields))
    by = tuple(dict.fromkeys(key for rule in agreed for key in rule.fields))
    if name is None:
        return Twin(record_id=record_id, name="", by=(), rules=agreed, is_visible=False)
    return Twin(record_id=record_id, name=name, by=by, rules=agreed)


def _ask(
    section: str, asked: Sequence[tuple[DuplicateRule, Marked]], own: Sequence[int | None], actor: Actor
) -> dict[int, dict[int, tuple[str | None, set[str]]]]:
    """Return position → record id → (name, None when hidden; names of rules)."""
    if not asked:
        return {}
    parts, parameters = [], []
    for rule, marks in asked:
        text, given = _candidates(rule, marks, own)
        parts.append(text)
        parameters += given
    visible, of_visible = visible_to(actor, section).order_by().values_list("id", "name").query.sql_with_params()
    statement = (
        f"SELECT f.position, f.rule, f.record_id, v.name, v.id IS NOT NULL FROM ({' UNION ALL '.join(parts)}) AS f "
        f"LEFT JOIN ({visible}) AS v (id, name) ON v.id = f.record_id "
        "WHERE NOT EXISTS (SELECT FROM duplicates_verdict d WHERE d.section = %s AND d.low_id = least(f.own, "
        "f.record_id) AND d.high_id = greatest(f.own, f.record_id))"
    )
    found: dict[int, dict[int, tuple[str | None, set[str]]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *of_visible, section])
        for position, rule_name, record_id, name, is_visible in cursor.fetchall():
            place = found.setdefault(position, {})
            place.setdefault(record_id, (name if is_visible else None, set()))[1].add(rule_name)
    return found


def _candidates(rule: DuplicateRule, marks: Marked, own: Sequence[int | None]) -> tuple[str, list[Any]]:
    """Return the SELECT of (position, own, rule, record_id) for one rule, and its parameters."""
    parameters: list[Any] = [
        rule.name,
        [position for position, _mark in marks],
        [own[position] or 0 for position, _mark in marks],
        [mark.key for _position, mark in marks],
        [as_array(mark.grams) for _position, mark in marks],
        [as_array(mark.bands) for _position, mark in marks],
        [as_array(mark.apart) for _position, mark in marks],
    ]
    where, given = matching(rule, "m", "a")
    condition, of_condition = records_meeting(rule, "m.record_id")
    # The sum keeps the planner from walking all marks in the order of ids until twenty are found.
    text = (
        "SELECT a.position, a.own, %s::text AS rule, c.record_id FROM (SELECT position, own, key, "
        "grams::integer[], bands::integer[], apart::integer[] FROM unnest(%s::integer[], %s::bigint[], %s::uuid[], "
        "%s::text[], %s::text[], %s::text[]) AS given (position, own, key, grams, bands, apart)) AS a "
        "CROSS JOIN LATERAL (SELECT m.record_id "
        f"FROM duplicates_mark m WHERE {where} AND m.record_id <> a.own{condition} "
        f"ORDER BY m.record_id + 0 LIMIT {LOOKED_AT}) AS c"
    )
    return text, [*parameters, *given, *of_condition]


def matching(rule: DuplicateRule, found: str, given: str) -> tuple[str, list[Any]]:
    """Return the condition that mark `found` agrees with mark `given` under a rule, and its parameters.

    A condition for PostgreSQL that an index answers: by the key where values must be equal, else by bands.
    """
    same = f"{found}.key = {given}.key" if rule.has_key else ""
    if rule.similar is None:
        return f"{same}{untold(rule, found, given)}", []
    if rule.has_key:
        return f"{same} AND {likeness(rule, found, given)}{untold(rule, found, given)}", []
    # Bands are the rule's own already; the sum keeps the planner from reading all marks of the rule as well.
    near = f"{found}.bands && {given}.bands AND {found}.rule + 0 = %s"
    return f"{near} AND {likeness(rule, found, given)}{untold(rule, found, given)}", [rule.fingerprint]


def likeness(rule: DuplicateRule, found: str, given: str) -> str:
    """Return the condition that two marks have as many trigrams in common as the rule asks (Jaccard's index)."""
    common = f"(SELECT count(*) FROM unnest({found}.grams) g WHERE g = ANY({given}.grams))"
    sizes = f"cardinality({found}.grams) + cardinality({given}.grams)"
    return f"{common} * (100 + {rule.likeness}) >= {rule.likeness} * ({sizes})"


def untold(rule: DuplicateRule, found: str, given: str) -> str:
    """Return ` AND …`: no value that both marks have tells them apart; nothing for a rule without such values."""
    if not rule.apart:
        return ""
    pairs = f"unnest({found}.apart, {given}.apart) AS told (one, other)"
    return f" AND NOT EXISTS (SELECT FROM {pairs} WHERE told.one <> told.other)"
