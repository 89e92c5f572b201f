"""What blocks count: by the rights of who asks, in the period, by currency; every number leads to its records."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artel.platform.definitions.current import holding
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.screens.dashboards import measuring
from artel.platform.screens.dashboards.tests.conftest import HTMX, Ask, Declare
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make
from tests.support.personas import install, role

LINK = re.compile(r'<a[^>]* href="(/deals/\?[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TAGS = re.compile(r"<[^>]+>")
PAID = {"kind": "number", "section": "deals", "measure": {"of": "sum", "field": "amount"}}
BY_OWNER = {"kind": "chart", "section": "deals", "by": "owner", "look": "table"}


def words(text: str) -> str:
    """Return what a person reads of HTML."""
    return " ".join(html.unescape(TAGS.sub(" ", text)).replace("\xa0", " ").split())


def counted_behind(client: Client, url: str) -> str:
    """Return how many records the list at an address says it shows."""
    page = client.get(html.unescape(url)).content.decode()
    found = re.search(r'<h1[^>]*>.*?<span class="n">([^<]*)</span>', page, re.DOTALL)
    return found[1] if found else ""


def test_two_people_see_different_numbers_of_one_block(declare: Declare, ask: Ask, anna: User, boris: User) -> None:
    for owner in (anna, anna, boris):
        make("deals", name="Лифт", owner=owner.pk)
    declare({"kind": "number", "section": "deals"})
    assert "block-number" in ask(anna)
    assert words(ask(anna)).endswith(" 2")
    assert words(ask(boris)).endswith(" 3")


def test_sums_stay_apart_by_currency(declare: Declare, ask: Ask, clara: User) -> None:
    for amount, currency in (("1000", "RUB"), ("500", "RUB"), ("70", "USD")):
        make("deals", name="Лифт", amount=amount, currency=currency)
    declare(PAID, {**BY_OWNER, "measure": {"of": "sum", "field": "amount"}})
    assert "1 500 ₽ + 70 $" in words(ask(clara))
    table = words(ask(clara, "b1"))
    assert "Блок 1, ₽ Блок 1, $" in table
    assert "Итого 1 500 ₽ 70 $" in table


def test_every_number_leads_to_as_many_records(
    declare: Declare, ask: Ask, site: Client, anna: User, boris: User, clara: User
) -> None:
    for owner in (anna, anna, boris, None):
        make("deals", name="Лифт", owner=owner.pk if owner else None)
    declare(
        {**BY_OWNER, "filter": "closed_at eq null or amount gt 5", "period": "created_at", "top": 2},
        {"kind": "chart", "section": "deals", "by": "created_at", "bucket": "week", "period": "created_at"},
        {"kind": "number", "section": "deals", "period": "created_at"},
    )
    for block, least in (("b0", 3), ("b1", 1), ("b2", 1)):
        links = [(url, words(text)) for url, text in LINK.findall(ask(clara, block)) if words(text).isdigit()]
        assert len(links) >= least, block
        for url, said in links:
            assert counted_behind(site, url) == said, (block, url)
    assert "Остальные 1" in words(ask(clara))


def test_the_period_and_the_person_narrow_every_block(declare: Declare, ask: Ask, anna: User, clara: User) -> None:
    make("deals", name="Нынешний", owner=anna.pk)
    make("deals", name="Чужой", owner=clara.pk)
    with clock.at(timezone.now() - timedelta(days=400)):
        make("deals", name="Давний", owner=anna.pk)
    declare({"kind": "number", "section": "deals", "period": "created_at"}, {"kind": "list", "section": "deals"})
    assert words(ask(clara)).endswith(" 2")
    assert words(ask(clara, query=f"period=year&person={anna.pk}")).endswith(" 1")
    assert words(ask(clara, query=f"team={anna.team_id}")).endswith(" 1")
    shown = ask(clara, "b1", f"team={anna.team_id}")
    assert "Давний" in shown
    assert "Чужой" not in shown


def test_a_number_is_compared_with_as_many_days_of_the_period_before(declare: Declare, ask: Ask, clara: User) -> None:
    now = timezone.localtime()
    first = now.replace(day=1, hour=12)
    for days in (1, 2):
        with clock.at(first - timedelta(days=days)):
            make("deals", name="Прошлый")
    with clock.at((first - timedelta(days=1)).replace(day=1)):
        make("deals", name="В первый день прошлого месяца")
    declare({"kind": "number", "section": "deals", "period": "created_at", "compare": True})
    said = words(ask(clara, query=f"on={first.date()}"))
    # The rest of last month lies after as many days as have passed of this one.
    assert said.endswith(": 1") or now.day > 28
    assert words(ask(clara, query=f"on={(first - timedelta(days=1)).date()}")).endswith(": 0")


def test_a_block_of_a_closed_section_is_not_there_and_one_of_a_hidden_field_says_so(
    declare: Declare, ask: Ask, anna: User
) -> None:
    seller = {"label": "Менеджер", "sections": {"deals": ["read"]}, "fields": {"deals": {"amount": "hidden"}}}
    with holding(install([role("manager", seller)])):
        declare({"kind": "number", "section": "leads"}, PAID, {"kind": "number", "section": "deals"})
        client = Client()
        client.force_login(anna)
        page = client.get("/dashboards/day/").content.decode()
        assert 'id="block-b0"' not in page
        assert client.get("/dashboards/day/b0/").status_code == 404
        assert "не видно" in ask(anna, "b1")
        assert words(ask(anna, "b2")).endswith(" 0")


def test_who_has_no_dashboard_finds_none_and_a_role_begins_with_its_own(
    declare: Declare, anna: User, boris: User
) -> None:
    declare(PAID, roles=["head"], start_for=["head"])
    seller, head = Client(), Client()
    seller.force_login(anna)
    head.force_login(boris)
    assert seller.get("/dashboards/day/").status_code == 404
    assert "Дашбордов пока нет" in seller.get("/dashboards/").content.decode()
    assert "Мой день" in seller.get("/").content.decode()
    assert head.get("/", follow=True).request["PATH_INFO"] == "/dashboards/day/"
    assert head.get("/day/").status_code == 200


def test_plan_and_fact_take_the_share_of_the_period_and_each_persons_own(
    declare: Declare, ask: Ask, anna: User, boris: User, clara: User, base_pack: Snapshot
) -> None:
    for amount, currency, owner in (("100", "RUB", anna), ("7", "USD", anna), ("30", "RUB", boris)):
        make("deals", name="Лифт", amount=amount, currency=currency, owner=owner.pk)
    # Deals expected this month stand in for a section of plans: it is a sum, a date and a person as any other.
    today = timezone.localdate()
    make("deals", name="План", amount="200", owner=anna.pk, expected_on=str(today))
    sums = {"measure": {"of": "sum", "field": "amount"}, "section": "deals", "filter": "name eq 'Лифт'"}
    plan = {"section": "deals", "field": "amount", "month": "expected_on", "filter": "name eq 'План'"}
    declare(
        {"kind": "plan_fact", **sums, "plan": plan, "by": "owner"},
        {"kind": "plan_fact", **sums, "plan": {"value": 500, "per": "month"}},
        {"kind": "load", "section": "deals", "by": "owner", "plan": {"working_hours": True}},
    )
    month, year = words(ask(clara)), words(ask(clara, query="period=year"))
    assert "Ахметзянова Анна 100 ₽ из 200 ₽ · 50 %" in month
    assert "Борисов Борис 30 ₽" in month
    assert "Сверх плана, в другой валюте: 7 $" in month
    assert "100 ₽ из 200 ₽" in year
    assert "130 ₽ из 500 ₽" in words(ask(clara, "b1"))
    assert "130 ₽ из 6 000 ₽" in words(ask(clara, "b1", "period=year"))
    assert "Ахметзянова Анна 3" in words(ask(clara, "b2"))


def test_a_block_that_takes_too_long_says_so_and_nothing_else_suffers(
    declare: Declare, ask: Ask, clara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make("accounts", name="ООО «Дом»")
    door.create("deals", [{"name": f"Лифт {n}", "account": account, "amount": "5"} for n in range(400)], actor=SYSTEM)
    # Each is compared with all the others.
    slow = "account/deals/any(d: d/amount gt amount)"
    monkeypatch.setattr(measuring, "PATIENCE_MS", 1)
    declare({"kind": "number", "section": "deals", "filter": slow}, {"kind": "number", "section": "leads"})
    assert "больше пяти секунд" in ask(clara)
    monkeypatch.setattr(measuring, "PATIENCE_MS", 5000)
    assert words(ask(clara, "b1")).endswith(" 0")


def test_a_page_asks_as_much_with_many_blocks_as_with_one(declare: Declare, site: Client) -> None:
    def queries_of() -> int:
        site.get("/dashboards/day/")
        with CaptureQueriesContext(connection) as queries:
            assert site.get("/dashboards/day/").status_code == 200
        return len(queries)

    declare(PAID)
    one = queries_of()
    declare(*[PAID] * 12)
    assert queries_of() == one


def test_a_funnel_counts_whoever_came_to_a_stage_and_leads_to_them(
    declare: Declare, ask: Ask, site: Client, clara: User, base_pack: Snapshot
) -> None:
    pipeline = base_pack.section("deals").pipelines[0]
    way = [s.key for s in pipeline.stages if s.kind == "open"]
    for reached, ended in ((0, ""), (1, ""), (2, "lost"), (1, "lost")):
        deal = make("deals", name="Лифт", stage=way[0], amount="100")
        for stage in way[1 : reached + 1]:
            change("deals", deal, stage=stage)
        if ended:
            change("deals", deal, stage=ended, loss_reason="price")
    declare({"kind": "funnel", "section": "deals", "period": "created_at"})
    shown = ask(clara)
    counts = [int(n) for n in re.findall(r"<i [^>]*><b>(\d+)", shown)]
    assert counts[:3] == [4, 3, 1]
    for url, text in LINK.findall(shown):
        if "<b>" in text:
            assert counted_behind(site, url) == re.findall(r"<b>(\d+)", text)[0]
    assert "Потеряно: 2" in words(shown)


def test_a_fragment_is_for_the_page_and_the_address_is_a_page_too(declare: Declare, site: Client) -> None:
    declare(PAID)
    assert "<html" in site.get("/dashboards/day/b0/").content.decode()
    assert "<html" not in site.get("/dashboards/day/b0/", headers=HTMX).content.decode()
