"""One box: words in any form, the beginning of a word, fragments of numbers, and never what one may not see."""

from __future__ import annotations

import pytest

from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.search.searching import search
from tests.support.configuration import TENDERS, configure, document, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def found_by() -> object:
    """Return a function from a query to the titles found, with two accounts and a contact to find."""
    door.create(
        "accounts",
        [
            {"name": "ООО «Ёлка-Лифт»", "inn": "7707083893", "email": "office@yolka.example.ru"},
            {"name": "Acme Elevators", "phone": "+7 843 292-55-18 доб. 12"},
        ],
        actor=SYSTEM,
    )
    contact = {"last_name": "Константинопольская", "first_name": "Екатерина", "phone": "8 (917) 255-04-18"}
    door.create("contacts", [contact], actor=SYSTEM)
    return lambda query: [hit.title for hit in search(SYSTEM, query)]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("лифты", "ООО «Ёлка-Лифт»"),
        ("ЕЛКА", "ООО «Ёлка-Лифт»"),
        ("ёл", "ООО «Ёлка-Лифт»"),
        ("7707083893", "ООО «Ёлка-Лифт»"),
        ("0708", "ООО «Ёлка-Лифт»"),
        ("yolka.example.ru", "ООО «Ёлка-Лифт»"),
        ("office@yolka", "ООО «Ёлка-Лифт»"),
        ("elevator", "Acme Elevators"),
        ("292-55", "Acme Elevators"),
        ("88432925518", "Acme Elevators"),
        ("+7 (843) 292", "Acme Elevators"),
        ("константин", "Константинопольская Екатерина"),
        ("екатерина конст", "Константинопольская Екатерина"),
        ("255-04-18", "Константинопольская Екатерина"),
        ("8 917", "Константинопольская Екатерина"),
    ],
)
def test_finds(found_by: object, query: str, title: str) -> None:
    assert found_by(query) == [title]  # type: ignore[operator]


@pytest.mark.parametrize("query", ["", "   ", "!!!", "«»", "нетТакого", "999 999", "' & | ! ( :*", "а:*б"])
def test_finds_nothing_without_an_error(found_by: object, query: str) -> None:
    assert found_by(query) == []  # type: ignore[operator]


def test_every_phone_of_a_contact_finds_him() -> None:
    contact = door.create("contacts", [{"last_name": "Кузьмин", "phone": "8 917 111-22-33"}], actor=SYSTEM)[0]
    door.create("identities", [{"contact": contact, "kind": "phone", "value": "8 903 444-55-66"}], actor=SYSTEM)
    assert [hit.record_id for hit in search(SYSTEM, "444-55")] == [contact]
    assert [hit.record_id for hit in search(SYSTEM, "111-22")] == [contact]


def test_a_changed_name_is_found_and_the_old_one_is_not() -> None:
    record = door.create("accounts", [{"name": "Старое название"}], actor=SYSTEM)[0]
    door.change("accounts", [Change(id=record, values={"name": "Новое имя"})], actor=SYSTEM)
    assert [hit.record_id for hit in search(SYSTEM, "новое")] == [record]
    assert search(SYSTEM, "старое") == []


def test_own_sections_are_found_by_their_numbers() -> None:
    configure(*TENDERS)
    door.create("x_tenders", [{"name": "Первый"}, {"name": "Второй"}], actor=SYSTEM)
    assert [hit.title for hit in search(SYSTEM, "00002")] == ["Второй"]


def test_a_title_that_begins_so_comes_first() -> None:
    names = ["Завод и Лифт", "Лифт и завод", "Новый Лифт"]
    door.create("accounts", [{"name": name} for name in names], actor=SYSTEM)
    assert search(SYSTEM, "лифт")[0].title == "Лифт и завод"


def test_finds_only_what_the_actor_sees(anna: object) -> None:
    role = {
        "label": text("Менеджер", "Manager"),
        "sections": {"accounts": ["read"]},
        "records": {"accounts": {"read": "own"}},
    }
    configure(document("role", "manager", body=role))
    actor = Actor(kind=ActorKind.USER, name="Анна", user_id=anna.pk, roles=("manager",))  # type: ignore[attr-defined]
    door.create("accounts", [{"name": "Моя фирма", "owner": actor.user_id}, {"name": "Чужая фирма"}], actor=SYSTEM)
    door.create("deals", [{"name": "Фирма в продаже", "owner": actor.user_id}], actor=SYSTEM)
    assert [hit.title for hit in search(actor, "фирма")] == ["Моя фирма"]
    assert len(search(SYSTEM, "фирма")) == 3
