"""A section's form as data: from what was sent to the edits it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import number_or_text
from artel.platform.designer.naming.keys import KeyOf
from artel.platform.designer.naming.suggesting import key_for
from artel.platform.kernel.text import clean_line
from artel.platform.ui.component import Text

FORMS = ("one", "few", "many", "en_one", "en_many")
SWITCHES = ("in_menu", "name_required", "has_feed", "has_activities", "has_pipeline")
DEFAULTS: Mapping[str, Any] = {
    "in_menu": True,
    "name_required": True,
    "has_feed": True,
    "has_activities": True,
    "has_pipeline": False,
    "default_order": ["-updated_at"],
}
FIRST_STAGES = (
    ("new", "Новая", "New", "open", 1),
    ("in_work", "В работе", "In work", "open", 2),
    ("done", "Готово", "Done", "success", 3),
    ("refused", "Отказ", "Refused", "failure", 1),
)


def read_section(post: QueryDict, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a section as sent; what the form does not ask stays as it was before."""
    body = dict(before)
    for name in ("label", "singular", "name_label"):
        texts = {code: clean_line(post.get(f"{name}.{code}", "")) for code in ("ru", "en")}
        if any(texts.values()) or name == "label":
            body[name] = texts
        else:
            body.pop(name, None)
    counted = [clean_line(post.get(f"counted.{name}", "")) for name in FORMS]
    if any(counted):
        body["counted"] = counted
    body["icon"] = post.get("icon", "") or "folder"
    if order := post.get("order", ""):
        rest = [str(key) for key in before.get("default_order", ())][1:]
        body["default_order"] = [f"{'-' if post.get('descending') else ''}{order}", *rest]
    for name in SWITCHES:
        if name in post.getlist("asked"):
            body[name] = bool(post.get(name))
    if position := clean_line(post.get("position", "")):
        body["position"] = number_or_text(position)
    return {k: v for k, v in body.items() if k not in DEFAULTS or v != DEFAULTS[k]}


def section_problems(
    key: str, body: Mapping[str, Any], working: Working, *, is_new: bool
) -> dict[str, tuple[Text, ...]]:
    """Return what the form itself knows to be wrong, by the name of the input."""
    found: dict[str, tuple[Text, ...]] = {}
    if not any(body["label"].values()):
        found["label.ru"] = (_("Name the section, in the plural: “Elevators”."),)
    if is_new and (wrong := KeyOf(kind="section").problem(key, working)):
        found["key"] = (wrong,)
    return found


def section_edits(key: str, body: Mapping[str, Any], parent: str, *, is_new: bool, working: Working) -> list[Edit]:
    """Return the edits of a section: itself, its first pipeline, the reference that makes it a detail."""
    written = dict(body)
    edits: list[Edit] = []
    if is_new and parent in working.snapshot.sections:
        above = working.snapshot.sections[parent]
        field = key_for(above.singular.text("ru"), lambda _key: False)
        written["parent"] = field
        reference = {"label": above.singular.as_dict(), "type": "reference", "target": parent}
        edits.append(Edit(kind="field", key=f"{key}.{field}", body={**reference, "required": True, "cascade": True}))
    if written.get("has_pipeline") and not any(
        d.kind == "pipeline" and d.body.get("section") == key and not d.is_retired for d in working.documents.values()
    ):
        edits.append(Edit(kind="pipeline", key=f"{key}_main", body=first_pipeline(key, written["label"])))
    return [Edit(kind="section", key=key, body=written), *edits]


def first_pipeline(section: str, label: Mapping[str, str]) -> dict[str, Any]:
    """Return a pipeline to begin with; its stages are there to be renamed."""
    stages = [
        {"key": key, "label": {"ru": ru, "en": en}, "kind": kind, "hue": hue} for key, ru, en, kind, hue in FIRST_STAGES
    ]
    return {"label": dict(label), "section": section, "is_default": True, "stages": stages}
