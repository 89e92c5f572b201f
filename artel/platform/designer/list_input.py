"""Lists that a form holds as rows of equal inputs: values of a lookup, stages of a pipeline. Order is that of the rows.

Each row sends every input once, blank ones too, so the n-th value of each name belongs to the n-th row. A switch says
itself by a hidden text beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from artel.platform.designer.suggesting import key_for
from artel.platform.kernel.text import clean_line
from artel.platform.ui.component import Text

MOST_ROWS = 2_000


def read_rows(post: QueryDict, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows that have a name; blank rows at the end of a form are nobody's."""
    columns = {name: post.getlist(name)[:MOST_ROWS] for name in names}
    length = max((len(values) for values in columns.values()), default=0)
    rows = []
    for number in range(length):
        row = {name: clean_line(values[number]) if number < len(values) else "" for name, values in columns.items()}
        if row.get("row.ru") or row.get("row.en") or row.get("row.key"):
            rows.append(row)
    return rows


def lookup_values(post: QueryDict, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the values of a lookup: present ones by their keys, new ones with keys made of their names."""
    known = {value["key"]: value for value in before.get("values", ())}
    rows = read_rows(post, ("row.key", "row.ru", "row.en", "row.parent", "row.retired"))
    taken = set(known)
    values = []
    for row in rows:
        key = row["row.key"]
        if not key:
            key = key_for(row["row.ru"] or row["row.en"], taken.__contains__, prefix="")
            taken.add(key)
        value = {**known.get(key, {}), "key": key, "label": _label(row)}
        _set(value, "parent", row["row.parent"])
        _set(value, "is_retired", row["row.retired"] == "1")
        values.append(value)
    return values


def pipeline_stages(post: QueryDict, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the stages of a pipeline; what the form does not ask (moves, hints) stays."""
    known = {stage["key"]: stage for stage in before.get("stages", ())}
    rows = read_rows(post, ("row.key", "row.ru", "row.en", "row.kind", "row.hue", "row.probability", "row.limit_days"))
    taken = set(known)
    stages = []
    for row in rows:
        key = row["row.key"]
        if not key:
            key = key_for(row["row.ru"] or row["row.en"], taken.__contains__, prefix="")
            taken.add(key)
        stage = {**known.get(key, {}), "key": key, "label": _label(row), "kind": row["row.kind"] or "open"}
        stage["hue"] = _number(row["row.hue"]) or 1
        for name in ("probability", "limit_days"):
            _set(stage, name, _number(row[f"row.{name}"]))
        stages.append(stage)
    kept = {stage["key"] for stage in stages}
    for stage in stages:
        if stage.get("to"):
            stage["to"] = [key for key in stage["to"] if key in kept]
    return stages


def _label(row: Mapping[str, str]) -> dict[str, str]:
    return {"ru": row["row.ru"] or row["row.en"], "en": row["row.en"] or row["row.ru"]}


def _number(text: str) -> int | str | None:
    """Return the number, or what was typed, for the check of definitions to name it."""
    return int(text) if text.lstrip("-").isdecimal() else text or None


def _set(value: dict[str, Any], name: str, given: Any) -> None:
    if given in ("", None, False):
        value.pop(name, None)
    else:
        value[name] = given


def label_in(body: Mapping[str, Any], code: str) -> str:
    """Return the label of a body in one language, as it is written: a bare text stands for both."""
    label = body.get("label", "")
    return str(label.get(code, "")) if isinstance(label, Mapping) else str(label)


def problems_by_row(
    errors: Mapping[str, tuple[Text, ...]], name: str
) -> tuple[dict[int, tuple[Text, ...]], list[Text]]:
    """Return the problems of rows by their number, and the rest but those of the label, which has its own input."""
    place = re.compile(rf"^{name}(?:\.|\[)(\d+)")
    rows: dict[int, tuple[Text, ...]] = {}
    rest: list[Text] = []
    for path, messages in errors.items():
        found = place.match(path)
        if found:
            rows[int(found[1])] = (*rows.get(int(found[1]), ()), *messages)
        elif not path.startswith("label"):
            rest += messages
    return rows, rest
