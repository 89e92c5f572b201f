"""Identities: columns and ways to reach stay in step, a value has one owner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.records import door
from artel.platform.sections.fieldtypes.phone import show_phone
from artel.platform.sections.spec import Snapshot
from tests.support.domain import change, make, problems, rows, stored, together


@pytest.fixture(autouse=True)
def _base(base_pack: Snapshot) -> None:
    """Every test here works in a company of the base pack."""


def test_a_new_contact_gets_identities_from_its_columns() -> None:
    contact = make("contacts", name="Петров Иван", phone="8 917 255-04-18", email="Ivan@Example.ru")
    assert rows("identities", "kind", "value", "is_main", "is_shared", contact=contact) == [
        ("phone", "+79172550418", True, False),
        ("email", "ivan@example.ru", True, False),
    ]


def test_a_corrected_phone_corrects_the_main_identity() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    change("contacts", contact, phone="+79172550419")
    assert rows("identities", "value", "is_main", contact=contact) == [("+79172550419", True)]


def test_an_emptied_phone_gives_place_to_the_next_one() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    make("identities", contact=contact, kind="phone", value="8 843 292-55-18")
    change("contacts", contact, phone=None)
    assert rows("identities", "value", "is_main", contact=contact) == [("+78432925518", True)]
    assert stored("contacts", contact, "phone") == ("+78432925518",)


def test_an_emptied_only_phone_leaves_none() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    change("contacts", contact, phone="")
    assert rows("identities", "value", contact=contact) == []
    assert stored("contacts", contact, "phone") == (None,)


def test_choosing_another_main_identity_changes_the_column() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    second = make("identities", contact=contact, kind="phone", value="+78432925518")
    assert stored("contacts", contact, "phone") == ("+79172550418",)
    change("identities", second, is_main=True)
    assert stored("contacts", contact, "phone") == ("+78432925518",)
    assert rows("identities", "value", "is_main", contact=contact) == [
        ("+79172550418", False),
        ("+78432925518", True),
    ]


def test_typing_a_second_number_as_the_phone_makes_it_main() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    make("identities", contact=contact, kind="phone", value="+78432925518")
    change("contacts", contact, phone="+78432925518")
    assert rows("identities", "value", "is_main", contact=contact) == [
        ("+79172550418", False),
        ("+78432925518", True),
    ]


def test_a_first_identity_fills_the_column() -> None:
    contact = make("contacts", name="Петров Иван")
    make("identities", contact=contact, kind="email", value="IVAN@example.ru")
    assert stored("contacts", contact, "email") == ("ivan@example.ru",)


def test_a_trashed_main_identity_gives_place_to_the_next_one() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    make("identities", contact=contact, kind="phone", value="+78432925518")
    ((first, _value),) = [r for r in rows("identities", "id", "value", contact=contact) if r[1] == "+79172550418"]
    door.trash("identities", [int(str(first))], actor=SYSTEM)
    assert stored("contacts", contact, "phone") == ("+78432925518",)


def test_a_value_of_another_is_refused_unless_shared() -> None:
    make("contacts", name="Петров Иван", phone="+79172550418")
    other = make("contacts", name="Петрова Анна")
    row: dict[str, object] = {"contact": other, "kind": "phone", "value": "8 (917) 255-04-18"}
    assert problems(row, "identities", actor=_clerk()) == {("value", "not_unique")}
    assert problems({**row, "is_shared": True}, "identities", actor=_clerk()) == set()


def test_a_common_phone_in_the_column_becomes_shared() -> None:
    first = make("contacts", name="Петров Иван", phone="+78432925518")
    second = make("contacts", name="Петрова Анна", phone="+78432925518")
    assert rows("identities", "contact_id", "is_shared") == [(first, False), (second, True)]


def test_twins_of_one_batch_share_a_phone() -> None:
    ids = door.create("contacts", [{"name": f"Петров {n}", "phone": "+78432925518"} for n in range(3)], actor=SYSTEM)
    assert rows("identities", "contact_id", "is_shared") == [(ids[0], False), (ids[1], True), (ids[2], True)]


def test_a_trashed_contact_frees_its_phone_and_takes_it_back() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    door.trash("contacts", [contact], actor=SYSTEM)
    assert rows("identities", "id") == []
    door.restore("contacts", [contact], actor=SYSTEM)
    assert rows("identities", "value", "is_main") == [("+79172550418", True)]
    assert stored("contacts", contact, "phone") == ("+79172550418",)


def test_a_trashed_account_frees_its_phone_and_takes_it_back() -> None:
    account = make("accounts", name="ООО «Лифт»", phone="+78432925518")
    door.trash("accounts", [account], actor=SYSTEM)
    assert rows("identities", "id") == []
    door.restore("accounts", [account], actor=SYSTEM)
    assert rows("identities", "account_id", "value") == [(account, "+78432925518")]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("telegram", "https://t.me/Ivan_Petrov", "ivan_petrov"),
        ("telegram", "@Ivan_Petrov", "ivan_petrov"),
        ("telegram", "8 917 255-04-18", "+79172550418"),
        ("whatsapp", "8 917 255-04-18", "+79172550418"),
        ("vk", "vk.com/Ivan.Petrov/", "ivan.petrov"),
        ("other", "Скайп: ivan", "Скайп: ivan"),
    ],
)
def test_values_are_kept_in_the_form_of_their_kind(kind: str, given: str, kept: str) -> None:
    contact = make("contacts", name="Петров Иван")
    identity = make("identities", contact=contact, kind=kind, value=given)
    assert stored("identities", identity, "value") == (kept,)


@pytest.mark.parametrize("value", ["+79172550418", "+78432925518;ext=12", "+77172123456", "+375291234567"])
def test_a_number_is_named_as_phone_fields_show_it(value: str) -> None:
    identity = make("identities", contact=make("contacts", name="Петров Иван"), kind="phone", value=value)
    assert stored("identities", identity, "name") == (show_phone(value),)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"kind": "phone", "value": "+79172550418"}, ("contact", "one_holder")),
        ({"kind": "phone", "value": "вечером"}, ("value", "not_phone")),
        ({"kind": "email", "value": "почта"}, ("value", "not_email")),
    ],
)
def test_bad_identities_are_refused(row: dict[str, object], problem: tuple[str, str]) -> None:
    assert problem in problems(row, "identities")


def test_a_batch_of_any_size_costs_the_same_number_of_queries() -> None:
    def queries(count: int, first: int) -> int:
        people = [
            {"name": f"Петров {n}", "phone": f"+7917{n:07}", "email": f"p{n}@example.ru"}
            for n in range(first, first + count)
        ]
        with CaptureQueriesContext(connection) as captured:
            door.create("contacts", people, actor=SYSTEM)
        return len(captured)

    queries(2, 0)
    assert queries(300, 100) == queries(900, 1000)


def _clerk() -> Actor:
    """Return somebody who may do everything but is not the system."""
    return replace(SYSTEM, kind=ActorKind.USER, is_admin=True)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_take_one_phone_at_once_one_owns_it() -> None:
    acts = [lambda n=n: make("contacts", name=f"Петров {n}", phone="+79172550418") for n in range(4)]
    assert all(isinstance(outcome, int) for outcome in together(acts))
    assert sorted(flag for (flag,) in rows("identities", "is_shared")) == [False, True, True, True]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_enter_one_phone_at_once_one_is_refused() -> None:
    contacts = [make("contacts", name=f"Петров {n}") for n in range(2)]
    acts = [
        lambda i=i: make("identities", actor=_clerk(), contact=i, kind="phone", value="+79172550418") for i in contacts
    ]
    assert sorted(type(outcome).__name__ for outcome in together(acts)) == ["ValidationFailed", "int"]


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_a_main_phone_at_once_leave_one() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    others = [make("identities", contact=contact, kind="phone", value=f"+7917255041{n}") for n in (1, 2)]
    together([lambda i=i: change("identities", i, is_main=True) for i in others])
    ((main,),) = rows("identities", "value", contact=contact, is_main=True)
    assert stored("contacts", contact, "phone") == (main,)
