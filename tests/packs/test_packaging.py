"""The packaging pack in use: extra outcomes, checked requisites, duplicates, rights, the picker's own criteria."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of, field_access, may, visible_to
from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.duplicates.finding import find_twins
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import AccessDenied, ValidationFailed
from artel.platform.packs.installing import install
from artel.platform.packs.places import find_pack
from artel.platform.records import door
from artel.platform.users.models import Team, User
from tests.support.domain import make, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def packaging() -> None:
    """Bring the pack into force."""
    install(["packaging"], demo=False, actor=SYSTEM)


@pytest.fixture
def team() -> Team:
    """Return the team of all people here."""
    return Team.objects.create(name="Отдел продаж")


@pytest.fixture
def artem(team: Team) -> User:
    """Return a sales manager."""
    return somebody("artem", "manager", team)


@pytest.fixture
def gleb(team: Team) -> User:
    """Return a lead owner."""
    return somebody("gleb", "lead_owner", team)


def somebody(login: str, role: str, team: Team) -> User:
    """Return a new user with one role."""
    return User.objects.create_user(username=login, name=login, roles=[role], team=team)


@pytest.fixture
def request_of_artem(artem: User) -> int:
    """Return a new lead of the manager."""
    return make("leads", name="Баки под удобрения", company_name="ООО «Агрохимия»", owner=artem.pk)


def moved(record_id: int, user: User, stage: str, **values: object) -> list[int]:
    """Move a lead to a stage."""
    return door.change("leads", [door.Change(id=record_id, values={"stage": stage, **values})], actor=actor_of(user))


def missing(error: pytest.ExceptionInfo[ValidationFailed]) -> set[str | None]:
    """Return the fields that were refused."""
    return {problem.field for problem in error.value.problems}


def api(user: User, record_id: int, values: dict[str, Any]) -> int:
    """Change a lead over the API and return the status."""
    headers = {"Authorization": f"Bearer {make_token(user)}", "If-Match": "*"}
    body = json.dumps(values).encode()
    answer = Client().generic(
        "PATCH", f"/odata/leads({record_id})", body, content_type="application/json", headers=headers
    )
    return answer.status_code


def test_no_lead_goes_to_a_distributor_without_naming_which(artem: User, request_of_artem: int) -> None:
    with pytest.raises(ValidationFailed) as error:
        moved(request_of_artem, artem, "to_distributor")
    assert missing(error) == {"x_distributor"}
    ural = make("accounts", name="ООО «Тара Урал»", x_is_distributor=True)
    assert moved(request_of_artem, artem, "to_distributor", x_distributor=ural) == [request_of_artem]
    assert stored("leads", request_of_artem, "stage", "x_distributor_id") == ("to_distributor", ural)


def test_the_api_demands_the_distributor_too(artem: User, request_of_artem: int) -> None:
    assert api(artem, request_of_artem, {"stage": "to_distributor"}) in (400, 422)
    assert stored("leads", request_of_artem, "stage") == ("new",)
    ural = make("accounts", name="ООО «Тара Урал»", x_is_distributor=True)
    assert api(artem, request_of_artem, {"stage": "to_distributor", "x_distributor_id": ural}) == 204


def test_the_board_refuses_the_move_and_asks_for_the_distributor(
    artem: User, request_of_artem: int, client: Client
) -> None:
    client.force_login(artem)
    with holding(latest_snapshot()):
        answer = client.post(
            "/leads/board/move/",
            {"id": request_of_artem, "stage": "to_distributor"},
            headers={"HX-Request": "true"},
        )
    assert answer.status_code == 422
    assert "Дистрибьютор" in answer.content.decode()
    assert stored("leads", request_of_artem, "stage") == ("new",)


def test_what_the_range_lacks_is_written_down(artem: User, request_of_artem: int) -> None:
    with pytest.raises(ValidationFailed) as error:
        moved(request_of_artem, artem, "no_range")
    assert missing(error) == {"x_gap", "x_asked_for"}
    assert moved(request_of_artem, artem, "no_range", x_gap="metal", x_asked_for="Бочка из нержавейки 50 л")


def test_a_plain_refusal_still_asks_why(artem: User, request_of_artem: int) -> None:
    with pytest.raises(ValidationFailed) as error:
        moved(request_of_artem, artem, "disqualified")
    assert missing(error) == {"disqualify_reason"}


def test_nobody_qualifies_a_request_without_an_owner_of_the_lead(
    artem: User, gleb: User, request_of_artem: int
) -> None:
    with pytest.raises(ValidationFailed) as error:
        moved(request_of_artem, artem, "qualifying")
    assert missing(error) == {"x_lead_owner"}
    assert moved(request_of_artem, artem, "qualifying", x_lead_owner=gleb.pk)
    assert moved(request_of_artem, gleb, "picking", x_use="chemistry") == [request_of_artem]


def test_a_lead_owner_works_only_what_was_given_to_him(gleb: User, request_of_artem: int) -> None:
    assert visible_to(actor_of(gleb), "leads").filter(id=request_of_artem).exists()
    with pytest.raises(AccessDenied):
        moved(request_of_artem, gleb, "picking", x_use="chemistry", x_lead_owner=gleb.pk)


def test_inn_and_kpp_of_a_lead_are_checked(artem: User) -> None:
    with pytest.raises(ValidationFailed) as error:
        door.create("leads", [{"name": "Бак", "inn": "7707083890", "x_kpp": "77"}], actor=actor_of(artem))
    assert missing(error) == {"inn", "x_kpp"}


def test_duplicates_are_told_by_inn_phone_and_own_fields(artem: User) -> None:
    known = {"inn": "7707083893", "phone": "+79000750001", "company_name": "ООО «Агрохимия»", "x_use": "chemistry"}
    door.create("leads", [{"name": "Бак", "owner": artem.pk, **known}], actor=SYSTEM)
    actor = actor_of(artem)
    rows = [{"inn": known["inn"]}, {"phone": known["phone"]}]
    assert [[t.by for t in twins] for twins in find_twins("leads", rows, actor=actor, act="save")] == [
        [("inn",)],
        [("phone",)],
    ]
    same = {"company_name": "Агрохимия, ООО", "x_use": "chemistry", "stage": "new"}
    other = {**same, "x_use": "sewage"}
    found, none = find_twins("leads", [same, other], actor=actor, act="save")
    assert [set(t.by) for t in found] == [{"company_name", "x_use"}]
    assert none == ()


def test_clients_are_seen_by_rule_and_fields_by_role(artem: User, gleb: User, team: Team) -> None:
    polina, inna = somebody("polina", "manager", team), somebody("inna", "lead_coordinator", team)
    make("accounts", name="Мой", owner=artem.pk)
    make("accounts", name="Чужой", owner=polina.pk)
    make("accounts", name="Дистрибьютор", owner=polina.pk, x_is_distributor=True)
    seen = {u.username: visible_to(actor_of(u), "accounts").count() for u in (artem, polina, gleb, inna)}
    assert seen == {"artem": 2, "polina": 2, "gleb": 3, "inna": 3}
    assert "x_credit_limit" in field_access(actor_of(gleb), "accounts").hidden
    assert "x_credit_limit" in field_access(actor_of(artem), "accounts").readonly
    assert "bank_account" in field_access(actor_of(inna), "accounts").hidden
    assert not may(actor_of(inna), "deals", "read")


def test_the_picker_offers_the_criteria_of_the_company(artem: User, request_of_artem: int, client: Client) -> None:
    tanks = make("product_categories", name="Ёмкости")
    vertical = make("product_categories", name="Вертикальные ёмкости", parent=tanks)
    for volume, colour in ((500, "blue"), (1000, "blue"), (1000, "white")):
        row = {"name": f"Ёмкость {volume} {colour}", "article": f"Е-{volume}-{colour}", "category": vertical}
        own = {"x_volume_l": volume, "x_use": "chemistry"}
        door.create("products", [{**row, **own, "color": colour, "price": 9000, "in_stock": 3}], actor=SYSTEM)
    client.force_login(artem)
    asked: dict[str, str | int] = {
        "part": "found",
        "min.x_volume_l": "800",
        "v.color": "blue",
        "v.x_use": "chemistry",
        "category": tanks,
    }
    with holding(latest_snapshot()):
        page = client.get(f"/leads/{request_of_artem}/products/", asked, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert 'data-name="Ёмкость 1000 blue"' in text
    assert 'data-name="Ёмкость 500 blue"' not in text
    assert 'data-name="Ёмкость 1000 white"' not in text
    assert "Назначение" in text


def test_conversion_of_a_product_is_counted_from_what_was_asked_and_sold(artem: User, request_of_artem: int) -> None:
    product = make("products", name="Ёмкость 1000 л", article="Е-1000", price=12000)
    other = make("leads", name="Ещё бак", owner=artem.pk)
    for lead in (request_of_artem, other):
        make("lead_products", lead=lead, product=product, quantity=1)
    deal = make("deals", name="Баки", owner=artem.pk)
    make("deal_products", deal=deal, product=product, quantity=1)
    assert stored("products", product, "x_requests", "x_sales", "x_conversion") == (2, 0, 0)
    door.change("deals", [door.Change(id=deal, values={"stage": "won"})], actor=SYSTEM)
    assert stored("products", product, "x_requests", "x_sales", "x_conversion") == (2, 1, 50)


def test_what_is_asked_of_a_product_depends_on_its_branch_whatever_it_is_called(client: Client, team: Team) -> None:
    roman = somebody("roman", "head", team)
    pallets = make("product_categories", name="Поддоны", code="pallets")
    light = make("product_categories", name="Облегчённые", parent=pallets)
    tanks = make("product_categories", name="Ёмкости", code="tanks")
    cubes = make("product_categories", name="Прямоугольные баки", parent=tanks)
    other = make("product_categories", name="Поддоны и ёмкости")
    client.force_login(roman)
    products = {
        name: make(
            "products", name=name, article=name, category=category, x_neck_mm=350, x_load_kg=1500, owner=roman.pk
        )
        for name, category in (
            ("pallet", pallets),
            ("light", light),
            ("tank", tanks),
            ("cube", cubes),
            ("other", other),
        )
    }
    expected = {
        "pallet": (False, True), "light": (False, True), "tank": (True, False), "cube": (True, False),
        "other": (False, False),
    }  # fmt: skip

    def shown() -> dict[str, tuple[bool, bool]]:
        with holding(latest_snapshot()):
            cards = {name: client.get(f"/products/{i}/").content.decode() for name, i in products.items()}
        return {name: ("Горловина" in card, "Нагрузка на поддон" in card) for name, card in cards.items()}

    assert shown() == expected
    door.change("product_categories", [door.Change(id=tanks, values={"name": "Баки"})], actor=SYSTEM)
    door.change("product_categories", [door.Change(id=pallets, values={"name": "Паллеты"})], actor=SYSTEM)
    assert shown() == expected


def test_the_demo_catalogue_has_the_codes_that_conditions_name() -> None:
    pack = find_pack("packaging")
    named = set(re.findall(r"/code (?:eq|ne) '(\w+)'", (pack / "extends/products.yaml").read_text()))
    known = set(re.findall(r"code: (\w+)", (pack / "demo/20-catalog.yaml").read_text()))
    assert named <= known
    assert named


def test_a_new_account_and_a_known_one_get_the_kpp_of_the_request(client: Client, artem: User) -> None:
    client.force_login(artem)
    kpp = "165501001"
    known = make("accounts", name="ООО «Хим»", owner=artem.pk)
    for name, account in (("Новая", "new"), ("Хим", str(known))):
        request = make(
            "leads", name="Баки", company_name=name, inn="7707083893", x_kpp=kpp, owner=artem.pk, x_lead_owner=artem.pk
        )
        given = {"account": account, "contact": "none"}
        answer = client.post(f"/leads/{request}/qualify/", given, headers={"HX-Request": "true"})
        assert answer.status_code < 400, answer.content.decode()
        (chosen,) = stored("leads", request, "account_id")
        assert stored("accounts", int(str(chosen)), "kpp", "inn") == (kpp, "7707083893")
