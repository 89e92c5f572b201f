"""Conditions find exactly the right rows on a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from artel.platform.conditions.compiling import compile_condition
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.tests.rows import ANNA, CLIENTS, SNAPSHOT
from artel.platform.users.models import Team, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
"""In Yekaterinburg it is already the 23rd, half past one in the night."""


@pytest.fixture
def clients(tables: dict[str, Any]) -> Any:
    head = Team.objects.create(id=10, name="Отдел продаж")
    Team.objects.create(id=11, name="Казань", parent=head)
    Team.objects.create(id=12, name="Сервис")
    for number, team in ((1, 10), (2, 11), (3, 12)):
        User.objects.create(
            id=number, username=f"u{number}", name=f"Человек {number}", email=f"u{number}@a.ru", team_id=team
        )
    model, orders = tables["clients"], tables["orders"]
    base = {"created_at": NOW, "updated_at": NOW, "version": 1}
    model.objects.create(
        id=1,
        name="Лифт-Сервис",
        city="Казань",
        visits=3,
        rating=Decimal("4.5"),
        amount=Decimal("1000.00"),
        met_on=date(2026, 11, 23),
        called_at=datetime(2026, 11, 22, 19, 30, tzinfo=UTC),
        is_main=True,
        source="site",
        tags=["vip", "new"],
        spent=90,
        stage="new",
        owner_id=1,
        secret="клад",
        **base,
    )
    model.objects.create(
        id=2,
        name="ЛИФТ и Ко",
        city="Омск",
        visits=-3,
        rating=Decimal("-2.5"),
        amount=Decimal("50.50"),
        parent_id=1,
        met_on=date(2026, 11, 22),
        called_at=datetime(2026, 11, 22, 18, 30, tzinfo=UTC),
        is_main=False,
        source="call",
        tags=["vip"],
        spent=15,
        stage="won",
        owner_id=2,
        **base,
    )
    model.objects.create(id=3, name="", parent_id=2, owner_id=3, **base)
    orders.objects.create(id=1, name="A", client_id=1, total=Decimal(100), paid_on=date(2026, 1, 1), **base)
    orders.objects.create(id=2, name="B", client_id=1, total=Decimal(10), **base)
    orders.objects.create(id=3, name="C", client_id=2, total=Decimal(100), **base)
    orders.objects.create(id=4, name="D", client_id=2, total=Decimal(1), trashed_at=NOW, **base)
    return model


def found(model: Any, text: str, **more: Any) -> list[int]:
    condition = compile_condition(text, CLIENTS, SNAPSHOT, ANNA, now=NOW, **more)
    return sorted(model.objects.filter(condition).values_list("id", flat=True))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [1, 2, 3]),
        ("name eq 'Лифт-Сервис'", [1]),
        ("name eq null", [3]),
        ("name ne null", [1, 2]),
        ("city ne 'Омск'", [1, 3]),
        ("not (city eq 'Омск')", [1, 3]),
        ("not contains(city, 'мск')", [1]),
        ("not (contains(city, 'мск'))", [1]),
        ("contains(city, 'мск') eq false", [1]),
        ("(contains(city, 'мск') or city eq null) eq false", [1]),
        ("contains(tolower(name), 'лифт')", [1, 2]),
        ("contains(tolower(name), tolower('ЛИФТ'))", [1, 2]),
        ("contains(name, 'лифт')", []),
        ("contains(city, '%')", []),
        ("startswith(name, 'Лифт')", [1]),
        ("endswith(name, 'Ко')", [2]),
        ("startswith(name, substring(city, 0, 0))", [1, 2]),
        ("contains(concat(name, city), 'КоОм')", [2]),
        ("length(city) eq 6", [1]),
        ("indexof(city, 'з') eq 2", [1]),
        ("substring(city, 1) eq 'мск'", [2]),
        ("substring(city, 1, 2) eq 'мс'", [2]),
        ("substring(city, -5, 2) eq 'Ом'", [2]),
        ("substring(city, 1, -1) eq ''", [1, 2]),
        ("trim(concat(' ', city)) eq 'Омск'", [2]),
        ("toupper(city) eq 'ОМСК'", [2]),
        ("visits gt 0", [1]),
        ("not (visits gt 0)", [2, 3]),
        ("visits in (3, -3)", [1, 2]),
        ("visits in (3, null)", [1, 3]),
        ("not (visits in (3))", [2, 3]),
        ("visits add 1 eq 4", [1]),
        ("-visits eq 3", [2]),
        ("visits mul 99999999999 gt 100000000000000000000", []),
        ("visits div 0 eq 1", []),
        ("visits div 2 eq -1", [2]),
        ("visits divby 2 eq -1.5", [2]),
        ("visits mod 2 eq 1", [1]),
        ("visits eq 3.0", [1]),
        ("visits lt 2.5", [2]),
        ("amount ge 1000", [1]),
        ("amount gt visits", [1, 2]),
        ("visits eq 99999999999999999999999", []),
        ("round(rating) eq 5", [1]),
        ("round(rating) eq -3", [2]),
        ("floor(rating) eq -3", [2]),
        ("ceiling(rating) eq 5", [1]),
        ("is_main", [1]),
        ("not is_main", [2]),
        ("is_main eq false", [2]),
        ("is_main ne true", [2, 3]),
        ("null", []),
        ("true", [1, 2, 3]),
        ("not null", []),
        ("visits gt null", []),
        ("source eq 'site'", [1]),
        ("source in ('site', 'call')", [1, 2]),
        ("stage ne 'won'", [1, 3]),
        ("spent eq duration'PT1H30M'", [1]),
        ("spent lt duration'PT1H'", [2]),
        ("duration'PT1H' lt spent", [1]),
        ("spent in (duration'PT15M', duration'PT2H')", [2]),
        ("spent add duration'PT15M' eq duration'PT30M'", [2]),
        ("called_at add spent gt 2026-11-22T20:00:00Z", [1]),
        ("spent eq spent", [1, 2, 3]),
        ("spent eq null", [3]),
        ("spent eq duration'PT1H30M' or spent gt duration'PT90M1S'", [1]),
        ("'vip' in tags", [1, 2]),
        ("'vip' in tags and 'new' in tags", [1]),
        ("not ('new' in tags)", [2, 3]),
        ("tags/any()", [1, 2]),
        ("not tags/any()", [3]),
        ("tags eq null", [3]),
        ("tags/any(t:t eq 'new')", [1]),
        ("tags/any(t:t in ('new', 'old'))", [1]),
        ("not tags/any(t:t in ('new', 'old'))", [2, 3]),
        ("tags/any(t:t ne 'vip')", [1]),
        ("tags/any(t:not (t eq 'vip' or t eq 'new'))", []),
        ("tags/any(t:t in ('vip', 'old') and t ne 'old')", [1, 2]),
        ("tags/all(t:t eq 'vip')", [2, 3]),
        ("tags/all(t:t ne 'new')", [2, 3]),
        ("tags/all(t:'old' ne t)", [1, 2, 3]),
        ("tags/$count eq 2", [1]),
        ("tags/$count eq 0", [3]),
        ("tags/$count add 1 eq 3", [1]),
        ("parent/tags/any(t:t eq 'new')", [2]),
        ("tags/any(t:t eq 'vip') eq false", [3]),
        ("met_on eq today()", [1]),
        ("met_on lt today()", [2]),
        ("met_on ge today() sub duration'P1D'", [1, 2]),
        ("met_on eq date(now())", [1]),
        ("met_on lt now()", [2]),
        ("met_on sub duration'PT5H' eq 2026-11-22", [1]),
        ("met_on eq today() sub duration'PT5H'", [2]),
        ("met_on in this_week()", [1]),
        ("met_on in last_week()", [2]),
        ("met_on in this_month() and called_at in this_year()", [1, 2]),
        ("called_at in last_days(1)", [1]),
        ("called_at in last_days(2)", [1, 2]),
        ("not (called_at in next_days(7))", [2, 3]),
        ("called_at eq today()", [1]),
        ("called_at ne today()", [2, 3]),
        ("called_at lt today()", [2]),
        ("called_at le today()", [1, 2]),
        ("called_at gt 2026-11-22", [1]),
        ("called_at ge 2026-11-23", [1]),
        ("2026-11-22 lt called_at", [1]),
        ("date(called_at) eq 2026-11-22", [2]),
        ("called_at in (2026-11-22, 2026-11-21, null)", [2, 3]),
        ("date(called_at) eq met_on", [1, 2, 3]),
        ("called_at eq met_on", [1, 2, 3]),
        ("called_at gt now() sub duration'PT1H30M'", [1]),
        ("now() sub called_at gt duration'PT1H30M'", [2]),
        ("today() sub met_on eq duration'P1D'", [2]),
        ("met_on add duration'P1D' eq 2026-11-23", [2]),
        ("called_at eq 2026-11-23T00:30:00+05:00", [1]),
        ("hour(called_at) eq 0 and minute(called_at) eq 30 and second(called_at) eq 0", [1]),
        ("time(called_at) eq 23:30:00", [2]),
        ("day(called_at) eq 23", [1]),
        ("year(met_on) eq 2026 and month(met_on) eq 11", [1, 2]),
        ("owner eq me()", [1]),
        ("owner ne me()", [2, 3]),
        ("owner in (1, 3)", [1, 3]),
        ("owner/team in my_teams()", [1, 2]),
        ("owner/team/name eq 'Сервис'", [3]),
        ("owner/email eq 'u2@a.ru'", [2]),
        ("owner/name eq 'Человек 2'", [2]),
        ("owner_id eq 2", [2]),
        ("parent eq 1", [2]),
        ("parent/city eq 'Казань'", [2]),
        ("parent/city ne 'Казань'", [1, 3]),
        ("parent/parent/name eq 'Лифт-Сервис'", [3]),
        ("parent/city eq null", [1]),
        ("parent/owner eq me()", [2]),
        ("orders/any()", [1, 2]),
        ("not orders/any()", [3]),
        ("orders/any(o:o/total lt 50)", [1]),
        ("orders/all(o:o/total ge 50)", [2, 3]),
        ("orders/all(o:o/paid_on ge 2000-01-01)", [3]),
        ("not orders/all(o:o/total ge 50)", [1]),
        ("orders/any(o:o/total gt amount)", [2]),
        ("orders/any(o:o/client/city eq city)", [1, 2]),
        ("orders/any(o:o/client/orders/any(p:p/total lt o/total))", [1]),
        ("orders/any(o:o/client/orders/any(p:p/total lt o/total and p/total lt amount))", [1]),
        ("parent/orders/any(o:o/total eq 10)", [2]),
        ("orders/$count eq 2", [1]),
        ("orders/$count eq 0", [3]),
        ("visits gt 0 or (is_main eq false and amount lt 100)", [1, 2]),
        ("VISITS gt 0 or true".replace("VISITS", "visits").replace(" or ", " OR "), [1, 2, 3]),
        ("Contains(city,'мск')", [2]),
        ("created_at ge now() sub duration'P30D' and version eq 1", [1, 2, 3]),
        ("'a' eq 'a'", [1, 2, 3]),
        ("name eq 'a''b'", []),
        ("(visits add 1) sub 1 eq visits", [1, 2, 3]),
    ],
)
def test_finds_the_right_records(clients: Any, text: str, ids: list[int]) -> None:
    assert found(clients, text) == ids


def test_an_actor_without_a_user_is_nobody(clients: Any) -> None:
    nobody = ANNA.__class__(kind=ANNA.kind, name="", user_id=None)
    ask = lambda text: sorted(  # noqa: E731
        clients.objects.filter(compile_condition(text, CLIENTS, SNAPSHOT, nobody)).values_list("id", flat=True)
    )
    assert ask("owner eq me()") == []
    assert ask("owner in (me())") == []
    assert ask("owner/team in my_teams()") == []
    assert ask("owner ne me()") == [1, 2, 3]


def test_related_records_that_may_not_be_seen_can_not_be_probed(clients: Any, tables: dict[str, Any]) -> None:
    def visible(section: str) -> Any:
        return tables["orders"].objects.exclude(id=1) if section == "orders" else clients.objects.exclude(id=1)

    assert found(clients, "orders/any(o:o/total eq 100)", visible=visible) == [2]
    assert found(clients, "parent/city eq 'Казань'", visible=visible) == []
    assert found(clients, "startswith(parent/secret, 'к')", visible=visible) == []
    assert found(clients, "parent/name eq 'Лифт-Сервис'", visible=visible) == [2]
    assert found(clients, "parent/parent/city eq 'Казань'", visible=visible) == []
    assert found(clients, "orders/any(o:o/client/city eq 'Казань')", visible=visible) == []
    assert found(clients, "orders/any(o:o/client/city eq 'Омск')", visible=visible) == [2]


def test_a_condition_joins_others_and_counts_one_query(clients: Any, django_assert_num_queries: Any) -> None:
    text = "parent/city eq 'Казань' or orders/any(o:o/total lt 50) or owner/team in my_teams()"
    condition = compile_condition(text, CLIENTS, SNAPSHOT, ANNA)
    with django_assert_num_queries(1):
        ids = sorted(clients.objects.filter(condition & Q(visits__lt=0), trashed_at=None).values_list("id", flat=True))
    assert ids == [2]
    assert condition != Q()


@pytest.mark.parametrize(
    "text", ["called_at eq today()", "city eq 'Омск'", "startswith(city, 'Ом')", "visits eq 3.0", "owner eq me()"]
)
def test_comparisons_stay_plain_enough_for_an_index(clients: Any, text: str) -> None:
    condition = compile_condition(text, CLIENTS, SNAPSHOT, ANNA, now=NOW)
    column = {"c": "called_at", "o": "owner_id", "v": "visits", "s": "city"}[text[0] if text[:2] != "ci" else "s"]
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE INDEX probe ON conditions_clients ("{column}" {"text_pattern_ops" if column == "city" else ""})'
        )
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = clients.objects.filter(condition).values("id").explain()
    assert "probe" in plan


@pytest.mark.parametrize(
    "text",
    [
        "amount__gt eq 5",
        "owner__password eq 'x'",
        "owner/password eq 'x'",
        "parent/trashed eq 1",
        "pk eq 1",
        "owner/team/members eq 1",
        "owner/groups/any(g:g/id eq 1)",
        "parent__city eq 'Омск'",
    ],
)
def test_nothing_undeclared_can_be_reached(clients: Any, text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        found(clients, text)
    assert caught.value.reason == "unknown_field"
