"""A field's form as data: from what was sent to the edits it means, and from a stored body to the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.fields.options import read_options
from artel.platform.designer.naming.keys import KeyOf
from artel.platform.designer.naming.suggesting import key_for
from artel.platform.kernel.text import clean_line
from artel.platform.sections.fieldtype import FieldType
from artel.platform.sections.spec import Kind
from artel.platform.ui.component import Text

FLAGS = ("required", "unique", "searchable", "indexed", "readonly", "cascade")
NEW_LOOKUP = "+new"
NOWHERE = "-"
"""Said of `carry`: the value stays where it is."""
MOST_VALUES = 2_000
Errors = Mapping[str, tuple[Text, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldInput:
    """What stands in the form. `values` are lines of a lookup that is made with the field; `form` and `group` say
    where the new field is shown.
    """

    key: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    lookup_label: str = ""
    values: str = ""
    in_form: bool = True
    in_columns: bool = False

    def text(self, path: str) -> str:
        """Return the text at a path of the body: `label.ru`."""
        value: Any = self.body
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return "" if value is None else str(value)


def takes_lookup(field_type: FieldType) -> bool:
    """Tell whether values of the type come from a lookup."""
    return field_type.kind in (Kind.CHOICE, Kind.CHOICES) and field_type.key != "stage"


def takes_target(field_type: FieldType) -> bool:
    """Tell whether the type points to records of a section."""
    return field_type.kind is Kind.REFERENCE


def is_typed(field_type: FieldType) -> bool:
    """Tell whether people type values of the type: what is counted or numbered by itself is never required."""
    return field_type.widget != "readonly"


def read_field(post: QueryDict, field_type: FieldType, before: Mapping[str, Any]) -> FieldInput:
    """Return what was sent; what the form does not ask stays as it was before."""
    body: dict[str, Any] = {**before, "type": field_type.key}
    body["label"] = _texts(post, "label")
    for name, value in (("help", _texts(post, "help")), ("options", read_options(field_type.options, post))):
        _keep(body, name, {k: v for k, v in value.items() if v not in ("", None)})
    for name in FLAGS:
        _keep(body, name, bool(post.get(name)))
    _keep(body, "default", clean_line(post.get("default", "")) or None)
    if takes_lookup(field_type):
        _keep(body, "lookup", post.get("lookup", "") or None)
    if takes_target(field_type) and "target" in post:
        _keep(body, "target", post.get("target", "") or None)
    _keep(body, "carry", _carried(post, before.get("carry", {})))
    return FieldInput(
        key=clean_line(post.get("key", "")),
        body=body,
        lookup_label=clean_line(post.get("lookup_label", "")),
        values=post.get("values", ""),
        in_form=bool(post.get("in_form")),
        in_columns=bool(post.get("in_columns")),
    )


def _texts(post: QueryDict, name: str) -> dict[str, str]:
    return {code: clean_line(post.get(f"{name}.{code}", "")) for code in ("ru", "en")}


def _carried(post: QueryDict, before: Mapping[str, str]) -> dict[str, str]:
    """Return where the value goes: section → field, empty for nowhere; left out: to a field of the same key."""
    sent = {name.removeprefix("carry."): post.get(name, "") for name in post if name.startswith("carry.")}
    said = {section: "" if into == NOWHERE else into for section, into in sent.items() if into}
    return {**{section: into for section, into in before.items() if section not in sent}, **said}


def _keep(body: dict[str, Any], name: str, value: Any) -> None:
    if value in (False, None, "", {}):
        body.pop(name, None)
    else:
        body[name] = value


def field_edits(given: FieldInput, section: str, working: Working, *, is_new: bool) -> list[Edit]:
    """Return the edits of a field: itself, the lookup made with it, its places in the layout."""
    body = dict(given.body)
    edits: list[Edit] = []
    if body.get("lookup") == NEW_LOOKUP:
        lookup = lookup_of_lines(given, section, working)
        body["lookup"] = lookup.key
        edits.append(lookup)
    edits.insert(0, Edit(kind="field", key=f"{section}.{given.key}", body=body))
    layout = working.body("layout", section)
    if is_new and layout is not None:
        shown = _shown_in(layout, given)
        if shown != layout:
            edits.append(Edit(kind="layout", key=section, body=shown))
    return edits


def _shown_in(layout: Mapping[str, Any], given: FieldInput) -> dict[str, Any]:
    """Return the layout with the field at the end of the lists it shall stand in; an absent list shows all anyway."""
    body = dict(layout)
    for name, is_wanted in (("form", given.in_form), ("columns", given.in_columns)):
        listed = body.get(name)
        if is_wanted and listed and given.key not in listed:
            body[name] = [*listed, given.key]
    return body


def lookup_of_lines(given: FieldInput, section: str, working: Working) -> Edit:
    """Return the new lookup: a value for each line that is not blank."""
    label = given.lookup_label or given.text("label.ru") or given.text("label.en")
    stem = key_for(label, lambda key: working.exists("lookup", key), prefix="")
    return Edit(kind="lookup", key=stem, body={"label": _both(label), "values": values_of_lines(given.values)})


def values_of_lines(text: str, taken: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return values with keys made of their labels; a repeated line counts once."""
    lines = dict.fromkeys(clean_line(line) for line in text.splitlines()[:MOST_VALUES])
    keys: set[str] = set(taken)
    values = []
    for line in lines:
        if not line:
            continue
        key = key_for(line, keys.__contains__, prefix="")
        keys.add(key)
        values.append({"key": key, "label": _both(line)})
    return values


def _both(label: str) -> dict[str, str]:
    return {"ru": label, "en": label}


def own_problems(given: FieldInput, section: str, working: Working, field_type: FieldType, *, is_new: bool) -> Errors:
    """Return what the form itself knows to be wrong, by the name of the input."""
    found: dict[str, tuple[Text, ...]] = {}
    if not (given.text("label.ru") or given.text("label.en")):
        found["label.ru"] = (_("Name the field."),)
    if is_new and (wrong := KeyOf(kind="field", section=section).problem(given.key, working)):
        found["key"] = (wrong,)
    if takes_lookup(field_type) and not given.body.get("lookup"):
        found["lookup"] = (_("Choose a lookup, or make a new one."),)
    if given.body.get("lookup") == NEW_LOOKUP and not values_of_lines(given.values):
        found["values"] = (_("Write at least one value, each on a line of its own."),)
    if takes_target(field_type) and not given.body.get("target"):
        found["target"] = (_("Choose the section whose records it points to."),)
    return found
