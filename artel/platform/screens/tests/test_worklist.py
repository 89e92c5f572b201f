"""The work list of duplicates: who may open it, what it shows, and what each button does."""

from __future__ import annotations

import pytest
from django.test import Client

from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.models import Group, Search, SearchState, Verdict
from artel.platform.duplicates.searching import begin_search, mark_next, search_next
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/duplicates/"}


@pytest.fixture
def page(base_pack: Snapshot, boris: User, client: Client) -> Client:
    """Return Boris's browser; the search of accounts has found one group of three."""
    for name in ("ООО «Лифт»", "Лифт, ООО", "ЛИФТ"):
        make("accounts", name=name)
    while mark_next(current_snapshot()):
        continue
    begin_search("accounts")
    while search_next("accounts", current_snapshot()):
        continue
    client.force_login(boris)
    return client


def shown(page: Client, section: str = "accounts") -> str:
    """Return the list of a section."""
    return page.get(f"/duplicates/?section={section}").content.decode()


def test_the_list_says_who_matches_and_why(page: Client) -> None:
    told = shown(page)
    assert "1 группа" in told
    assert "То же название" in told
    assert told.count("Другая запись") >= 3
    assert "/accounts/merge/?ids=" in told
    assert "Поиска ещё не было" in shown(page, "contacts")


def test_a_manager_does_not_see_the_list(page: Client, anna: User) -> None:
    page.force_login(anna)
    assert page.get("/duplicates/").status_code == 403
    assert "/duplicates/" not in page.get("/trash/").content.decode()


def test_one_record_is_told_apart_and_then_all(page: Client) -> None:
    group = Group.objects.get()
    page.post(f"/duplicates/accounts/{group.pk}/distinct/?ids={group.ids[2]}", headers=HTMX)
    assert Group.objects.get().ids == group.ids[:2]
    assert Verdict.objects.count() == 2
    page.post(f"/duplicates/accounts/{group.pk}/distinct/", headers=HTMX)
    assert not Group.objects.exists()
    assert "Дубликатов нет" in shown(page)


def test_later_takes_a_group_off_the_list(page: Client) -> None:
    page.post(f"/duplicates/accounts/{Group.objects.get().pk}/later/", headers=HTMX)
    assert "Дубликатов нет" in shown(page)


def test_a_search_is_asked_for_and_shown_under_way(page: Client) -> None:
    page.post("/duplicates/accounts/search/", headers=HTMX)
    assert Search.objects.get(section="accounts").state == SearchState.RUNNING
    assert "Идёт поиск" in shown(page)


def test_a_group_out_of_sight_shows_nothing(page: Client, anna: User, boris: User) -> None:
    leads = [make("leads", name=f"Тайный {n}", phone="+79172550418") for n in range(2)]
    Group.objects.create(section="leads", ids=leads, rules=["phone"], found_at="2026-01-01T00:00Z")
    assert "Тайный" not in shown(page, "leads")


def test_a_page_of_groups_costs_queries_that_do_not_grow(page: Client, django_assert_max_num_queries: object) -> None:
    for n in range(15):
        ids = [make("accounts", name=f"Компания {n} {k}") for k in range(2)]
        Group.objects.create(section="accounts", ids=ids, rules=["name"], found_at="2026-01-01T00:00Z")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        shown(page)
