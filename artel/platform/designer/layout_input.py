"""The layout editor's model as data: what the page sends, and the body it means. Other parts of the body stay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from artel.platform.kernel.text import clean_line
from artel.platform.sections.spec import Kind, LayoutSpec, SectionSpec

LISTS = ("order", "key_facts", "form", "columns", "filters", "board_facts", "totals")
STAGES = "stages."
NEVER_GROUPED = frozenset({"name", "owner", "pipeline", "stage"})


def read_model(text: str) -> dict[str, Any]:
    """Return what the page sent; raises ValueError for what no page of ours sends."""
    sent = json.loads(text)
    if not isinstance(sent, dict):
        raise ValueError("not an object")
    model: dict[str, Any] = {}
    for name in LISTS:
        if name in sent:
            model[name] = [str(key) for key in sent[name]]
    for name in sent:
        if name.startswith(STAGES):
            stage, _dot, part = name.removeprefix(STAGES).rpartition(".")
            model.setdefault("stages", {}).setdefault(stage, {})[part] = [str(key) for key in sent[name]]
    if "groups" in sent:
        model["groups"] = [_group(each) for each in sent["groups"]]
    if "tabs" in sent:
        model["tabs"] = [
            {"key": str(each["key"]), "label": {"ru": clean_line(str(each["ru"])), "en": clean_line(str(each["en"]))}}
            for each in sent["tabs"]
        ]
    if "details" in sent:
        model["details"] = [
            dict(zip(("section", "field"), str(each).split("."), strict=True)) for each in sent["details"]
        ]
    return model


def _group(sent: Mapping[str, Any]) -> dict[str, Any]:
    ru, en = clean_line(str(sent.get("ru", ""))), clean_line(str(sent.get("en", "")))
    group: dict[str, Any] = {"label": {"ru": ru or en, "en": en or ru}, "fields": [str(k) for k in sent["fields"]]}
    if columns := int(sent.get("columns") or 0):
        group["columns"] = columns
    if sent.get("collapsed"):
        group["collapsed"] = True
    if sent.get("tab"):
        group["tab"] = str(sent["tab"])
    return group


def changed_body(before: Mapping[str, Any], model: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body with the parts that the page sent; an empty part is left out: it is derived again."""
    body = {**before, **model}
    if "stages" in model:
        asked = {stage: dict(parts) for stage, parts in before.get("stages", {}).items()}
        for stage, parts in model["stages"].items():
            asked[stage] = {name: keys for name, keys in {**asked.get(stage, {}), **parts}.items() if keys}
        body["stages"] = {stage: parts for stage, parts in asked.items() if parts}
    return {key: value for key, value in body.items() if value not in ([], {})}


def groupable(spec: SectionSpec) -> list[str]:
    """Return the fields that stand in groups of a card."""
    return [f.key for f in spec.shown_fields if not f.system and f.key not in NEVER_GROUPED]


def askable(spec: SectionSpec) -> list[str]:
    """Return the fields that a form may ask for."""
    return [f.key for f in spec.shown_fields if not f.system and not f.readonly and f.key not in ("pipeline", "stage")]


def ordered(spec: SectionSpec) -> list[str]:
    """Return the fields that people put in order: the system's own stand last."""
    return [f.key for f in spec.shown_fields if not f.system]


def offered(spec: SectionSpec, name: str) -> list[str]:
    """Return the fields that may stand in a list of the layout."""
    if name == "form":
        return askable(spec)
    fields = [f for f in spec.shown_fields if f.key not in ("version", "trashed_at", "pipeline")]
    if name == "totals":
        fields = [f for f in fields if f.kind in (Kind.MONEY, Kind.INTEGER, Kind.DECIMAL) and f.key != "id"]
    if name == "board_facts":
        fields = [f for f in fields if f.kind is not Kind.LONG_TEXT]
    return [f.key for f in fields]


def stated_groups(body: Mapping[str, Any], layout: LayoutSpec, spec: SectionSpec) -> list[dict[str, Any]]:
    """Return the groups as the editor shows them: those stated, else one with every field, as screens have it."""
    known = set(groupable(spec))
    if body.get("groups"):
        return [{**g, "fields": [k for k in g["fields"] if k in spec.fields]} for g in body["groups"]]
    return [
        {"label": g.label.as_dict(), "fields": [k for k in g.fields if k in known], "columns": g.columns}
        for g in layout.groups
    ]


def stated(body: Mapping[str, Any], layout: LayoutSpec, name: str) -> Sequence[str]:
    """Return a list of the layout: as stated, else as it is derived."""
    found = body.get(name) or getattr(layout, name)
    return [str(key) for key in found]
