"""Export: a folder that gives the same definitions in an empty database, and the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import normal_body
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import Conflict
from artel.platform.packs.exporting import export_pack
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.reading import read_pack
from artel.platform.packs.tests.conftest import MakePack
from artel.platform.packs.tests.test_reading import SECTION

pytestmark = pytest.mark.django_db


def meanings(documents: list[Document]) -> dict[tuple[str, str], object]:
    return {d.identity: normal_body(d) for d in documents if not d.is_retired}


def texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*.yaml")}


def test_an_exported_pack_says_what_was_applied(make_pack: MakePack, tmp_path: Path) -> None:
    files = {
        "sections/x_projects.yaml": SECTION,
        "extends/deals.yaml": "fields: {x_b: {type: text, label: Б}, x_a: {type: text, label: А}}\n",
        "lookups.yaml": 'answers: {label: Ответы, values: [{key: "no", label: {ru: Нет, en: "No"}}]}\n',
        "roles.yaml": 'seller: {label: Продавец, sections: {"*": [read]}, records: {"*": {read: team}}}\n',
    }
    source = make_pack(files=files)
    apply_packs(plan_packs([source]), actor=SYSTEM)
    export_pack(tmp_path / "out", owner="sample")
    exported = read_pack(tmp_path / "out")
    assert exported.problems == []
    assert meanings(exported.documents) == meanings(read_pack(source).documents)
    assert exported.manifest == read_pack(source).manifest
    assert plan_packs([tmp_path / "out"]).is_empty


def test_layouts_and_their_variants_come_back_as_they_were(make_pack: MakePack, tmp_path: Path) -> None:
    layouts = """
layout:
  tabs: [{key: money, label: {ru: Деньги, en: Money}}]
  groups: [{label: {ru: Деньги, en: Money}, fields: [amount], columns: 2, collapsed: true, tab: money}]
  fields:
    amount: {readonly: stage eq 'won', visible: true}
    description: {required: amount gt 5, except_roles: [seller]}
layouts:
  big: {label: {ru: Крупные, en: Big}, when: amount gt 1000, form: [name, amount]}
  sellers: {roles: [seller], position: 10, fields: {source: {visible: false}}}
"""
    seller = 'seller: {label: {ru: Продавец, en: Seller}, sections: {"*": [read]}}\n'
    source = make_pack(files={"extends/deals.yaml": layouts, "roles.yaml": seller})
    assert read_pack(source).problems == []
    apply_packs(plan_packs([source]), actor=SYSTEM)
    export_pack(tmp_path / "out", owner="sample")
    exported = read_pack(tmp_path / "out")
    assert exported.problems == []
    assert {d.key for d in exported.documents if d.kind == "layout"} == {"deals", "deals.big", "deals.sellers"}
    assert meanings(exported.documents) == meanings(read_pack(source).documents)
    assert plan_packs([tmp_path / "out"]).is_empty


def test_other_names_of_what_the_product_brings_come_back(make_pack: MakePack, tmp_path: Path) -> None:
    namings = """
leads: {label: {ru: Заявки, en: Requests}, icon: elevator, position: 5}
leads.phone: {label: {ru: Мобильный, en: Mobile}, help: {ru: С кодом, en: With its code}}
"""
    source = make_pack(files={"namings.yaml": namings})
    assert read_pack(source).problems == []
    apply_packs(plan_packs([source]), actor=SYSTEM)
    export_pack(tmp_path / "out", owner="sample")
    exported = read_pack(tmp_path / "out")
    assert exported.problems == []
    assert {d.identity for d in exported.documents} == {("naming", "leads"), ("naming", "leads.phone")}
    assert plan_packs([tmp_path / "out"]).is_empty


def test_fields_keep_their_order(make_pack: MakePack, tmp_path: Path) -> None:
    files = {"extends/deals.yaml": "fields: {x_b: {type: text, label: Б}, x_a: {type: text, label: А}}\n"}
    apply_packs(plan_packs([make_pack(files=files)]), actor=SYSTEM)
    export_pack(tmp_path / "out", owner="sample")
    assert [d.key for d in read_pack(tmp_path / "out").documents] == ["deals.x_b", "deals.x_a"]


def test_two_exports_are_equal_to_the_byte(make_pack: MakePack, tmp_path: Path) -> None:
    apply_packs(plan_packs([make_pack(files={"sections/x_projects.yaml": SECTION})]), actor=SYSTEM)
    export_pack(tmp_path / "one", key="same")
    export_pack(tmp_path / "two", key="same")
    assert texts(tmp_path / "one") == texts(tmp_path / "two")


def test_a_hand_made_configuration_in_one_language_is_a_valid_pack(tmp_path: Path) -> None:
    body = {"label": {"ru": "Цвета", "en": ""}, "values": [{"key": "red", "label": {"ru": "Красный", "en": ""}}]}
    apply_documents([Document(kind="lookup", key="colours", body=body)], actor=SYSTEM)
    export_pack(tmp_path / "ours")
    assert read_pack(tmp_path / "ours").problems == []
    assert plan_packs([tmp_path / "ours"]).is_empty


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("важное", encoding="utf-8")
    with pytest.raises(Conflict):
        export_pack(tmp_path, key="ours")
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]
    assert stored_documents() == []
