"""Planning and applying: what stands on what, who owns what, and a second apply that changes nothing."""

from __future__ import annotations

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import current_snapshot, stored_documents
from artel.platform.definitions.documents import LOCAL, Document
from artel.platform.definitions.models import Revision
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.tests.conftest import MakePack

pytestmark = pytest.mark.django_db

COLOURS = "colours: {label: Цвета, values: [{key: red, label: Красный}]}\n"


def owners() -> dict[str, str]:
    return {f"{d.kind} {d.key}": d.owner for d in stored_documents() if not d.is_retired}


def test_a_second_apply_changes_nothing(make_pack: MakePack) -> None:
    files = {"lookups.yaml": COLOURS, "extends/deals.yaml": "fields: {x_a: {type: text, label: А}}\n"}
    folder = make_pack(files=files)
    planned = plan_packs([folder])
    assert [str(s) for s in planned.plan.steps] == ["+ lookup colours", "+ field deals.x_a"] if planned.plan else False
    apply_packs(planned, actor=SYSTEM)
    assert current_snapshot().sections["deals"].field("x_a") is not None
    again = plan_packs([folder])
    assert again.is_empty
    apply_packs(again, actor=SYSTEM)
    assert Revision.objects.count() == 1


def test_problems_of_the_whole_configuration_are_told_with_file_and_line(make_pack: MakePack) -> None:
    files = {
        "extends/deals.yaml": "fields:\n  x_a:\n    type: choice\n    lookup: nowhere\n    label: А\nviews:\n"
        "  bad:\n    label: Плохое\n    filter: stange eq 'x'\n    columns: [x_gone]\n",
    }
    planned = plan_packs([make_pack(files=files)])
    found = {(p.file, p.line, p.code) for p in planned.problems}
    assert ("sample/extends/deals.yaml", 4, "unknown_lookup") in found
    assert ("sample/extends/deals.yaml", 10, "unknown_field") in found
    assert any(line == 9 for _file, line, _code in found)
    with pytest.raises(ConfigurationRefused):
        apply_packs(planned, actor=SYSTEM)
    assert stored_documents() == []


def test_what_a_pack_requires_comes_first(make_pack: MakePack) -> None:
    make_pack("ground", {"lookups.yaml": COLOURS})
    field = "fields: {x_colour: {type: choice, lookup: colours, label: Цвет}}\n"
    folder = make_pack("house", {"extends/deals.yaml": field}, requires="[ground]")
    planned = plan_packs([folder])
    assert [p.key for p in planned.packs] == ["ground", "house"]
    apply_packs(planned, actor=SYSTEM)
    assert owners() == {"lookup colours": "ground", "field deals.x_colour": "house"}


def test_packs_in_a_circle_and_missing_ones_are_refused(make_pack: MakePack) -> None:
    make_pack("hen", requires="[egg]")
    folder = make_pack("egg", requires="[hen, rooster]")
    assert [p.code for p in plan_packs([folder]).problems] == ["circle", "pack_not_found"]


def test_a_pack_that_says_again_what_it_stands_on_amends_it(make_pack: MakePack) -> None:
    ground = make_pack("ground", {"lookups.yaml": COLOURS})
    house = make_pack("house", {"lookups.yaml": COLOURS.replace("Красный", "Алый")}, requires="[ground]")
    apply_packs(plan_packs([house]), actor=SYSTEM)
    assert owners() == {"lookup colours": "ground"}
    assert plan_packs([ground]).is_empty
    assert plan_packs([house]).is_empty
    assert current_snapshot().lookups["colours"].values["red"].label.ru == "Алый"


def test_a_pack_may_not_change_what_a_stranger_owns(make_pack: MakePack) -> None:
    apply_packs(plan_packs([make_pack("one", {"lookups.yaml": COLOURS})]), actor=SYSTEM)
    planned = plan_packs([make_pack("two", {"lookups.yaml": COLOURS.replace("Цвета", "Краски")})])
    assert [(p.code, p.file, p.line) for p in planned.problems] == [("foreign_owner", "two/lookups.yaml", 1)]


def test_absence_keeps_and_a_tombstone_retires(make_pack: MakePack) -> None:
    files = {"lookups.yaml": COLOURS, "lookups/sizes.yaml": "label: Размеры\n"}
    folder = make_pack(files=files)
    apply_packs(plan_packs([folder]), actor=SYSTEM)
    (folder / "lookups" / "sizes.yaml").unlink()
    assert plan_packs([folder]).is_empty
    manifest = 'key: sample\nversion: "1.1"\nlabel: Образец\nretires: [lookup sizes]\n'
    (folder / "pack.yaml").write_text(manifest, encoding="utf-8")
    apply_packs(plan_packs([folder]), actor=SYSTEM)
    assert owners() == {"lookup colours": "sample"}


def test_an_upgrade_keeps_what_the_company_changed_by_itself(make_pack: MakePack) -> None:
    folder = make_pack(files={"lookups.yaml": COLOURS + "sizes: {label: Размеры}\n"})
    apply_packs(plan_packs([folder], is_upgrade_only=True), actor=SYSTEM)
    local = Document(kind="lookup", key="colours", owner=LOCAL, body={"label": {"ru": "Наши", "en": "Ours"}})
    apply_documents([local], actor=SYSTEM)
    newer = COLOURS.replace("Цвета", "Оттенки") + "sizes: {label: Размерный ряд}\n"
    (folder / "lookups.yaml").write_text(newer, encoding="utf-8")
    apply_packs(plan_packs([folder], is_upgrade_only=True), actor=SYSTEM)
    lookups = current_snapshot().lookups
    assert (lookups["colours"].label.ru, lookups["sizes"].label.ru) == ("Наши", "Размерный ряд")


def test_equal_files_are_not_looked_into_on_the_next_start(make_pack: MakePack) -> None:
    folder = make_pack(files={"lookups.yaml": COLOURS})
    apply_packs(plan_packs([folder], is_upgrade_only=True), actor=SYSTEM)
    assert plan_packs([folder], is_upgrade_only=True).packs == ()
