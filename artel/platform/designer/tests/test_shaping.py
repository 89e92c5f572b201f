"""What the designer shapes beside fields and cards, asked by plain requests: moves between stages and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.definitions.planning import make_plan
from artel.platform.designer.menu.menu_input import placed
from artel.platform.designer.models import DesignDraft
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, document
from tests.support.personas import install

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/"
STAGES = (("prepare", "Готовим", "open"), ("sent", "Подана", "open"), ("won", "Победа", "success"))


@pytest.fixture
def desk(clara: User) -> Iterator[Client]:
    """Return the coordinator's browser over an installation with tenders; nothing of it outlives the test."""
    install(TENDERS)
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def edits() -> dict[str, dict[str, Any]]:
    """Return what stands in the draft: key → body."""
    found = DesignDraft.objects.get().edits
    return {edit["key"]: edit["body"] for edit in found if not edit.get("is_retired")}


def rows_of(*stages: tuple[str, str, str, str]) -> dict[str, object]:
    """Return what a form sends of stages: id of the row, key it had, name, kind."""
    names = ("row.id", "row.was", "row.ru", "row.kind")
    return {name: [stage[place] for stage in stages] for place, name in enumerate(names)} | {"label.ru": "Торги"}


def test_moves_are_chosen_among_stages_and_new_ones(desk: Client) -> None:
    body = {
        "label": "Заявки",
        "section": "x_tenders",
        "stages": [{"key": key, "label": name, "kind": kind} for key, name, kind in STAGES],
    }
    body["stages"][0]["to"] = ["won", "sent"]
    install([document("pipeline", "x_bids", body=body)])
    url = f"{BASE}x_tenders/pipelines/x_bids/"
    page = desk.get(url).content.decode()
    assert 'name="to.prepare" value="sent" checked' in page
    assert 'name="to.sent" value="won">' in page

    added = rows_of(*((key, key, name, kind) for key, name, kind in STAGES), ("+1", "", "Торг", "open"))
    ticked = {"has_moves": "1", "to.prepare": ["won", "sent"], "to.sent": ["+1", "won"], "to.+1": ["won", "gone"]}
    assert desk.post(url, {**added, **ticked}).status_code == 302
    told = {stage["key"]: stage.get("to") for stage in edits()["x_bids"]["stages"]}
    assert told == {"prepare": ["won", "sent"], "sent": ["won", "torg"], "won": None, "torg": ["won"]}

    taken = rows_of(("prepare", "prepare", "Готовим", "open"), ("won", "won", "Победа", "success"))
    assert desk.post(url, {**taken, "has_moves": "1", "to.prepare": ["sent", "won"]}).status_code == 302
    told = {stage["key"]: stage.get("to") for stage in edits()["x_bids"]["stages"]}
    assert told == {"prepare": ["won"], "won": None}


def test_a_value_has_a_colour_wherever_it_is_shown(desk: Client) -> None:
    url = f"{BASE}+lookups/laws/"
    rows = {"has_rows": "1", "label.ru": "Законы", "label.en": "Laws", "row.was": ["fz44", "fz223"]}
    rows |= {"row.ru": ["44-ФЗ", "223-ФЗ"], "row.hue": ["2", ""]}
    assert desk.post(url, rows).status_code == 302
    assert [value.get("hue") for value in edits()["laws"]["values"]] == [2, None]
    refused = desk.post(url, {**rows, "row.hue": ["7", ""]})
    assert refused.status_code == 422

    body = {**edits()["laws"], "values": edits()["laws"]["values"]}
    columns = {"columns": ["name", "x_law"], "groups": [{"label": "Главное", "fields": ["x_law"]}]}
    install([document("lookup", "laws", body=body), document("layout", "x_tenders", body=columns)])
    made = door.create(
        "x_tenders", [{"name": "Зал", "x_law": "fz44"}, {"name": "Парк", "x_law": "fz223"}], actor=SYSTEM
    )
    for address in ("/x_tenders/", "/x_tenders/?group=x_law", f"/x_tenders/{made[0]}/"):
        assert '<span class="a-pill hue-2"><span class="clip">44-ФЗ</span></span>' in desk.get(address).content.decode()
    assert "a-pill" not in desk.get(f"/x_tenders/{made[1]}/").content.decode().partition("223-ФЗ")[0][-60:]


def test_fields_stand_in_the_order_chosen_and_new_ones_follow(desk: Client) -> None:
    url = f"{BASE}x_tenders/order/"
    assert 'data-list="order"' in desk.get(url).content.decode()
    assert desk.post(url, {"model": '{"order": ["x_due", "name", "x_limit"]}'}).status_code == 200
    assert edits()["x_tenders"]["order"] == ["x_due", "name", "x_limit"]
    install([document("layout", "x_tenders", body={"order": ["x_due", "name", "x_limit"]})])
    spec = latest_snapshot().section("x_tenders")
    assert [f.key for f in spec.shown_fields][:5] == ["id", "x_due", "name", "x_limit", "pipeline"]
    assert spec.layout.form[:2] == ("name", "x_due")
    refused = desk.post(url, {"model": '{"order": ["x_gone"]}'})
    assert refused.status_code == 422


def test_where_a_value_goes_is_chosen_among_fields_that_can_hold_it(desk: Client) -> None:
    install([document("field", "deals.x_start_on", body={"type": "date", "label": "Пуск"})])
    page = desk.get(f"{BASE}leads/+field/date/").content.decode()
    choice = page.partition('name="carry.deals"')[2].partition("</select>")[0]
    assert 'value="x_start_on"' in choice
    assert 'value="amount"' not in choice
    sent = {
        "label.ru": "Пуск",
        "key": "x_begin",
        "carry.deals": "x_start_on",
        "carry.accounts": "-",
        "carry.contacts": "",
    }
    assert desk.post(f"{BASE}leads/+field/date/", sent).status_code == 302
    assert edits()["leads.x_begin"]["carry"] == {"deals": "x_start_on", "accounts": ""}
    refused = desk.post(f"{BASE}leads/field/x_begin/", {**sent, "carry.deals": "amount"})
    assert refused.status_code == 422
    assert "f-carry.deals-error" in refused.content.decode()


def test_the_menu_has_groups_and_few_places_change(desk: Client) -> None:
    page = desk.get(f"{BASE}+menu/").content.decode()
    now = re.findall(r'name="row.section" value="(\w+)"', page)
    assert "x_tenders" in now
    assert "deals" in now
    rest = [key for key in now if key not in ("x_tenders", "deals")]
    rows = [*((key, "", "") for key in rest), ("", "", "Продажи"), ("deals", "", ""), ("x_tenders", "", "")]
    sent = {"row.section": [r[0] for r in rows], "row.was": [r[1] for r in rows], "row.ru": [r[2] for r in rows]}
    assert desk.post(f"{BASE}+menu/", sent).status_code == 302
    assert edits() == {
        "prodazhi": {"label": {"ru": "Продажи", "en": "Продажи"}, "position": 10},
        "deals": {"menu": "prodazhi"},
        "x_tenders": {**latest_snapshot().documents["section"]["x_tenders"], "menu": "prodazhi"},
    }


@pytest.mark.parametrize(
    ("order", "places"),
    [
        ([("a", 10), ("b", 20), ("c", 30)], [10, 20, 30]),
        ([("c", 30), ("a", 10), ("b", 20)], [0, 10, 20]),
        ([("b", 20), ("a", 10), ("c", 30)], [20, 25, 30]),
        ([("a", 10), ("new", None), ("b", 11)], [10, 11, 21]),
        ([("new", None)], [10]),
    ],
)
def test_what_already_stands_right_keeps_its_place(order: list[tuple[str, int | None]], places: list[int]) -> None:
    assert list(placed(order).values()) == places


def test_the_rail_has_the_headings_of_groups(desk: Client) -> None:
    tenders = next(each for each in TENDERS if each.kind == "section")
    placed_there = document("section", "x_tenders", body={**tenders.body, "menu": "work"})
    install([document("menu", "work", body={"label": "Торги и договоры"}), placed_there])
    rail = desk.get("/leads/").content.decode().partition("a-nav-title")[2].partition("</nav>")[0]
    assert "Торги и договоры" in rail.partition("<a ")[0]
    assert 'href="/x_tenders/"' in rail.partition("<hr>")[0]
    lost = make_plan([document("section", "x_tenders", body={**tenders.body, "menu": "gone"})])
    assert [(p.code, p.path) for p in lost.problems] == [("unknown_menu", "section x_tenders: menu")]
