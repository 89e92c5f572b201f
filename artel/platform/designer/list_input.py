"""Lists that a form holds as rows of equal inputs: values of a lookup, stages of a pipeline. Order is that of the rows.

Each row sends every input once, blank ones too, so the n-th value of each name belongs to the n-th row. A switch says
itself by a hidden text beside it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from artel.platform.designer.naming.suggesting import key_for
from artel.platform.kernel.text import clean_line
from artel.platform.ui.component import Text

MOST_ROWS = 2_000


def read_rows(
    post: QueryDict, names: tuple[str, ...], *, named_by: tuple[str, ...] = ("row.ru", "row.en", "row.was")
) -> list[dict[str, str]]:
    """Return the rows that have a name; blank rows at the end of a form are nobody's."""
    columns = {name: post.getlist(name)[:MOST_ROWS] for name in names}
    length = max((len(values) for values in columns.values()), default=0)
    rows = []
    for number in range(length):
        row = {name: clean_line(values[number]) if number < len(values) else "" for name, values in columns.items()}
        if any(row.get(name) for name in named_by):
            rows.append(row)
    return rows


def keyed(rows: list[dict[str, str]], fixed: Container[str]) -> list[tuple[str, str, dict[str, str]]]:
    """Return (key it had, key it has now, row): keys in force stay, others are as typed or made of the name."""
    taken = {key for row in rows for key in (row["row.was"], row["row.key"]) if key}
    found = []
    for row in rows:
        was, key = row["row.was"], row["row.key"]
        if was in fixed:
            key = was
        elif not key:
            key = key_for(row["row.ru"] or row["row.en"], taken.__contains__, prefix="")
            taken.add(key)
        found.append((was, key, row))
    return found


def lookup_values(post: QueryDict, before: Mapping[str, Any], fixed: Container[str]) -> list[dict[str, Any]]:
    """Return the values of a lookup; keys in `fixed` are in force and stay as they are."""
    known = {value["key"]: value for value in before.get("values", ())}
    names = ("row.was", "row.key", "row.ru", "row.en", "row.parent", "row.hue", "row.retired")
    values = []
    for was, key, row in keyed(read_rows(post, names), fixed):
        value = {**known.get(was, {}), "key": key, "label": label_of(row)}
        set_or_drop(value, "parent", row["row.parent"])
        set_or_drop(value, "hue", number_or_text(row["row.hue"]))
        set_or_drop(value, "is_retired", row["row.retired"] == "1")
        values.append(value)
    return values


def label_of(row: Mapping[str, str]) -> dict[str, str]:
    """Return the name that a row gives, in both languages."""
    return {"ru": row["row.ru"] or row["row.en"], "en": row["row.en"] or row["row.ru"]}


def number_or_text(text: str) -> int | str | None:
    """Return the number, or what was typed, for the check of definitions to name it."""
    return int(text) if text.lstrip("-").isdecimal() else text or None


def set_or_drop(value: dict[str, Any], name: str, given: Any) -> None:
    """Keep a part of a body, or none where nothing is said; nought is something."""
    if given is None or given is False or given in ("", []):
        value.pop(name, None)
    else:
        value[name] = given


def label_in(body: Mapping[str, Any], code: str) -> str:
    """Return the label of a body in one language, as it is written: a bare text stands for both."""
    return text_in(body, "label", code)


def shown_label(body: Mapping[str, Any]) -> str:
    """Return the label of a body in the language in force, in the other one when it has none."""
    first, second = ("en", "ru") if (get_language() or "ru").startswith("en") else ("ru", "en")
    return label_in(body, first) or label_in(body, second)


def text_in(body: Mapping[str, Any], name: str, code: str) -> str:
    """Return any text of a body in one language."""
    text = body.get(name, "")
    return str(text.get(code, "")) if isinstance(text, Mapping) else str(text)


def problems_by_row(
    errors: Mapping[str, tuple[Text, ...]], name: str
) -> tuple[dict[int, tuple[Text, ...]], list[Text]]:
    """Return the problems of rows by their number, and the rest but those of label and key: they have inputs."""
    place = re.compile(rf"^{name}(?:\.|\[)(\d+)")
    rows: dict[int, tuple[Text, ...]] = {}
    rest: list[Text] = []
    for path, messages in errors.items():
        found = place.match(path)
        if found:
            rows[int(found[1])] = (*rows.get(int(found[1]), ()), *messages)
        elif not path.startswith("label") and path != "key":
            rest += messages
    return rows, rest
