"""The published schemas are right: every file of every shipped pack fits, and what the reader refuses does not."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from artel.platform.definitions.kind import definition_kinds, load_kinds
from artel.platform.packs.folder import PackFile, walk
from artel.platform.packs.json_schema import schema_of_file, schemas
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.reading import PARTS_OF_A_SECTION
from artel.platform.packs.yaml.text import parse_yaml
from artel.platform.sections.fieldtype import field_types, load_field_types

ALL = schemas()
FILES = {
    f"{name}/{file.path}": file
    for name in shipped_packs()
    for file in walk(shipped_pack(name))[0]
    if not file.is_for_people and file.path.suffix == ".yaml"
}


def faults(schema: str, value: Any) -> list[str]:
    return [error.json_path for error in Draft202012Validator(ALL[schema]).iter_errors(value)]


@pytest.mark.parametrize("name", ALL)
def test_each_is_a_schema_whose_references_resolve(name: str) -> None:
    Draft202012Validator.check_schema(ALL[name])
    defined = {f"#/$defs/{key}" for key in ALL[name].get("$defs", {})}
    assert set(references(ALL[name])) <= defined


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for inner in value.values() for found in references(inner)]
    return [found for inner in value for found in references(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("place", FILES)
def test_every_file_of_a_shipped_pack_fits(place: str) -> None:
    file: PackFile = FILES[place]
    schema = schema_of_file(file.path.with_suffix("").parts)
    assert schema is not None
    assert faults(schema, parse_yaml(file.text, file.shown).value) == []


def test_every_kind_and_every_part_of_a_section_has_its_place() -> None:
    load_kinds()
    in_sections = {*PARTS_OF_A_SECTION.values(), "section"}
    assert {kind.key for kind in definition_kinds if kind.key not in in_sections} <= set(ALL)
    known = {part for part, kind in PARTS_OF_A_SECTION.items() if kind in definition_kinds}
    for name in ("section", "extends"):
        assert {*known, "layout"} <= set(ALL[name]["properties"])


def test_a_field_s_options_are_those_of_its_type() -> None:
    load_field_types()

    def field(**facts: Any) -> dict[str, Any]:
        return {"fields": {"x_a": {"label": "А", **facts}}}

    assert faults("extends", field(type="autonumber", options={"template": "А-{n}"})) == []
    assert faults("extends", field(type="boolean", options={"template": "А-{n}"})) != []
    assert faults("extends", field(type="nonsense")) != []
    (body,) = ALL["extends"]["properties"]["fields"]["patternProperties"].values()
    ruled = {rule["if"]["properties"]["type"]["const"] for rule in body["allOf"]}
    assert ruled == {known.key for known in field_types}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("extends", {"fields": {"x_a": {"type": "text", "label": "А", "requird": True}}}),
        ("extends", {"fields": {"Bad-Key": {"type": "text", "label": "А"}}}),
        ("extends", {"fields": {"x_a": {"type": "text"}}}),
        ("extends", {"label": "А"}),
        ("section", {"fields": {}}),
        ("lookups", {"a": {"label": "А", "values": [{"key": "Bad Key", "label": "Б"}]}}),
        ("manifest", {"key": "a", "version": 1.0, "label": "А"}),
        ("manifest", {"key": "a", "version": "1.0", "label": "А", "requires": ["b >= x"]}),
        ("pipeline", {"label": "А", "section": "deals", "stages": []}),
        ("demo", {"grups": []}),
    ],
)
def test_what_the_reader_refuses_does_not_fit(schema: str, value: Any) -> None:
    assert faults(schema, value) != []


def test_a_label_is_one_text_or_two() -> None:
    assert faults("lookup", {"label": "Цвета"}) == []
    assert faults("lookup", {"label": {"ru": "Цвета", "en": "Colours"}}) == []
    assert faults("lookup", {"label": {"ru": "Цвета", "de": "Farben"}}) != []
