"""Contacts: names from parts and back, a main place of work in step with the affiliations."""

from __future__ import annotations

import pytest
from django.test import Client

from artel.domain.people.names import PersonName, account_key, person_key, split_person
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.records.merging import merge, undo_merge
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make, problems, rows, stored


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Петров Иван Сергеевич", PersonName("Петров", "Иван", "Сергеевич")),
        ("Иван Сергеевич Петров", PersonName("Петров", "Иван", "Сергеевич")),
        ("Иван Сергеевич", PersonName("", "Иван", "Сергеевич")),
        ("Петров Иван", PersonName("Петров", "Иван", "")),
        ("Гульнара", PersonName("", "Гульнара", "")),
        ("Мамедов Рауф Вагиф оглы", PersonName("Мамедов", "Рауф", "Вагиф оглы")),
    ],
)
def test_a_full_name_is_split(written: str, parts: PersonName) -> None:
    assert split_person(written) == parts


@pytest.mark.parametrize(
    "written", ["ООО «Лифт-Сервис»", "лифт сервис, ООО", "Общество с ограниченной ответственностью Лифт-Сервис"]
)
def test_companies_compare_without_their_form(written: str) -> None:
    assert account_key(written) == "лифт сервис"


def test_a_company_named_only_by_its_form_keeps_it() -> None:
    assert account_key("ООО") == "ооо"


def test_people_compare_without_patronymic_and_with_e_for_yo() -> None:
    assert person_key(split_person("Королёв Пётр Ильич")) == person_key(split_person("королев петр"))


@pytest.fixture
def base(base_pack: Snapshot) -> Snapshot:
    """Return the configuration of the base pack."""
    return base_pack


def test_parts_make_the_name(base: Snapshot) -> None:
    contact = make("contacts", last_name="Петров", first_name="Иван")
    assert stored("contacts", contact, "name", "name_key") == ("Петров Иван", "петров иван")
    change("contacts", contact, middle_name="Сергеевич")
    assert stored("contacts", contact, "name") == ("Петров Иван Сергеевич",)


def test_a_name_in_one_line_fills_the_parts(base: Snapshot) -> None:
    contact = make("contacts", name="Иван Сергеевич Петров")
    assert stored("contacts", contact, "last_name", "first_name", "middle_name", "name") == (
        "Петров",
        "Иван",
        "Сергеевич",
        "Петров Иван Сергеевич",
    )
    change("contacts", contact, name="Сидоров Пётр")
    assert stored("contacts", contact, "last_name", "middle_name", "name") == ("Сидоров", None, "Сидоров Пётр")


def test_a_contact_without_any_name_is_refused(base: Snapshot) -> None:
    assert problems({"phone": "+79172550418"}, "contacts") == {("name", "required")}


def test_the_account_of_a_contact_is_his_main_place(base: Snapshot) -> None:
    old, new = make("accounts", name="ООО «Старое»"), make("accounts", name="ООО «Новое»")
    contact = make("contacts", name="Петров Иван", account=old, position="инженер")
    assert rows("affiliations", "account_id", "position", "is_main") == [(old, "инженер", True)]
    change("contacts", contact, account=new, position="директор")
    assert rows("affiliations", "account_id", "position", "is_main") == [
        (old, "инженер", False),
        (new, "директор", True),
    ]


def test_a_main_place_chosen_in_the_list_shows_on_the_contact(base: Snapshot) -> None:
    old, new = make("accounts", name="ООО «Старое»"), make("accounts", name="ООО «Новое»")
    contact = make("contacts", name="Петров Иван", account=old)
    second = make("affiliations", contact=contact, account=new, position="директор")
    assert stored("contacts", contact, "account_id") == (old,)
    change("affiliations", second, is_main=True)
    assert stored("contacts", contact, "account_id", "position") == (new, "директор")
    assert rows("affiliations", "is_main") == [(False,), (True,)]


def test_a_first_place_is_the_main_one(base: Snapshot) -> None:
    account = make("accounts", name="ООО «Лифт»")
    contact = make("contacts", name="Петров Иван")
    make("affiliations", contact=contact, account=account)
    assert stored("contacts", contact, "account_id") == (account,)


def test_a_trashed_main_place_leaves_none(base: Snapshot) -> None:
    account = make("accounts", name="ООО «Лифт»")
    contact = make("contacts", name="Петров Иван", account=account)
    ((place,),) = rows("affiliations", "id")
    door.trash("affiliations", [int(str(place))], actor=SYSTEM)
    assert stored("contacts", contact, "account_id") == (None,)


def test_a_pair_stands_once(base: Snapshot) -> None:
    account = make("accounts", name="ООО «Лифт»")
    contact = make("contacts", name="Петров Иван", account=account)
    with pytest.raises(ValidationFailed) as refused:
        make("affiliations", contact=contact, account=account)
    assert [(p.field, p.code) for p in refused.value.problems] == [("account", "not_unique")]


def test_a_merge_leaves_one_main_phone_and_place_and_its_undo_gives_all_back(base: Snapshot) -> None:
    first, second = make("accounts", name="ООО «Первое»"), make("accounts", name="ООО «Второе»")
    kept = make("contacts", name="Петров Иван", phone="+79172550418", account=first)
    lost = make("contacts", name="Петров Иван С.", phone="+78432925518", account=second)
    done = merge("contacts", kept, [lost], values={}, actor=SYSTEM)
    assert rows("identities", "contact_id", "value", "is_main") == [
        (kept, "+79172550418", True),
        (kept, "+78432925518", False),
    ]
    assert rows("affiliations", "contact_id", "account_id", "is_main") == [(kept, first, True), (kept, second, False)]
    undo_merge(done, actor=SYSTEM)
    assert stored("contacts", lost, "phone", "account_id") == ("+78432925518", second)
    assert rows("identities", "contact_id", "value", "is_main") == [
        (kept, "+79172550418", True),
        (lost, "+78432925518", True),
    ]


def test_the_card_lists_ways_to_reach_and_places_by_name(client: Client, clara: User, base: Snapshot) -> None:
    account = make("accounts", name="ООО «Вечерний дом»")
    contact = make("contacts", name="Петров Иван")
    make("affiliations", contact=contact, account=account, position="советник")
    make("identities", contact=contact, kind="phone", value="8 843 292-55-18")
    make("identities", contact=contact, kind="telegram", value="@ivan_petrov")
    client.force_login(clara)
    card = client.get(f"/contacts/{contact}/").content.decode()
    related = card[card.index("a-entry") :]
    for label in ("+7 843 292-55-18", "ivan_petrov", "ООО «Вечерний дом»"):
        assert label in related
