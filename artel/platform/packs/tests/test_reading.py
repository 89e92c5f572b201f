"""A pack's folder into documents: what lies where, and every mistake with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from artel.platform.packs.places import PackNotFound, find_pack, shipped_pack
from artel.platform.packs.reading import read_pack
from artel.platform.packs.tests.conftest import MakePack

SECTION = """\
label: {ru: Проекты, en: Projects}
has_pipeline: true
fields:
  x_area:
    type: integer
    label: {ru: Площадь, en: Area}
layout:
  columns: [name, x_area]
views:
  all: {label: {ru: Все, en: All}}
pipelines:
  x_projects:
    label: {ru: Работа, en: Work}
    stages: [{key: begin, label: {ru: Начало, en: Begin}}]
"""


def test_one_file_is_one_whole_section(make_pack: MakePack) -> None:
    pack = read_pack(make_pack(files={"sections/x_projects.yaml": SECTION}))
    assert pack.problems == []
    assert [d.identity for d in pack.documents] == [
        ("section", "x_projects"),
        ("field", "x_projects.x_area"),
        ("view", "x_projects.all"),
        ("pipeline", "x_projects"),
        ("layout", "x_projects"),
    ]
    assert {d.owner for d in pack.documents} == {"sample"}
    assert pack.documents[3].body["section"] == "x_projects"


def test_a_document_knows_the_lines_of_its_parts(make_pack: MakePack) -> None:
    pack = read_pack(make_pack(files={"sections/x_projects.yaml": SECTION}))
    field = next(d for d in pack.documents if d.kind == "field")
    assert field.file == "sample/sections/x_projects.yaml"
    assert (field.lines[""], field.lines["type"], field.lines["label.en"]) == (4, 5, 6)


def test_additions_and_other_kinds_have_their_places(make_pack: MakePack) -> None:
    files = {
        "extends/deals.yaml": "fields: {x_a: {type: text, label: А}}\nviews: {mine: {label: Мои}}\n",
        "lookups.yaml": "colours: {label: Цвета, values: [{key: red, label: Красный}]}\n",
        "lookups/sizes.yaml": "label: Размеры\n",
        "roles.yaml": 'seller: {label: Продавец, sections: {"*": [read]}}\n',
        "pipelines/deals.yaml": "label: Продажи\nsection: deals\nstages: [{key: a, label: А}]\n",
        "README.md": "# Что это\n",
    }
    pack = read_pack(make_pack(files=files))
    assert pack.problems == []
    assert {d.identity for d in pack.documents} == {
        ("field", "deals.x_a"),
        ("view", "deals.mine"),
        ("lookup", "colours"),
        ("lookup", "sizes"),
        ("role", "seller"),
        ("pipeline", "deals"),
    }


def test_tombstones_stand_in_the_manifest(make_pack: MakePack) -> None:
    manifest = 'key: sample\nversion: "1.0"\nlabel: Образец\nretires: [view deals.old, nonsense]\n'
    pack = read_pack(make_pack(files={"pack.yaml": manifest}))
    assert [(d.identity, d.is_retired) for d in pack.documents] == [(("view", "deals.old"), True)]
    assert [(p.code, p.line) for p in pack.problems] == [("bad_tombstone", 4)]


def test_every_mistake_of_every_file_is_told_at_once(make_pack: MakePack) -> None:
    files = {
        "extends/deals.yaml": "label: Продажи\nfields: [x_a]\nviews: {Bad-Key: {label: А}}\n",
        "lookups.yaml": "colours: {label: no}\n",
        "roles/boss.yaml": "- a\n",
        "surprise.yaml": "a: 1\n",
        "hooks.py": "import os\n",
        "sections/x_a.yaml": "label: {ru: Раздел}\n",
    }
    problems = {(p.file, p.line, p.code) for p in read_pack(make_pack(files=files)).problems}
    assert problems == {
        ("sample/extends/deals.yaml", 1, "unknown_key"),
        ("sample/extends/deals.yaml", 2, "not_a_mapping"),
        ("sample/extends/deals.yaml", 3, "bad_key"),
        ("sample/lookups.yaml", 1, "ambiguous"),
        ("sample/roles/boss.yaml", 1, "not_a_mapping"),
        ("sample/surprise.yaml", 1, "unknown_file"),
        ("sample/hooks.py", 0, "unknown_file"),
        ("sample/sections/x_a.yaml", 1, "untranslated"),
    }


def test_a_wrong_manifest_is_told_with_its_lines(make_pack: MakePack) -> None:
    pack = read_pack(make_pack(files={"pack.yaml": "key: Bad Key\nversion: 1.0\nlabel: Образец\ncolour: red\n"}))
    assert {(p.path, p.line) for p in pack.problems} == {("key", 1), ("version", 2), ("colour", 4)}
    assert pack.manifest is None


def test_links_out_of_the_folder_are_refused(make_pack: MakePack, tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("password: 1\n", encoding="utf-8")
    folder = make_pack()
    (folder / "lookups.yaml").symlink_to(outside)
    (folder / "roles").symlink_to(tmp_path, target_is_directory=True)
    pack = read_pack(folder)
    assert {(p.file, p.code) for p in pack.problems} == {
        ("sample/lookups.yaml", "not_a_file"),
        ("sample/roles", "not_a_file"),
    }
    assert pack.documents == []


def test_a_huge_file_and_one_that_is_no_text_are_refused(make_pack: MakePack) -> None:
    folder = make_pack()
    (folder / "lookups.yaml").write_text("# " + "x" * 1_100_000, encoding="utf-8")
    (folder / "roles.yaml").write_bytes(b"\xff\xfe\x00")
    assert [(p.file, p.code) for p in read_pack(folder).problems] == [
        ("sample/lookups.yaml", "too_large"),
        ("sample/roles.yaml", "bad_encoding"),
    ]


@pytest.mark.parametrize("name", ["../base", "/etc", "base/../base", "..", "base\x00", "БАЗА", ""])
def test_a_shipped_pack_is_found_by_a_word_only(name: str) -> None:
    with pytest.raises(PackNotFound):
        shipped_pack(name)


def test_a_pack_is_found_by_name_or_by_folder(make_pack: MakePack) -> None:
    folder = make_pack()
    assert find_pack(str(folder)) == folder
    assert find_pack("base").name == "base"
    with pytest.raises(PackNotFound):
        find_pack(str(folder.parent))


def test_the_digest_changes_with_definitions_but_not_with_demo_data_or_the_readme(make_pack: MakePack) -> None:
    folder = make_pack(files={"lookups.yaml": "a: {label: А}\n"})
    before = read_pack(folder).digest
    (folder / "demo").mkdir()
    (folder / "demo" / "people.yaml").write_text("pools: {a: [b]}\n", encoding="utf-8")
    (folder / "README.md").write_text("# Иначе\n", encoding="utf-8")
    assert read_pack(folder).digest == before
    (folder / "lookups.yaml").write_text("a: {label: Б}\n", encoding="utf-8")
    assert read_pack(folder).digest != before
