"""A pack brings thousands of values as a CSV file; what is exported gives the same again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import latest_snapshot
from artel.platform.definitions.planning import make_plan
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.exporting import export_pack
from artel.platform.packs.reading import read_pack
from artel.platform.records import door

CITIES = """federal_district,region,area,city,kladr_id
Приволжский,Татарстан,Агрызский,Агрыз,1600100100000
Приволжский,Татарстан,,Казань,1600000100000
Южный,Краснодарский,,Сочи,2300000700000
Южный,Краснодарский,,,2300000000000
"""
LOOKUPS = """
districts:
  label: {ru: Округа, en: Districts}
  values_from:
    file: lookups/cities.csv
    key: {of: "{federal_district}", named: {Приволжский: volga, Южный: south}}
    label: "{federal_district}"
regions:
  label: {ru: Регионы, en: Regions}
  values_from:
    file: lookups/cities.csv
    key: "r{kladr_id:.2}"
    label: "{region}"
    parent: {of: "{federal_district}", named: {Приволжский: volga, Южный: south}}
areas:
  label: {ru: Районы, en: Areas}
  values_from:
    file: lookups/cities.csv
    key: {of: "a{kladr_id:.5}", when: area}
    label: "{area}"
    parent: "r{kladr_id:.2}"
cities:
  label: {ru: Города, en: Cities}
  values_from:
    file: lookups/cities.csv
    key: "c{kladr_id:.11}"
    label: "{city}"
    parent: [{of: "a{kladr_id:.5}", when: area}, "r{kladr_id:.2}"]
"""
LEADS = """
fields:
  x_district: {type: linked_choice, label: {ru: Округ, en: District}, lookup: districts}
  x_region: {type: linked_choice, label: {ru: Регион, en: Region}, lookup: regions, options: {parent: x_district}}
  x_area: {type: linked_choice, label: {ru: Район, en: Area}, lookup: areas, options: {parent: x_region}}
  x_city: {type: linked_choice, label: {ru: Город, en: City}, lookup: cities, options: {parent: x_area}}
"""
MANIFEST = "key: places\nversion: '1.0'\nlabel: {ru: Места, en: Places}\nlanguages: [ru, en]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the pack."""
    files = {
        "pack.yaml": MANIFEST,
        "lookups.yaml": LOOKUPS,
        "lookups/cities.csv": CITIES,
        "extends/leads.yaml": LEADS,
    }
    for name, text in files.items():
        path = tmp_path / "places" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "places"


@pytest.mark.django_db
def test_values_come_from_the_file_and_hang_together(folder: Path) -> None:
    pack = read_pack(folder)
    assert pack.problems == []
    apply_documents(pack.documents, actor=SYSTEM)
    lookups = latest_snapshot().lookups
    assert [(v.key, v.label.ru, v.parent) for v in lookups["cities"].values.values()] == [
        ("c16001001000", "Агрыз", "a16001"),
        ("c16000001000", "Казань", "r16"),
        ("c23000007000", "Сочи", "r23"),
    ]
    assert list(lookups["districts"].values) == ["volga", "south"]
    record_id = door.create("leads", [{"name": "Заявка", "x_city": "c16001001000"}], actor=SYSTEM)[0]
    found = visible_to(SYSTEM, "leads").filter(id=record_id).values_list("x_district", "x_region", "x_area").get()
    assert found == ("volga", "r16", "a16001")


@pytest.mark.django_db
def test_an_export_brings_the_tables_back(folder: Path, tmp_path: Path) -> None:
    apply_documents(read_pack(folder).documents, actor=SYSTEM)
    export_pack(tmp_path / "again", owner="places")
    again = read_pack(tmp_path / "again")
    assert again.problems == []
    assert (tmp_path / "again" / "lookups" / "cities.csv").read_text("utf-8").startswith("key,ru,en,parent\n")
    assert make_plan(again.documents).is_empty


def test_a_wrong_file_a_wrong_column_and_two_names_of_one_value_are_told_with_their_lines(folder: Path) -> None:
    (folder / "lookups.yaml").write_text(
        "a:\n  label: a\n  values_from: {file: lookups/none.csv}\n"
        "b:\n  label: b\n  values_from:\n    file: lookups/cities.csv\n    key: '{kladr}'\n    label: '{city}'\n"
        "c:\n  label: c\n  values_from: {file: lookups/cities.csv, key: 'r{kladr_id:.2}', label: '{city}'}\n"
        "d:\n  label: d\n  values_from: {file: ../../etc/passwd}\n",
        encoding="utf-8",
    )
    found = {(p.code, p.line) for p in read_pack(folder).problems}
    assert found == {("no_file", 3), ("unknown_column", 6), ("duplicate_key", 12), ("string_pattern_mismatch", 15)}


COLOURED = """
kinds:
  label: {ru: Виды, en: Kinds}
  values_from: {file: lookups/kinds.csv, key: "{key}", label: "{ru}", hue: "{mark}"}
"""


@pytest.mark.django_db
def test_colours_come_from_a_column_by_name_or_number(tmp_path: Path) -> None:
    places = {"pack.yaml": MANIFEST, "lookups.yaml": COLOURED}
    places["lookups/kinds.csv"] = "key,ru,mark\nvip,ВИП,Зелёный\nnew,Новый,2\nold,Старый,\n"
    for place, text in places.items():
        path = tmp_path / "places" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    pack = read_pack(tmp_path / "places")
    assert not pack.problems
    assert pack.documents[0].body["table"] == "key,ru,en,parent,hue\nvip,ВИП,,,6\nnew,Новый,,,2\nold,Старый,,,\n"
    apply_documents(pack.documents, actor=SYSTEM)
    assert [v.hue for v in latest_snapshot().lookups["kinds"].values.values()] == [6, 2, None]

    (tmp_path / "places/lookups/kinds.csv").write_text("key,ru,mark\nvip,ВИП,малиновый\n", encoding="utf-8")
    assert [p.code for p in read_pack(tmp_path / "places").problems] == ["bad_hue"]
    table = pack.documents[0].body["table"].replace(",6\n", ",7\n")
    wrong = make_plan([replace(pack.documents[0], body={**pack.documents[0].body, "table": table})])
    assert {p.code for p in wrong.problems} == {"bad_hue"}
