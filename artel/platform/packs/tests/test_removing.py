"""Removing a pack: refused while something stands on it, two steps, the pack beneath comes back, demo on demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.consequences.effects import effects_of
from artel.platform.definitions.current import current_snapshot, stored_documents
from artel.platform.definitions.documents import LOCAL, Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused, NotFound
from artel.platform.packs.installing import load_demo_of
from artel.platform.packs.models import DemoBatch, InstalledPack
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.reading import read_pack
from artel.platform.packs.removing import apply_removal, plan_removal
from artel.platform.packs.tests.conftest import MakePack
from artel.platform.records import door
from artel.platform.schema.models import PendingSchemaWork
from artel.platform.schema.runtime import model_of

pytestmark = pytest.mark.django_db

SITES = {
    "sections/x_sites.yaml": "label: Объекты\nfields: {x_floors: {type: integer, label: Этажей}}\n",
    "extends/deals.yaml": "fields: {x_site: {type: reference, target: x_sites, label: Объект}}\n",
    "lookups.yaml": "colours: {label: Цвета, values: [{key: red, label: Красный}]}\n",
}


def install(folder: Path) -> None:
    apply_packs(plan_packs([folder]), actor=SYSTEM)


def local(kind: str, key: str, **body: object) -> Document:
    return Document(kind=kind, key=key, body={"label": {"ru": "Своё", "en": "Own"}, **body})


def in_use() -> set[str]:
    return {f"{d.kind} {d.key}" for d in stored_documents() if not d.is_retired}


def test_everything_of_the_pack_goes_out_of_sight_and_waits_to_be_dropped(make_pack: MakePack) -> None:
    folder = make_pack(files=SITES)
    install(folder)
    site = door.create("x_sites", [{"name": "Дом", "x_floors": 9}], actor=SYSTEM)[0]
    door.create("deals", [{"name": "Лифты", "x_site": site}], actor=SYSTEM)
    removal = plan_removal("sample")
    assert removal.problems == ()
    assert {e.step.document.key: e.records for e in effects_of(removal.plan) if e.is_loss} == {
        "x_sites": 1,
        "x_sites.x_floors": 1,
        "deals.x_site": 1,
    }
    apply_removal(removal, actor=SYSTEM)
    assert in_use() == set()
    assert not InstalledPack.objects.exists()
    assert PendingSchemaWork.objects.filter(action__startswith="drop").count() == 3
    install(folder)
    sites = model_of("x_sites", current_snapshot())._default_manager
    assert list(sites.values_list("x_floors", flat=True)) == [9]
    assert not PendingSchemaWork.objects.filter(action__startswith="drop").exists()


def test_it_is_refused_with_all_that_stands_on_it(make_pack: MakePack) -> None:
    install(make_pack(files=SITES))
    install(make_pack("other", {"lookups.yaml": "sizes: {label: Размеры}\n"}, requires="[sample]"))
    documents = [
        local("field", "x_sites.x_own", type="text"),
        local("field", "leads.x_colour", type="choice", lookup="colours"),
        local("field", "leads.x_where", type="reference", target="x_sites"),
        local("view", "deals.mine", columns=["name", "x_site"]),
    ]
    apply_documents(documents, actor=SYSTEM)
    removal = plan_removal("sample")
    assert {(p.code, p.path) for p in removal.problems} == {
        ("is_required", "pack other"),
        ("is_used", "field x_sites.x_own (local)"),
        ("unknown_lookup", "field leads.x_colour: lookup (local)"),
        ("unknown_section", "field leads.x_where: target (local)"),
        ("retired_field", "view deals.mine: columns (local)"),
    }
    before = in_use()
    with pytest.raises(ConfigurationRefused):
        apply_removal(removal, actor=SYSTEM)
    assert in_use() == before


def test_what_it_took_over_goes_back_to_the_pack_beneath_with_local_changes(make_pack: MakePack) -> None:
    colours = "colours: {label: Цвета, values: [{key: red, label: Красный}]}\n"
    install(make_pack("ground", {"lookups.yaml": colours + "sizes: {label: Размеры}\n"}))
    house = make_pack("house", {"lookups.yaml": colours.replace("Красный", "Алый")}, requires="[ground]")
    install(house)
    body = {
        "label": {"ru": "Краски", "en": "Цвета"},
        "values": [{"key": "red", "label": {"ru": "Алый", "en": "Алый"}}],
    }
    apply_documents([Document(kind="lookup", key="colours", body=body)], actor=SYSTEM)
    apply_removal(plan_removal("house"), actor=SYSTEM)
    lookup = current_snapshot().lookups["colours"]
    assert (lookup.owner, lookup.label.ru, lookup.values["red"].label.ru) == ("ground", "Краски", "Красный")


def test_the_base_and_what_is_not_in_force_are_not_removed(make_pack: MakePack) -> None:
    with pytest.raises(NotFound):
        plan_removal("sample")
    InstalledPack.objects.create(key="base", version="1.0", digest="", applied_at="2026-01-01T00:00:00Z")
    assert [p.code for p in plan_removal("base").problems] == ["is_base"]


@pytest.mark.parametrize("with_demo", [True, False])
def test_demo_records_go_when_asked_for(make_pack: MakePack, with_demo: bool) -> None:
    rows = "groups: [{name: sites, section: x_sites, repeat: 3, values: {name: {text: 'Дом {n}'}}}]\n"
    folder = make_pack(files={**SITES, "demo/sites.yaml": rows})
    install(folder)
    load_demo_of(read_pack(folder))
    door.create("x_sites", [{"name": "Настоящий"}], actor=SYSTEM)
    assert apply_removal(plan_removal("sample"), actor=SYSTEM, demo=with_demo) == (3 if with_demo else 0)
    install(folder)
    left = model_of("x_sites", current_snapshot())._default_manager.count()
    assert (left, DemoBatch.objects.count()) == ((1, 0) if with_demo else (4, 1))


def test_local_changes_of_a_removed_pack_go_with_it(make_pack: MakePack) -> None:
    install(make_pack(files=SITES))
    apply_documents([local("lookup", "colours", values=[{"key": "own", "label": "Свой"}])], actor=SYSTEM)
    apply_removal(plan_removal("sample"), actor=SYSTEM)
    assert in_use() == set()
    assert {d.owner for d in stored_documents()} == {"sample"}
    assert LOCAL not in {d.owner for d in stored_documents()}
