"""Several solutions on one base: in any order the same company comes out, and each goes without a trace."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents, restore
from artel.platform.definitions.current import (
    current_snapshot,
    holding,
    latest_snapshot,
    read_revision,
    stored_documents,
)
from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import normal_body
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.installing import BASE, install
from artel.platform.packs.models import DemoBatch
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.removing import apply_removal, plan_removal
from artel.platform.records import door
from artel.platform.sections.pipelines import StageKind
from artel.platform.users.models import User
from tests.packs.test_every_pack import most_on_tab
from tests.packs.test_export_property import empty_afterwards

SOLUTIONS = [name for name in shipped_packs() if name != BASE]

pytestmark = pytest.mark.django_db


def apply(*names: str) -> None:
    planned = plan_packs([shipped_pack(name) for name in names])
    assert [str(p) for p in planned.problems] == []
    apply_packs(planned, actor=SYSTEM)


def remove(name: str) -> None:
    removal = plan_removal(name)
    assert [str(p) for p in removal.problems] == []
    apply_removal(removal, actor=SYSTEM)


def company() -> dict[str, object]:
    """Return all that is in force, with its owner and the word of each pack."""
    return {f"{d.kind} {d.key}": (d.owner, normal_body(d), d.layers) for d in stored_documents() if not d.is_retired}


def made_by(steps: Sequence[Sequence[str]]) -> dict[str, object]:
    """Return the company that applying packs step by step gives."""
    with empty_afterwards():
        for names in steps:
            apply(*names)
        return company()


def test_all_solutions_make_one_company_in_any_order() -> None:
    forth, back = [[name] for name in SOLUTIONS], [[name] for name in reversed(SOLUTIONS)]
    together = made_by([SOLUTIONS])
    assert made_by(forth) == together
    assert made_by(back) == together
    assert made_by([SOLUTIONS[1:], [SOLUTIONS[0]], SOLUTIONS]) == together


def test_each_goes_as_if_it_had_never_been_there() -> None:
    for name in SOLUTIONS:
        rest = [other for other in SOLUTIONS if other != name]
        expected = made_by([rest])
        with empty_afterwards():
            apply(*SOLUTIONS)
            remove(name)
            assert company() == expected
    alone = made_by([[BASE]])
    with empty_afterwards():
        apply(*SOLUTIONS)
        for name in SOLUTIONS:
            remove(name)
        assert company() == alone


def test_the_company_of_all_solutions_makes_sense() -> None:
    apply(*SOLUTIONS)
    assert plan_packs([shipped_pack(name) for name in SOLUTIONS]).is_empty
    snapshot = current_snapshot()
    leads, deals = snapshot.section("leads"), snapshot.section("deals")
    assert {p.key for p in leads.pipelines} == {"container_requests", "lift_leads", "pharma_leads", "plant_leads"}
    assert {p.key for p in deals.pipelines} == {"deals", "lift_sales", "pharma_sales"}
    assert {"x_lifts", "x_land_bank", "x_lead_owner"} <= {*leads.layout.columns}
    assert leads.layout.columns[:2] == ("name", "stage")
    assert most_on_tab(leads) <= 48
    for spec in snapshot.sections.values():
        grouped = [key for group in spec.layout.groups for key in group.fields]
        assert len(grouped) == len(set(grouped)), spec.key
        for pipeline in spec.pipelines:
            assert {StageKind.SUCCESS, StageKind.FAILURE} <= {s.kind for s in pipeline.stages}
    assert {"manager", "project_manager", "coordinator", "lead_coordinator", "lead_owner"} <= set(snapshot.roles)
    (kpp,) = [d for d in stored_documents() if d.identity == ("field", "leads.x_kpp")]
    assert (kpp.owner, [layer.pack for layer in kpp.layers]) == ("grain", ["grain", "packaging"])


def test_what_two_packs_declare_alike_stays_as_long_as_one_needs_it() -> None:
    apply("grain", "packaging")
    remove("grain")
    field = current_snapshot().section("leads").field("x_kpp")
    assert field is not None
    assert (field.owner, field.retired) == ("packaging", False)
    remove("packaging")
    assert current_snapshot().section("leads").field("x_kpp") is None


def test_the_company_s_own_change_lives_through_the_coming_and_going_of_packs() -> None:
    apply("lifts")
    layout = next(d for d in stored_documents() if d.identity == ("layout", "leads"))
    columns = ["name", "stage", "owner", *[c for c in layout.body["columns"] if c not in ("name", "stage", "owner")]]
    apply_documents([Document(kind="layout", key="leads", body={**layout.body, "columns": columns})], actor=SYSTEM)
    apply("grain")
    assert current_snapshot().section("leads").layout.columns[:3] == ("name", "stage", "owner")
    assert {"x_lifts", "x_land_bank"} <= {*current_snapshot().section("leads").layout.columns}
    remove("lifts")
    found = current_snapshot().section("leads").layout.columns
    assert found[:3] == ("name", "stage", "owner")
    assert "x_land_bank" in found
    assert "x_lifts" not in found


def test_going_back_to_a_revision_brings_back_the_word_of_each_pack() -> None:
    apply("lifts")
    before, revision = company(), read_revision()
    apply("grain")
    restore(revision, actor=SYSTEM)
    assert company() == before


def test_a_manager_of_two_trades_begins_a_lead_in_either_pipeline(client: Client) -> None:
    apply("lifts", "grain")
    user = User.objects.create_user(username="gulnara", name="Гульнара", roles=["manager"])
    client.force_login(user)
    with holding(latest_snapshot()):
        assert b"/leads/new/?pipeline=plant_leads" in client.get("/leads/board/?pipeline=plant_leads").content
        assert b"/leads/new/?" not in client.get("/leads/board/").content
        form = client.get("/leads/new/?pipeline=plant_leads").content.decode()
        assert '<option value="plant_leads" selected>' in form
        client.post("/leads/new/", {"name": "Сушилка", "pipeline": "plant_leads"})
        client.post("/leads/new/", {"name": "Лифт"})
    found = visible_to(SYSTEM, "leads").values_list("name", "pipeline", "stage")
    assert set(found) == {("Сушилка", "plant_leads", "new"), ("Лифт", "lift_leads", "new")}


def test_records_of_a_pipeline_out_of_force_stand_in_the_default_one(client: Client) -> None:
    apply(BASE)
    door.create("leads", [{"name": "Лифт для школы", "stage": "in_work"}], actor=SYSTEM)
    apply("lifts")
    client.force_login(User.objects.create_user(username="renat", name="Ренат", roles=["director"]))
    with holding(latest_snapshot()):
        board = client.get("/leads/board/").content.decode()
    assert "Выявление потребности" in board
    assert "Лифт для школы" in board


@pytest.mark.whole
def test_the_demo_data_of_all_stands_side_by_side() -> None:
    loaded = install(SOLUTIONS, demo=True, actor=SYSTEM).demo
    assert all(each.records >= 300 for each in loaded)
    assert set(DemoBatch.objects.values_list("pack", flat=True)) == set(SOLUTIONS)
