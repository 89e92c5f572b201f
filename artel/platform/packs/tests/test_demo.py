"""Demo data: forms of values, mistakes told before anything is written, loading once."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone
from stdnum.ru import inn, ogrn

from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.packs.demo.building import Company, build_company
from artel.platform.packs.demo.loading import load_demo
from artel.platform.packs.demo.transliterating import to_latin, to_site
from artel.platform.packs.demo.values import World
from artel.platform.packs.models import DemoBatch
from artel.platform.packs.yaml.text import ParsedText, parse_yaml
from artel.platform.records.models import FeedEntry
from artel.platform.schema.runtime import model_of
from artel.platform.users.models import Team, User

ZONE = ZoneInfo("Europe/Moscow")
FRIDAY = date(2026, 11, 20)
PEOPLE = "teams: {sales: {name: Продажи}}\nusers: {anna: {name: Ахметзянова Анна, team: sales, roles: [manager]}}\n"


def files(*texts: str) -> dict[str, ParsedText]:
    return {f"demo/{n}.yaml": parse_yaml(text, f"demo/{n}.yaml") for n, text in enumerate(texts)}


def build(*texts: str, today: date = FRIDAY) -> Company:
    return build_company(files(*texts), World(today=today, zone=ZONE), "sample")


def made(values: str, *, repeat: int = 1, before: str = "") -> list[dict[str, object]]:
    group = f"groups: [{{name: g, section: accounts, repeat: {repeat}, values: {{{values}}}}}]"
    company = build(PEOPLE + before, group)
    assert [str(p) for p in company.problems] == []
    return [row.values for row in company.groups["g"]]


def test_the_same_files_give_the_same_rows() -> None:
    values = "a: {number: [1, 1000]}, b: {pick: [u, v, w]}, c: {digits: '##'}"
    assert made(values, repeat=20) == made(values, repeat=20)
    assert made(values, repeat=20) == made(values, repeat=40)[:20]


def test_numbers_keep_to_their_span_and_step() -> None:
    found = {row["a"] for row in made("a: {number: [10, 20], step: 5}", repeat=60)}
    assert found == {10, 15, 20}


def test_chance_leaves_values_out() -> None:
    found = [row for row in made("a: {pick: [x], chance: 50}", repeat=200) if "a" in row]
    assert 60 < len(found) < 140


def test_weights_decide_how_often_and_keep_numbers_numbers() -> None:
    found = [row["a"] for row in made("a: {weighted: {9: 1, rare: 0}}", repeat=20)]
    assert set(found) == {9}


def test_texts_are_filled_from_pools_rows_and_numbers() -> None:
    pools = "pools: {words: ['{colour} дом'], colour: [Белый]}\n"
    row = made("a: {text: '{words} {n:000}'}, b: {text: '{a:latin}@{a:lower}'}", before=pools)[0]
    assert row == {"a": "Белый дом 001", "b": "belyi.dom.001@белый дом 001"}


def test_moments_fall_into_working_hours_of_working_days() -> None:
    for row in made("a: {moment: [-20, 20]}", repeat=200):
        moment = row["a"]
        assert moment.date() == FRIDAY or moment.weekday() < 5  # type: ignore[attr-defined]
        assert 9 <= moment.hour < 18  # type: ignore[attr-defined]
        assert abs((moment.date() - FRIDAY).days) <= 22  # type: ignore[attr-defined]


def test_days_follow_the_day_of_loading() -> None:
    row = made("a: today-3d, b: today, c: today+1d 14:30, d: {day: [2, 2]}")[0]
    assert (row["a"], row["b"], row["d"]) == (date(2026, 11, 17), FRIDAY, date(2026, 11, 22))
    assert str(row["c"]) == "2026-11-21 14:30:00+03:00"
    row = made("a: monday, b: monday+1w 9:30, c: monday-2w 09:00")[0]
    assert row["a"] == date(2026, 11, 16)
    assert [str(row[key]) for key in "bc"] == ["2026-11-23 09:30:00+03:00", "2026-11-02 09:00:00+03:00"]


def test_requisites_pass_their_checks() -> None:
    for row in made("a: {requisite: inn}, b: {requisite: personal_inn}, c: {requisite: ogrn}", repeat=300):
        assert inn.is_valid(str(row["a"]))
        assert len(str(row["a"])) == 10
        assert inn.is_valid(str(row["b"]))
        assert len(str(row["b"])) == 12
        assert ogrn.is_valid(str(row["c"]))


def test_rows_speak_of_each_other() -> None:
    company = build(
        PEOPLE,
        "groups:\n"
        "- {name: firms, section: accounts, repeat: 3, values: {name: {text: 'Фирма {n}'}, owner: '@anna'}}\n"
        "- name: people\n  section: contacts\n  repeat: 6\n  with: {firm: {each: firms}}\n"
        "  values: {account: {of: firm}, owner: {of: firm, field: owner}, name: {text: 'Из {firm.name}'}}\n",
    )
    assert company.problems == []
    people = company.groups["people"]
    assert [row.values["name"] for row in people] == ["Из Фирма 1", "Из Фирма 2", "Из Фирма 3"] * 2
    assert people[4].values["account"] is company.groups["firms"][1]
    assert people[0].values["owner"].login == "anna"


def test_russian_words_become_addresses() -> None:
    assert to_latin("Юсупова Резеда") == "iusupova.rezeda"
    assert to_latin("Подъячий Щёлкин") == "podieiachii.shchelkin"
    assert to_site("ООО «СЗ «Северная долина»") == "severnaia-dolina"
    assert to_site("Ёж") == "ezh"


BAD = [
    ("values: {a: {pick: nowhere}}", 4, "bad_value"),
    ("values: {a: {guess: 1}}", 4, "bad_value"),
    ("values: {a: {pick: [x], colour: 1}}", 4, "bad_value"),
    ("values: {a: '@nobody'}", 4, "bad_value"),
    ("values: {a: {any: nothing}}", 4, "bad_value"),
    ("values: {a: {number: [5, 1]}}", 4, "bad_value"),
    ("values: {a: {text: '{nowhere}'}}", 4, "bad_value"),
    ("values: {a: {text: '{n:shout}'}}", 4, "bad_value"),
    ("values: {a: {text: '{round}'}}", 4, "bad_value"),
    ("values: {a: {requisite: snils}}", 4, "bad_value"),
    ("by: today", 4, "bad_value"),
    ("at: '@anna'", 4, "bad_value"),
    ("repeat: 100000", 4, "less_than_equal"),
    ("colour: red", 4, "extra_forbidden"),
]


@pytest.mark.parametrize(("line", "number", "code"), BAD)
def test_a_mistake_is_told_with_its_line(line: str, number: int, code: str) -> None:
    text = f"groups:\n  - name: g\n    section: accounts\n    {line}\n"
    company = build(PEOPLE + "pools: {round: ['{round}']}\n", text)
    assert [(p.file, p.line, p.code) for p in company.problems] == [("demo/1.yaml", number, code)]


def test_an_unknown_team_is_told() -> None:
    assert [p.code for p in build("users: {anna: {name: Анна, team: nowhere}}\n").problems] == ["unknown_team"]


ROWS = """\
groups:
  - name: firms
    section: accounts
    at: today-30d 10:00
    by: "@anna"
    rows:
      - {as: firm, name: ООО «Лифт», phone: "+7 900 000-12-34", owner: "@anna"}
      - {name: ООО «Кабина»}
    comments:
      - {text: Звонили, by: "@anna", at: today-2d 12:00}
  - name: people
    section: contacts
    values: {name: Петров Пётр, account: "@firm"}
"""


@pytest.mark.django_db
def test_loading_makes_people_records_and_comments_with_their_history() -> None:
    loaded = load_demo("sample", files(PEOPLE, ROWS))
    anna = User.objects.get(username="anna")
    assert (loaded.records, loaded.logins, anna.team) == (3, ("anna",), Team.objects.get(name="Продажи"))
    snapshot = current_snapshot()
    account = model_of("accounts", snapshot)._default_manager.get(name="ООО «Лифт»")
    contact = model_of("contacts", snapshot)._default_manager.get()
    today = timezone.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    assert account.created_at.date() == today - timedelta(days=30)
    assert (account.created_by_id, account.owner_id, contact.account_id) == (anna.pk, anna.pk, account.pk)
    feed = FeedEntry.objects.filter(section="accounts", record_id=account.pk).order_by("at")
    assert [(e.kind, e.author_id, e.at.date()) for e in feed] == [
        ("created", anna.pk, today - timedelta(days=30)),
        ("comment", anna.pk, today - timedelta(days=2)),
    ]


@pytest.mark.django_db
def test_a_second_load_adds_only_what_is_new() -> None:
    load_demo("sample", files(PEOPLE, ROWS))
    more = "groups: [{name: more, section: contacts, values: {name: Иванов Иван, account: '@firm'}}]"
    again = load_demo("sample", files(PEOPLE, ROWS, more))
    assert (again.records, again.password) == (1, None)
    contacts = model_of("contacts", current_snapshot())._default_manager
    assert len(set(contacts.values_list("account_id", flat=True))) == 1


@pytest.mark.django_db
def test_a_value_that_the_door_refuses_leaves_nothing_behind() -> None:
    bad = ROWS.replace("+7 900 000-12-34", "не телефон")
    with pytest.raises(ConfigurationRefused) as refused:
        load_demo("sample", files(PEOPLE, bad))
    assert "firms 1: phone" in str(refused.value)
    assert (User.objects.count(), DemoBatch.objects.count()) == (0, 0)
    assert model_of("accounts", current_snapshot())._default_manager.count() == 0
