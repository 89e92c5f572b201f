"""City, area, region, district: what is chosen below fills what is above, what no longer fits goes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot, holding, latest_snapshot
from artel.platform.definitions.planning import make_plan
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.sections.linked import links_of
from artel.platform.sections.listed import read_table
from artel.platform.users.models import User
from tests.support.configuration import configure, document, field, text

LEVELS = ("x_district", "x_region", "x_area", "x_city")
LISTS = {
    "districts": "volga,Приволжский,,\nsouth,Южный,,\n",
    "regions": "r16,Татарстан,,volga\nr18,Удмуртия,,volga\nr23,Краснодарский край,,south\n",
    "areas": "a16001,Агрызский,,r16\na18011,Каракулинский,,r18\n",
    "cities": "c1,Агрыз,,a16001\nc2,Казань,,r16\nc3,Ижевск,,r18\nc4,Сочи,,r23\nc5,Неведомый,,\n",
}
LOOKUPS = [
    document("lookup", key, body={"label": text(key, key), "table": f"key,ru,en,parent\n{rows}"})
    for key, rows in LISTS.items()
]
FIELDS = [
    field(f"leads.{key}", "linked_choice", key, lookup=lookup, options={"parent": parent} if parent else {})
    for key, lookup, parent in zip(LEVELS, LISTS, (None, *LEVELS), strict=False)
]


@pytest.fixture(autouse=True)
def chain(db: None) -> None:
    """Configure the four levels on leads."""
    configure(*LOOKUPS, *FIELDS)


def made(**values: object) -> int:
    """Create a lead."""
    return door.create("leads", [{"name": "Заявка", **values}], actor=SYSTEM)[0]


def change(record_id: int, **values: object) -> tuple[Any, ...]:
    """Change a lead and return its levels."""
    door.change("leads", [Change(id=record_id, values=values)], actor=SYSTEM)
    return levels(record_id)


def levels(record_id: int) -> tuple[Any, ...]:
    """Return district, region, area and city."""
    found: tuple[Any, ...] = visible_to(SYSTEM, "leads").filter(id=record_id).values_list(*LEVELS).get()
    return found


def test_choosing_below_fills_everything_above() -> None:
    assert levels(made(x_city="c1")) == ("volga", "r16", "a16001", "c1")
    assert levels(made(x_area="a18011")) == ("volga", "r18", "a18011", None)


def test_a_level_that_a_value_skips_stays_empty() -> None:
    record_id = made(x_city="c1")
    assert change(record_id, x_city="c2") == ("volga", "r16", None, "c2")


def test_changing_above_empties_what_no_longer_fits() -> None:
    record_id = made(x_city="c1")
    assert change(record_id, x_region="r18") == ("volga", "r18", None, None)
    assert change(record_id, x_district="south") == ("south", None, None, None)


def test_what_still_fits_stays() -> None:
    record_id = made(x_city="c2")
    assert change(record_id, x_region="r16", name="Другое имя") == ("volga", "r16", None, "c2")
    assert change(record_id, x_district="volga") == ("volga", "r16", None, "c2")


def test_values_sent_together_must_belong_together() -> None:
    with pytest.raises(ValidationFailed) as refused:
        made(x_region="r23", x_city="c1")
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("x_city", "wrong_parent")
    assert "Агрыз" in str(problem.message)


def test_a_value_without_a_parent_goes_with_anything() -> None:
    assert levels(made(x_region="r23", x_city="c5")) == ("south", "r23", None, "c5")


def test_a_batch_is_settled_record_by_record() -> None:
    ids = door.create("leads", [{"name": "a", "x_city": "c1"}, {"name": "b", "x_city": "c4"}] * 40, actor=SYSTEM)
    assert levels(ids[0]) == ("volga", "r16", "a16001", "c1")
    assert levels(ids[79]) == ("south", "r23", None, "c4")


def test_each_list_offers_what_belongs_to_the_chosen_above() -> None:
    links = links_of(current_snapshot().section("leads"), current_snapshot())

    def offered(key: str, words: str = "", **chosen: str | None) -> list[str]:
        return [value.key for value in links.offered(key, words, chosen, 20)]

    assert offered("x_region", x_district="volga") == ["r16", "r18"]
    assert set(offered("x_city", x_region="r16")) == {
        "c1",
        "c2",
        "c5",
    }
    assert set(offered("x_city", x_district="volga")) == {"c1", "c2", "c3", "c5"}
    assert set(offered("x_city", x_region="r16", x_area="a16001")) == {"c1", "c5"}
    assert offered("x_city", "ка") == ["c2"]
    assert offered("x_city", "каз", x_region="r18") == []


def test_the_form_asks_the_server_and_is_told_what_to_fill(client: Client, clara: User) -> None:
    client.force_login(clara)
    with holding(latest_snapshot()):
        page = client.get("/leads/new/").content.decode()
        assert 'data-linked="/leads/linked/x_city/"' in page
        assert "Казань" not in page
        items = client.get("/leads/pick/x_city/?q=аг&x_region=r16").json()["items"]
        assert items == [{"value": "c1", "label": "Агрыз", "note": "Агрызский, Татарстан, Приволжский"}]
        told = json.loads(client.get("/leads/linked/x_city/?x_city=c1&x_region=r18&x_district=volga").content)
        assert told["values"] == {
            "x_region": {"value": "r16", "label": "Татарстан"},
            "x_area": {"value": "a16001", "label": "Агрызский"},
        }
        emptied = client.get("/leads/linked/x_region/?x_city=c1&x_area=a16001&x_region=r23&x_district=volga").json()
        assert emptied["values"] == {
            "x_district": {"value": "south", "label": "Южный"},
            "x_area": {"value": "", "label": ""},
            "x_city": {"value": "", "label": ""},
        }


def test_a_cell_offers_what_fits_the_stored_values(client: Client, clara: User) -> None:
    record_id = made(x_region="r16")
    client.force_login(clara)
    with holding(latest_snapshot()):
        editor = client.get(f"/leads/{record_id}/cell/x_city/", headers={"HX-Request": "true"}).content.decode()
    assert "x_region=r16" in editor


def test_a_circle_a_stranger_and_a_broken_table_are_told_at_once() -> None:
    circle = field("leads.x_district", "linked_choice", "x", lookup="districts", options={"parent": "x_city"})
    strange = document(
        "lookup", "areas", body={"label": text("a", "a"), "table": "key,ru,en,parent\na1,Район,,nowhere\n"}
    )
    broken = document(
        "lookup", "broken", body={"label": text("b", "b"), "table": "key,ru,en,parent\nA,x,,\nb,,,\nb,1\n"}
    )
    assert {p.code for p in make_plan([circle, broken]).problems} == {"cycle", "bad_key", "bad_table"}
    assert {p.code for p in make_plan([strange, broken]).problems} == {"unknown_parent", "bad_key", "bad_table"}


def test_fifty_thousand_values_are_read_when_first_asked_for() -> None:
    rows = "".join(f"k{n},Город {n},,r16\n" for n in range(50_000))
    configure(
        document("lookup", "cities", body={"label": text("Города", "Cities"), "table": f"key,ru,en,parent\n{rows}"})
    )
    read_table.cache_clear()
    snapshot = latest_snapshot()
    assert read_table.cache_info().currsize == 0
    links = links_of(snapshot.section("leads"), snapshot)
    assert [v.key for v in links.offered("x_city", "город 49999", {"x_region": "r16"}, 20)] == ["k49999"]
    assert read_table.cache_info().currsize > 0
    assert levels(made(x_city="k777"))[1] == "r16"
