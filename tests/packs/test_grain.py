"""The grain pack in use: the plant's lead, its address by linked lists, what stages ask, who shapes the system."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of, may_use, visible_to
from artel.platform.definitions.current import current_snapshot, holding, latest_snapshot
from artel.platform.duplicates.finding import find_twins
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.packs.installing import install
from artel.platform.packs.places import shipped_pack
from artel.platform.records import door
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db

LEVELS = ("x_federal_district", "x_region", "x_area", "x_city")
SALSK, MOSCOW, KRASNODAR = "c61035001000", "c77000000000", "c23000001000"
DON = "r61"


@pytest.fixture(autouse=True)
def grain() -> None:
    """Bring the pack into force."""
    install(["grain"], demo=False, actor=SYSTEM)


@pytest.fixture
def denis() -> User:
    """Return a manager of the plant."""
    return User.objects.create_user(username="denis", name="Остапчук Денис", roles=["manager"])


def lead(denis: User, **values: object) -> int:
    """Create a lead as the manager."""
    return door.create("leads", [{"name": "Зерносушилка", **values}], actor=actor_of(denis))[0]


def levels(record_id: int) -> tuple[Any, ...]:
    """Return district, region, area and city in the words of their lists."""
    found = visible_to(SYSTEM, "leads").values_list(*LEVELS).get(id=record_id)
    snapshot = current_snapshot()
    lists = [snapshot.lookups[str(snapshot.section("leads").fields[key].lookup)].values for key in LEVELS]
    return tuple(values[key].label.ru if key else None for values, key in zip(lists, found, strict=True))


def refused(error: pytest.ExceptionInfo[ValidationFailed]) -> set[tuple[str | None, str]]:
    """Return field and code of what was refused."""
    return {(problem.field, problem.code) for problem in error.value.problems}


def test_choosing_a_city_fills_area_region_and_federal_district(denis: User) -> None:
    assert levels(lead(denis, x_city=SALSK)) == ("Южный", "Ростовская область", "Сальский район", "Сальск")


def test_a_town_of_the_region_itself_and_a_federal_city_have_no_area(denis: User) -> None:
    assert levels(lead(denis, x_city=KRASNODAR)) == ("Южный", "Краснодарский край", None, "Краснодар")
    assert levels(lead(denis, x_city=MOSCOW)) == ("Центральный", "Москва", None, "Москва")


def test_a_city_of_another_region_is_refused(denis: User) -> None:
    with pytest.raises(ValidationFailed) as error:
        lead(denis, x_city=SALSK, x_region="r23")
    assert "wrong_parent" in {code for _field, code in refused(error)}


def test_another_region_empties_the_city_that_is_not_there(denis: User) -> None:
    record_id = lead(denis, x_city=SALSK)
    door.change("leads", [door.Change(id=record_id, values={"x_region": "r64"})], actor=actor_of(denis))
    assert levels(record_id) == ("Приволжский", "Саратовская область", None, None)


def test_every_town_of_the_source_can_be_chosen_and_stands_in_a_district() -> None:
    with (shipped_pack("grain") / "lookups" / "ru-cities.csv").open(encoding="utf-8", newline="") as file:
        towns = {f"c{row['kladr']}": row for row in csv.DictReader(file)}
    lookups = current_snapshot().lookups
    cities, areas, regions, districts = (
        lookups[key].values for key in ("cities", "areas", "regions", "federal_districts")
    )
    assert (len(towns), set(cities)) == (1117, set(towns))
    for key, row in towns.items():
        above = str(cities[key].parent)
        region = str(areas[above].parent) if above in areas else above
        assert regions[region].label.ru == row["region"]
        assert districts[str(regions[region].parent)].label.ru == row["district"]


def test_a_list_offers_only_what_belongs_to_the_region(denis: User, client: Client) -> None:
    client.force_login(denis)
    with holding(latest_snapshot()):
        asked = client.get("/leads/pick/x_city/", {"q": "са", "x_region": DON}).json()["items"]
        everywhere = client.get("/leads/pick/x_city/", {"q": "са"}).json()["items"]
    assert {item["label"] for item in asked} == {"Сальск", "Аксай"}
    assert {item["label"] for item in everywhere} > {"Саратов", "Самара"}


def test_the_okpo_code_is_checked(denis: User) -> None:
    assert lead(denis, x_okpo="0003 2537")
    with pytest.raises(ValidationFailed) as error:
        lead(denis, x_okpo="00032538")
    assert refused(error) == {("x_okpo", "okpo_checksum")}


def test_ready_to_buy_asks_for_the_company_and_its_inn(denis: User) -> None:
    record_id = lead(denis, x_client_kind="farm", x_city=SALSK)
    ready = door.Change(id=record_id, values={"stage": "ready"})
    with pytest.raises(ValidationFailed) as error:
        door.change("leads", [ready], actor=actor_of(denis))
    assert {field for field, _code in refused(error)} == {"company_name", "inn"}
    without_region = door.Change(id=record_id, values={"stage": "need", "x_region": None})
    filled = {"stage": "ready", "company_name": "ООО «Колос»", "inn": "7707083893"}
    with pytest.raises(ValidationFailed) as error:
        door.change("leads", [without_region], actor=actor_of(denis))
    assert {field for field, _code in refused(error)} == {"x_region"}
    assert door.change("leads", [door.Change(id=record_id, values=filled)], actor=actor_of(denis)) == [record_id]


def test_a_holding_is_named_by_name(denis: User) -> None:
    with pytest.raises(ValidationFailed) as error:
        lead(denis, x_client_kind="holding")
    assert {field for field, _code in refused(error)} == {"x_holding"}


def test_a_second_lead_with_the_same_okpo_is_told_of(denis: User) -> None:
    lead(denis, x_okpo="00032537")
    twins = find_twins("leads", [{"x_okpo": "00032537"}], actor=actor_of(denis), act="save")
    assert [twin.by for twin in twins[0]] == [("x_okpo",)]


def test_the_coordinator_shapes_the_system_and_the_manager_does_not(denis: User) -> None:
    marina = User.objects.create_user(username="marina", name="Марина", roles=["coordinator"])
    assert may_use(actor_of(marina), "settings.sections")
    assert not may_use(actor_of(denis), "settings.sections")


def test_the_head_sees_whose_lead_it_is_first(denis: User, client: Client) -> None:
    viktor = User.objects.create_user(username="viktor", name="Тарасенко Виктор", roles=["head"])
    for owner in (denis, viktor):
        lead(denis, company_name="ООО «Нива»", owner=owner.pk)
    assert columns(client, viktor)[2:4] == ["Ответственный", "Холдинг"]
    assert "Холдинг" not in columns(client, denis)


def columns(client: Client, user: User) -> list[str]:
    """Return the headings of the list of leads as somebody sees it."""
    client.force_login(user)
    with holding(latest_snapshot()):
        page = client.get("/leads/").content.decode()
    head = page[page.index("<thead") : page.index("</thead>")]
    cells = (re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r"<th\b.*?</th>", head, re.DOTALL))
    return [" ".join(words) for words in cells if words]


def test_registration_data_of_a_lead_become_the_accounts(client: Client, denis: User) -> None:
    known: dict[str, object] = {
        "inn": "7707083893", "x_full_name": "АО «Колос Дона»", "x_kpp": "616401001", "x_ogrn": "1027700132195",
        "x_okpo": "00032537", "x_legal_address": "Ростов-на-Дону, Садовая, 1", "x_signatory": "Директор Ким А. В.",
    }  # fmt: skip
    record_id = lead(denis, company_name="Колос Дона", x_holding="Дон", x_equipment=["dryer"], **known)
    client.force_login(denis)
    page = client.get(f"/leads/{record_id}/qualify/", headers={"HX-Request": "true"}).content.decode()
    assert "Кто подписывает договор <b>Директор Ким А. В.</b>" in page
    given = {"account": "new", "contact": "none", "with_deal": "on", "deal.name": "Сушилка"}
    assert client.post(f"/leads/{record_id}/qualify/", given, headers={"HX-Request": "true"}).status_code < 400
    keys = ("inn", "full_name", "kpp", "ogrn", "x_okpo", "legal_address", "x_signatory")
    assert visible_to(SYSTEM, "accounts").values_list(*keys).get(name="Колос Дона") == tuple(known.values())
    assert visible_to(SYSTEM, "accounts").values_list("x_holding").get(name="Колос Дона") == ("Дон",)
    assert visible_to(SYSTEM, "deals").values_list("x_equipment").get(name="Сушилка") == (["dryer"],)
