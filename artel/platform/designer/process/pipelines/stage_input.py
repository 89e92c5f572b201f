"""Stages as a form sends them: a row each, and beside the rows the moves, which name rows by their `row.id`.

The id of a row is the key its stage has; a row made in the browser has one of the browser's own.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from django.http import QueryDict

from artel.platform.designer.list_input import keyed, label_of, number_or_text, read_rows, set_or_drop

STAGE_CELLS = ("kind", "hue", "probability", "limit_days", "hint_ru", "hint_en")
HAS_MOVES = "has_moves"
"""A form that shows the moves says so by this name; of any other they stay as they are."""


def pipeline_stages(post: QueryDict, before: Mapping[str, Any], fixed: Container[str]) -> list[dict[str, Any]]:
    """Return the stages of a pipeline; what the form does not ask stays. `fixed` keys are in force."""
    known = {stage["key"]: stage for stage in before.get("stages", ())}
    names = ("row.was", "row.key", "row.id", "row.ru", "row.en", *(f"row.{name}" for name in STAGE_CELLS))
    stages, now, by_id = [], {}, {}
    for was, key, row in keyed(read_rows(post, names), fixed):
        stage = {**known.get(was, {}), "key": key, "label": label_of(row), "kind": row["row.kind"] or "open"}
        stage["hue"] = number_or_text(row["row.hue"]) or 1
        for name in ("probability", "limit_days"):
            set_or_drop(stage, name, number_or_text(row[f"row.{name}"]))
        hint = {"ru": row["row.hint_ru"], "en": row["row.hint_en"]}
        set_or_drop(stage, "hint", hint if any(hint.values()) else None)
        stages.append(stage)
        now[was or key] = key
        by_id[row["row.id"] or key] = key
    ids = {key: row_id for row_id, key in by_id.items()}
    for stage in stages:
        moves = [now[key] for key in stage.get("to", ()) if key in now]
        if post.get(HAS_MOVES):
            chosen = {by_id[row_id] for row_id in post.getlist(f"to.{ids[stage['key']]}") if row_id in by_id}
            moves = _moves(moves, chosen, [each["key"] for each in stages])
        set_or_drop(stage, "to", moves)
        roles = {now[key]: roles for key, roles in stage.get("to_roles", {}).items() if key in now}
        set_or_drop(
            stage, "to_roles", {key: given for key, given in roles.items() if not moves or key in moves} or None
        )
    return stages


def _moves(present: list[str], chosen: Container[str], order: list[str]) -> list[str]:
    """Return the moves chosen: as they were where nothing changed, else in the order of the stages."""
    wanted = [key for key in order if key in chosen]
    return present if set(present) == set(wanted) else wanted
