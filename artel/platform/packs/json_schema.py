"""JSON Schemas (draft 2020-12) of a pack's files, made from the bodies themselves, for completion in an editor.

`manifest` is pack.yaml, `section` a file of `sections/`, `extends` one of `extends/`, `demo` one of `demo/`; every
other kind has two: `<kind>` for `<kind>s/<key>.yaml` and `<kind>s` for `<kind>s.yaml`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from artel.platform.definitions.kind import LabelBody, definition_kinds, load_kinds
from artel.platform.definitions.overlays.amending import PLACES, WHOLE
from artel.platform.definitions.overlays.shapes import Keyed, Named, Naming, Shape, shape_of_kind
from artel.platform.definitions.tabulating import ValuesFrom
from artel.platform.kernel.text import KEY
from artel.platform.packs.demo.form import DemoForm
from artel.platform.packs.manifest import Manifest
from artel.platform.packs.reading import AMENDS, PARTS_OF_A_SECTION, WRITTEN_IN_SECTIONS
from artel.platform.sections.fieldtype import field_types, load_field_types

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """Return name → schema of every sort of file."""
    load_kinds()
    load_field_types()
    found = {"manifest": _of_model(Manifest), "demo": _of_model(DemoForm)}
    found["section"] = _section_file(is_new=True)
    found["extends"] = _section_file(is_new=False)
    for kind in definition_kinds:
        if kind.key not in WRITTEN_IN_SECTIONS:
            body = _of_kind(kind.key)
            found[kind.key] = body
            found[_plural(kind.key)] = _mapping_file(body, kind.key)
    return {name: {"$schema": DIALECT, **found[name]} for name in sorted(found)}


def write_schemas(folder: Path) -> list[Path]:
    """Write `<name>.json` for each schema; return the paths. What was there before is written over."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _of_model(model: type[BaseModel]) -> Schema:
    schema = model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        if "label" in part.get("properties", {}):
            part["properties"]["label"] = _label(part["properties"]["label"])
    return schema


def _label(described: Schema) -> Schema:
    """A label may be one text for both languages: bodies take that before their own check, which no schema sees."""
    is_label = described.get("$ref", "").endswith(f"/{LabelBody.__name__}")
    return {"anyOf": [{"type": "string"}, {"$ref": described["$ref"]}]} if is_label else described


def _of_kind(kind: str) -> Schema:
    schema = _of_model(definition_kinds.get(kind).body)
    if kind == "lookup":
        source = ValuesFrom.model_json_schema(mode="validation")
        schema.setdefault("$defs", {}).update(source.pop("$defs", {}))
        schema["properties"]["values_from"] = _cells_as_written(source)
    return _with_types(schema) if kind == "field" else schema


def _cells_as_written(source: Schema) -> Schema:
    """A text stands for a cell, one cell for a list of them."""
    cell = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Cell"}]}
    for name in ("key", "label", "en", "parent"):
        source["properties"][name] = {"anyOf": [*cell["anyOf"], {"type": "array", "items": cell}]}
    return source


def _with_types(schema: Schema) -> Schema:
    """Name the types of fields, and let each bring the schema of its options."""
    schema["properties"]["type"] = {"enum": list(field_types.keys())}
    rules = []
    for known in field_types:
        options = _of_model(known.options)
        schema.setdefault("$defs", {}).update(options.pop("$defs", {}))
        rules.append(
            {
                "if": {"properties": {"type": {"const": known.key}}, "required": ["type"]},
                "then": {"properties": {"options": options}},
            }
        )
    schema["allOf"] = rules
    return schema


def _section_file(*, is_new: bool) -> Schema:
    nothing: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
    schema = _of_kind("section") if is_new else nothing
    defs = schema.setdefault("$defs", {})
    for part, kind in PARTS_OF_A_SECTION.items():
        if kind not in definition_kinds:
            continue
        body = _nested(_of_kind(kind), defs)
        if kind == "pipeline":
            # The file itself says which section it is of.
            body["properties"].pop("section")
            body["required"].remove("section")
        schema["properties"][part] = _keyed(body)
    schema["properties"]["layout"] = _nested(_of_kind("layout"), defs)
    if not is_new:
        amended = {part: _keyed(_amendment_of(kind, defs)) for part, kind in PARTS_OF_A_SECTION.items()}
        amended |= {kind: _amendment_of(kind, defs) for kind in ("section", "layout")}
        schema["properties"][AMENDS] = {"type": "object", "properties": amended, "additionalProperties": False}
    return schema


def _mapping_file(body: Schema, kind: str) -> Schema:
    body = deepcopy(body)
    defs = body.pop("$defs", {})
    amended = {AMENDS: _keyed(_amendment_of(kind, defs))}
    declared = {f"(?!{AMENDS}$){KEY.pattern}": body}
    return {"type": "object", "properties": amended, "patternProperties": declared, "additionalProperties": False} | {
        "$defs": defs
    }


def _amendment_of(kind: str, defs: dict[str, Schema]) -> Schema:
    """Return the schema of an amendment of a kind's body, or of doing without it."""
    return _or_nothing(_amended(shape_of_kind(kind), _nested(_of_kind(kind), defs), defs))


def _amended(shape: Shape, schema: Schema, defs: dict[str, Schema]) -> Schema:
    schema = _resolved(schema, defs)
    if isinstance(shape, Keyed):
        described = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        known = {key: _or_nothing(_amended(part, described.get(key, {}), defs)) for key, part in shape.parts.items()}
        free = _amended(shape.rest, rest if isinstance(rest, dict) else {}, defs) if shape.rest else None
        found: Schema = {"type": "object", "properties": known}
        found["additionalProperties"] = False if free is None else _or_nothing(free)
        return {"anyOf": [{"type": "string"}, found]} if shape.is_label else found
    return _amended_list(shape, schema, defs) if isinstance(shape, Named) else schema


def _amended_list(shape: Named, schema: Schema, defs: dict[str, Schema]) -> Schema:
    items = schema.get("items", {})
    entry: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
    if shape.naming is not Naming.PLAIN:
        entry = _amended(shape.item, items, defs)
    entry["properties"] |= {side: {"type": "string"} for side in PLACES}
    whole = {"type": "object", "properties": {WHOLE: schema}, "required": [WHOLE], "additionalProperties": False}
    by_name = {"type": "object", "additionalProperties": _or_nothing(entry), "propertyNames": {"not": {"const": WHOLE}}}
    at_the_end = [{"type": "array", "items": items}] if shape.naming is Naming.PLAIN else []
    return {"anyOf": [by_name, *at_the_end, whole]}


def _resolved(schema: Schema, defs: dict[str, Schema]) -> Schema:
    """Return what a schema stands for: the one that it refers to, or the one beside `null`."""
    some = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(some) == 1 or (some and "$ref" in some[-1]):
        schema = some[-1]
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return deepcopy(defs[name]) if name in defs else schema


def _or_nothing(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _keyed(body: Schema) -> Schema:
    return {"type": "object", "patternProperties": {KEY.pattern: body}, "additionalProperties": False}


def _nested(schema: Schema, defs: dict[str, Schema]) -> Schema:
    """Return a schema to stand within another: its definitions move to the top, under names of their own."""
    prefix = schema.get("title", "")
    own = schema.pop("$defs", {})
    moved = {f"#/$defs/{name}": f"#/$defs/{prefix}{name}" for name in own}
    for name, value in own.items():
        defs[f"{prefix}{name}"] = _renamed(value, moved)
    renamed: Schema = _renamed(schema, moved)
    return renamed


def _renamed(value: Any, moved: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            k: moved.get(v, v) if k == "$ref" and isinstance(v, str) else _renamed(v, moved) for k, v in value.items()
        }
    return [_renamed(inner, moved) for inner in value] if isinstance(value, list) else value


def schema_of_file(parts: tuple[str, ...]) -> str | None:
    """Return the name of the schema that a file of a pack is written by, from its path without suffix."""
    fixed = {("pack",): "manifest"}
    if parts in fixed:
        return fixed[parts]
    folders = {"sections": "section", "extends": "extends", "demo": "demo"}
    if len(parts) == 2 and parts[0] in folders:
        return folders[parts[0]]
    return next(_of_other(parts), None)


def _of_other(parts: tuple[str, ...]) -> Iterator[str]:
    for kind in definition_kinds:
        if parts[0] == _plural(kind.key):
            yield kind.key if len(parts) == 2 else parts[0]


def _plural(kind: str) -> str:
    return f"{kind.removesuffix('s')}s"
