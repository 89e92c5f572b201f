"""Bad packs: every mistake at once, with file, line and path, in the reader's language; nothing is applied."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.utils import translation

from artel.platform.definitions.current import read_revision, stored_documents
from artel.platform.definitions.models import Revision
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.packs.planning import PacksPlan, apply_packs, plan_packs

pytestmark = pytest.mark.django_db
LABEL = "label: {ru: Образец, en: Sample}\n"
MANIFEST = f'key: sample\nversion: "1.0"\n{LABEL}'


def pack(folder: Path, files: dict[str, str | bytes], *, key: str = "sample") -> Path:
    """Write a pack of these files; pack.yaml is made unless given."""
    for place, text in {"pack.yaml": MANIFEST.replace("sample", key), **files}.items():
        path = folder / key / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / key


def refused(*folders: Path) -> list[tuple[str, int, str, str]]:
    """Plan and try to apply; return (file, line, path, code) of each problem; nothing may have changed."""
    before = (read_revision(), Revision.objects.count(), stored_documents())
    planned = plan_packs(folders)
    with pytest.raises(ConfigurationRefused):
        apply_packs(planned, actor=SYSTEM)
    assert (read_revision(), Revision.objects.count(), stored_documents()) == before
    return [(p.file, p.line, p.path, p.code) for p in planned.problems]


def applied(folder: Path) -> PacksPlan:
    planned = plan_packs([folder])
    assert [str(p) for p in planned.problems] == []
    apply_packs(planned, actor=SYSTEM)
    return planned


def test_every_mistake_of_the_configuration_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "extends/deals.yaml": """\
fields:
  floors: {type: integer, label: Этажей}
  x_name: {type: text, label: Имя}
  x_kind: {type: nonsense, label: Вид}
  x_area: {type: integer, label: Площадь, options: {max: много}}
  x_where: {type: reference, target: x_nowhere, label: Где}
  x_colour:
    type: choice
    label: Цвет
    lookup: colours
views:
  late: {label: Поздние, filter: "dedline lt today()", columns: [name, x_gone]}
layout:
  groups: [{label: Данные, fields: [x_absent]}]
""",
        "roles.yaml": "seller: {label: Продавец, sections: {nowhere: [read]}, tools: [nothing]}\n",
        "pipelines/odd.yaml": "label: В\nsection: deals\nstages: [{key: a, label: А, to: [b]}, {key: a, label: А}]\n",
    }
    found = refused(pack(tmp_path, files))
    place = "sample/extends/deals.yaml"
    assert {(file, line, code) for file, line, _path, code in found} >= {
        (place, 2, "bad_key"),
        (place, 3, "bad_key"),
        (place, 4, "unknown_type"),
        (place, 5, "bad_option"),
        (place, 6, "unknown_section"),
        (place, 10, "unknown_lookup"),
        (place, 12, "unknown_field"),
        (place, 14, "unknown_field"),
        ("sample/roles.yaml", 1, "unknown_section"),
        ("sample/roles.yaml", 1, "unknown_tool"),
        ("sample/pipelines/odd.yaml", 3, "unknown_stage"),
        ("sample/pipelines/odd.yaml", 3, "duplicate_key"),
    }


def test_a_rule_that_requires_what_follows_from_other_fields_is_told_with_its_line(tmp_path: Path) -> None:
    extends = """\
fields:
  x_rest: {type: computed, label: Остаток, options: {expression: amount sub 1, result: money}}
layout:
  fields:
    x_rest:
      visible: amount gt 1
      required: amount gt 5
"""
    place = "sample/extends/deals.yaml"
    found = refused(pack(tmp_path, {"extends/deals.yaml": extends}))
    assert found == [(place, 7, "layout deals: fields.x_rest.required", "required_but_readonly")]


def test_unknown_keys_and_wrong_types_are_told_with_path_and_line(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "extends/deals.yaml": """\
fields:
  x_a:
    type: text
    label: А
    requird: true
    help: {ru: Подсказка, de: Hilfe}
  x_b: {type: text, required: maybe}
  x_c: text
views:
  one: {label: О, columns: name}
""",
        "lookups.yaml": "colours: {label: Ц, values: [{key: Bad Key, label: К}, {label: Б}]}\n",
    }
    found = refused(pack(tmp_path, files))
    assert ("sample/extends/deals.yaml", 8, "fields.x_c", "not_a_mapping") in found
    files["extends/deals.yaml"] = str(files["extends/deals.yaml"]).replace("  x_c: text\n", "")
    found = refused(pack(tmp_path, files))
    place = "sample/extends/deals.yaml"
    assert {(file, line, path, code) for file, line, path, code in found} >= {
        (place, 5, "field deals.x_a: requird", "extra_forbidden"),
        (place, 6, "field deals.x_a: help.de", "extra_forbidden"),
        (place, 7, "field deals.x_b: required", "bool_parsing"),
        (place, 7, "field deals.x_b: label", "missing"),
        (place, 9, "view deals.one: columns", "tuple_type"),
        ("sample/lookups.yaml", 1, "lookup colours: values.0.key", "string_pattern_mismatch"),
        ("sample/lookups.yaml", 1, "lookup colours: values.1.key", "missing"),
    }


def test_problems_speak_the_reader_s_language(tmp_path: Path) -> None:
    fields = "fields: {x_a: {type: text, label: А, requird: true}, x_b: {type: text}}\n"
    folder = pack(tmp_path, {"extends/deals.yaml": fields})
    with translation.override("ru"):
        told = {str(p.message) for p in plan_packs([folder]).problems}
    assert told == {"Такого ключа здесь нет.", "Это нужно указать."}


def test_a_key_that_stands_twice_is_told_in_one_file_and_across_files(tmp_path: Path) -> None:
    twice: dict[str, str | bytes] = {"lookups.yaml": "a: {label: А}\nb: {label: Б}\na: {label: В}\n"}
    assert refused(pack(tmp_path, twice)) == [("sample/lookups.yaml", 3, "a", "duplicate_key")]
    across: dict[str, str | bytes] = {"lookups.yaml": "b: {label: Б}\na: {label: А}\n", "lookups/a.yaml": "label: А\n"}
    found = refused(pack(tmp_path, across))
    assert [(path, code) for _file, _line, path, code in found] == [("lookup a", "duplicate_key")]


def test_two_packs_that_declare_one_item_are_both_named(tmp_path: Path) -> None:
    one = pack(tmp_path, {"lookups.yaml": "colours: {label: Цвета}\n"}, key="one")
    two = pack(tmp_path, {"lookups.yaml": "colours: {label: Краски}\n"}, key="two")
    planned = plan_packs([one, two])
    assert [p.code for p in planned.problems] == ["foreign_owner"]
    assert "«one»" in str(planned.problems[0].message)
    assert "«two»" in str(planned.problems[0].message)


def test_a_removed_field_is_refused_while_a_view_a_layout_or_a_condition_names_it(tmp_path: Path) -> None:
    fields = "fields: {x_a: {type: integer, label: А}, x_b: {type: text, label: Б}}\n"
    users = "views: {one: {label: О, columns: [name, x_a], filter: x_a gt 5}}\nlayout: {key_facts: [x_a]}\n"
    applied(pack(tmp_path, {"extends/deals.yaml": fields + users}))
    manifest = f"{MANIFEST}retires: [field deals.x_a]\n"
    without = "fields: {x_b: {type: text, label: Б}}\n"
    found = refused(pack(tmp_path, {"pack.yaml": manifest, "extends/deals.yaml": without + users}))
    place = "sample/extends/deals.yaml"
    assert {(file, line, path) for file, line, path, _code in found} == {
        (place, 2, "view deals.one: columns"),
        (place, 2, "view deals.one: filter"),
        (place, 3, "layout deals: key_facts"),
    }
    freed = without + "views: {one: {label: О, columns: [name]}}\nlayout: {key_facts: [owner]}\n"
    applied(pack(tmp_path, {"pack.yaml": manifest, "extends/deals.yaml": freed}))


def test_a_type_or_target_never_changes_under_values(tmp_path: Path) -> None:
    first = "fields: {x_a: {type: integer, label: А}, x_b: {type: reference, target: accounts, label: Б}}\n"
    applied(pack(tmp_path, {"extends/deals.yaml": first}))
    second = first.replace("integer", "text").replace("accounts", "contacts")
    found = refused(pack(tmp_path, {"extends/deals.yaml": second}))
    assert [(line, path, code) for _file, line, path, code in found] == [
        (1, "field deals.x_a: type", "immutable"),
        (1, "field deals.x_b: target", "immutable"),
    ]


BOMBS = {
    "aliases": ("a: &a [x, x, x]\nb: [*a, *a, *a]\nc: {d: *a}\n", {"anchor", "alias", "not_a_mapping"}),
    "merge": ("a: &a {label: А}\nb: {<<: *a}\n", {"anchor", "merge_key"}),
    "depth": ("a: " + "[" * 5000 + "]" * 5000 + "\n", {"too_deep"}),
    "tags": ("a: !!python/object/apply:os.system ['true']\n", {"tag", "not_a_mapping"}),
    "huge number": ("a: {label: А, values: " + "9" * 500_000 + "}\n", {"tuple_type"}),
    "tabs": ("a:\n\tlabel: А\n", {"bad_yaml"}),
    "two documents": ("a: {label: А}\n---\nb: {label: Б}\n", {"two_documents"}),
    "not utf-8": ("a: {label: Цвета}\n".encode("cp1251"), {"bad_encoding"}),
    "nul": (b"a: {label: \x00}\n", {"bad_yaml"}),
    "escaped nul": ('a: {label: "x\\0y"}\n', {"nul"}),
    "too large": ("# " + "x" * 1_100_000 + "\n", {"too_large"}),
    "unclosed": ("a: {label: [А\n", {"bad_yaml"}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_makes_the_reader_do_more_than_read(tmp_path: Path, name: str) -> None:
    text, codes = BOMBS[name]
    began = time.perf_counter()
    found = refused(pack(tmp_path, {"lookups.yaml": text}))
    assert time.perf_counter() - began < 5
    assert {code for _file, _line, _path, code in found} == codes
    assert {file for file, _line, _path, _code in found} == {"sample/lookups.yaml"}


def test_a_label_has_a_limit(tmp_path: Path) -> None:
    found = refused(pack(tmp_path, {"lookups.yaml": f"a: {{label: {'я' * 100_000}}}\n"}))
    assert {code for _file, _line, _path, code in found} == {"string_too_long"}


def test_links_and_foreign_files_are_refused(tmp_path: Path) -> None:
    folder = pack(tmp_path, {"hooks.py": "import os\n", "sections/../../x.txt": "a"})
    (folder / "lookups.yaml").symlink_to("/etc/hostname")
    found = refused(folder)
    assert {(file, code) for file, _line, _path, code in found} == {
        ("sample/hooks.py", "unknown_file"),
        ("sample/lookups.yaml", "not_a_file"),
    }


def test_five_thousand_fields_are_refused_clearly_and_quickly(tmp_path: Path) -> None:
    fields = "".join(f"  x_f{n}: {{type: text, label: Поле {n}}}\n" for n in range(5000))
    folder = pack(tmp_path, {"extends/deals.yaml": f"fields:\n{fields}"})
    began = time.perf_counter()
    found = refused(folder)
    assert time.perf_counter() - began < 20
    assert [(path, code) for _file, _line, path, code in found] == [("section deals", "too_many_fields")]


def test_versions_that_do_not_fit_are_told(tmp_path: Path) -> None:
    pack(tmp_path, {"pack.yaml": f'key: ground\nversion: "1.2"\n{LABEL}'}, key="ground")
    house = f'key: house\nversion: "1.0"\n{LABEL}requires: ["ground >=1.3, <2"]\n'
    found = refused(pack(tmp_path, {"pack.yaml": house}, key="house"))
    assert [(file, path, code) for file, _line, path, code in found] == [
        ("house/pack.yaml", "requires", "wrong_version")
    ]
    ok = pack(tmp_path, {"pack.yaml": house.replace(">=1.3", ">=1.2")}, key="house")
    applied(ok)
    newer = pack(tmp_path, {"pack.yaml": f'key: ground\nversion: "2.0"\n{LABEL}'}, key="ground")
    assert [code for _file, _line, _path, code in refused(newer)] == ["wrong_version"]
    worse = refused(pack(tmp_path, {"pack.yaml": house.replace(">=1.3", "about 1")}, key="house"))
    assert [code for _file, _line, _path, code in worse] == ["string_pattern_mismatch"]


def test_a_circle_of_packs_is_named(tmp_path: Path) -> None:
    pack(tmp_path, {"pack.yaml": f'key: hen\nversion: "1.0"\n{LABEL}requires: [egg]\n'}, key="hen")
    egg = pack(tmp_path, {"pack.yaml": f'key: egg\nversion: "1.0"\n{LABEL}requires: [hen]\n'}, key="egg")
    planned = plan_packs([egg])
    assert [p.code for p in planned.problems] == ["circle"]
    assert "egg → hen → egg" in str(planned.problems[0])


def test_linked_lists_in_a_circle_are_told(tmp_path: Path) -> None:
    fields = """\
fields:
  x_a: {type: linked_choice, lookup: places, label: А, options: {parent: x_c}}
  x_b: {type: linked_choice, lookup: places, label: Б, options: {parent: x_a}}
  x_c: {type: linked_choice, lookup: places, label: В, options: {parent: x_b}}
"""
    files: dict[str, str | bytes] = {"extends/deals.yaml": fields, "lookups.yaml": "places: {label: Места}\n"}
    found = refused(pack(tmp_path, files))
    assert {(line, code) for _file, line, _path, code in found} == {(2, "cycle"), (3, "cycle"), (4, "cycle")}
