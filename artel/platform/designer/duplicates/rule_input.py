"""A rule's form as data: from what was sent to the body; what says the same as saying nothing is left out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from artel.platform.definitions.kinds.duplicates import ACTS, DuplicatesBody
from artel.platform.designer.list_input import read_rows
from artel.platform.kernel.text import clean_line

ROW = ("field", "match", "form", "also")
NUMBERS = ("likeness", "position")
REFUSE = "refuse"


def default_of(name: str) -> Any:
    """Return what a part of a rule is when the rule says nothing of it."""
    return DuplicatesBody.model_fields[name].default


def read_rule(post: QueryDict, before: Mapping[str, Any], when: str) -> dict[str, Any]:
    """Return the body of a rule as sent, with its condition; the rest of `before` stays."""
    body = dict(before)
    body["label"] = {code: clean_line(post.get(f"label.{code}", "")) for code in ("ru", "en")}
    rows = read_rows(post, tuple(f"row.{name}" for name in ROW), named_by=("row.field",))
    body["fields"] = [_match({name: row[f"row.{name}"] for name in ROW}) for row in rows]
    body["differs"] = post.getlist("differs")
    body["when"] = when
    body["severity"] = post.get("severity", "")
    body["allowed"] = post.getlist("allowed") if body["severity"] == REFUSE else []
    body["acts"] = [act for act in ACTS if act in post.getlist("acts")]
    body["hidden"] = post.get("hidden", "")
    for name in NUMBERS:
        sent = clean_line(post.get(name, ""))
        body[name] = int(sent) if sent.lstrip("-").isdecimal() else sent
    return {name: value for name, value in body.items() if not _says_nothing(name, value)}


def _match(row: Mapping[str, str]) -> dict[str, str]:
    """Return one field of a rule; a value compared as it is stored has no form."""
    silent = {"match": "normalised", "form": "", "also": ""}
    if row["match"] == "exact":
        row = {**row, "form": ""}
    return {name: text for name, text in row.items() if text != silent.get(name)}


def _says_nothing(name: str, value: Any) -> bool:
    if name in ("label", "fields"):
        return False
    default = default_of(name)
    # Nothing chosen of the acts is a rule that never acts: the check of definitions or the form says so.
    is_blank = value in ("", [], ()) and name != "acts"
    return is_blank or value == (list(default) if isinstance(default, tuple) else default)
