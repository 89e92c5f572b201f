"""The list: views and their counters, the builder of conditions, acts on many, the file of what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.screens.models import SavedView
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import make

HTMX = {"HX-Request": "true"}


def shown(site: Client, address: str) -> set[str]:
    """Return which of the test's records a list shows."""
    page = site.get(address).content.decode()
    return {name for name in ("Первый", "Второй", "Третий") if name in page}


def three(owner: User | None = None) -> list[int]:
    """Make three deals of different amounts."""
    values = {"owner": owner.pk} if owner else {}
    amounts = (("Первый", "100"), ("Второй", "200"), ("Третий", "300"))
    return [make("deals", name=name, amount=amount, **values) for name, amount in amounts]


def test_rows_of_the_builder_become_the_address_of_a_list(site: Client) -> None:
    three()
    rows = [
        {"field": "amount", "operator": "ge", "value": "200"},
        {"field": "name", "operator": "contains", "value": "р"},
        {"field": "account", "operator": "in", "value": []},
    ]
    answer = site.get("/deals/filter/", {"model": json.dumps({"match": "all", "rows": rows})}, headers=HTMX)
    address = answer["HX-Redirect"]
    assert shown(site, address) == {"Второй", "Третий"}
    builder = site.get(address.replace("/deals/?", "/deals/filter/?"), headers=HTMX).content.decode()
    assert "&quot;operator&quot;: &quot;ge&quot;" in builder


def test_a_value_that_does_not_fit_is_told_in_the_builder_and_nothing_is_opened(site: Client) -> None:
    rows = [{"field": "amount", "operator": "ge", "value": "много"}]
    answer = site.get("/deals/filter/", {"model": json.dumps({"match": "all", "rows": rows})}, headers=HTMX)
    assert answer.status_code == 422
    assert "HX-Redirect" not in answer


def test_a_hidden_field_can_not_be_asked_about(
    signed_in: Callable[[User], Client], anna: User, base_pack: Snapshot
) -> None:
    client = signed_in(anna)
    answer = client.get("/deals/", {"filter": "owner/password eq 'x'"})
    assert answer.status_code == 200
    assert "password" in answer.content.decode()


def test_a_view_of_ones_own_is_nobody_elses_unless_it_is_shared(
    signed_in: Callable[[User], Client], anna: User, clara: User
) -> None:
    ours, theirs = signed_in(clara), signed_in(anna)
    three(anna)
    saved = ours.post("/deals/views/?filter=amount gt 150&columns=amount", {"label": "Крупные"}, headers=HTMX)
    view = SavedView.objects.get()
    assert saved["HX-Redirect"] == f"/deals/?view={view.key}"
    assert shown(ours, saved["HX-Redirect"]) == {"Второй", "Третий"}
    assert "Крупные" not in theirs.get("/deals/").content.decode()
    ours.post(f"/deals/views/{view.pk}/", {"label": "Крупные", "is_shared": "on"}, headers=HTMX)
    assert shown(theirs, f"/deals/?view={view.key}") == {"Второй", "Третий"}
    assert theirs.post(f"/deals/views/{view.pk}/remove/").status_code == 404
    assert SavedView.objects.count() == 1


def test_a_view_needs_a_name(site: Client) -> None:
    assert site.post("/deals/views/", {"label": "  "}, headers=HTMX).status_code == 422
    assert not SavedView.objects.exists()


def test_all_that_a_filter_holds_is_changed_at_once(site: Client, anna: User) -> None:
    three()
    asked = site.get("/deals/bulk/assign/", {"scope": "all", "filter": "amount ge 200"}, headers=HTMX)
    assert "<b>2 " in asked.content.decode()
    url = "/deals/bulk/assign/?filter=amount%20ge%20200"
    assert site.post(url, {"scope": "all", "owner": str(anna.pk)}, headers=HTMX).status_code == 204
    owners = dict(visible_to(SYSTEM, "deals").values_list("name", "owner_id"))
    assert owners == {"Первый": None, "Второй": anna.pk, "Третий": anna.pk}


def test_one_wrong_value_changes_none_of_the_selected(site: Client) -> None:
    ids = three()
    answer = site.post("/deals/bulk/edit/", {"ids": ids, "field": "amount", "amount": "дорого"}, headers=HTMX)
    assert answer.status_code == 422
    assert sorted(visible_to(SYSTEM, "deals").values_list("amount", flat=True)) == [100, 200, 300]


def test_what_is_not_ones_own_to_change_is_left_out(
    signed_in: Callable[[User], Client], anna: User, boris: User
) -> None:
    three(boris)
    own = make("deals", name="Своя", owner=anna.pk)
    every = list(visible_to(SYSTEM, "deals").values_list("id", flat=True))
    answer = signed_in(anna).post("/deals/bulk/edit/", {"ids": every, "field": "amount", "amount": "7"}, headers=HTMX)
    assert answer.status_code == 204
    assert list(visible_to(SYSTEM, "deals").filter(amount=7).values_list("id", flat=True)) == [own]


def test_the_file_holds_what_the_list_shows(site: Client) -> None:
    ids = three()
    answer = site.get("/export/deals/", {"format": "csv", "filter": "amount ge 200", "columns": "amount"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines == ["Название;Сумма", "Второй;200,00", "Третий;300,00"]
    book = site.get("/export/deals/", {"format": "xlsx", "ids": ids[:1]})
    assert b"".join(book.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_without_the_right_there_is_no_file(
    signed_in: Callable[[User], Client], dmitri: User, base_pack: Snapshot
) -> None:
    three()
    assert signed_in(dmitri).get("/export/deals/").status_code == 404


def test_groups_are_headed_counted_and_added_up(site: Client, base_pack: Snapshot) -> None:
    three()
    stages = base_pack.section("deals").pipelines[0].stages
    make("deals", name="Четвёртый", amount="50", stage=stages[1].key)
    page = site.get("/deals/?group=stage&columns=amount,stage").content.decode()
    heads = page.split('<tr class="a-group">')[1:]
    assert len(heads) == 2
    assert stages[0].label.text("ru") in heads[0]
    assert "600,00" in heads[0]
    assert "50,00" in heads[1]


def test_a_list_that_refreshes_by_itself_keeps_what_is_ticked(site: Client) -> None:
    ids = three()
    page = site.get("/deals/", {"ids": ids[1]}, headers=HTMX).content.decode()
    row = page.split(f'data-id="{ids[1]}"')[1].split("</tr>")[0]
    assert "checked" in row
    other = page.split(f'data-id="{ids[0]}"')[1].split("</td>")[0]
    assert "checked" not in other


def test_an_act_on_nothing_says_what_to_do_first(site: Client) -> None:
    answer = site.get("/deals/bulk/assign/", headers=HTMX)
    assert answer.status_code == 422
    assert "Выберите" in json.loads(answer["HX-Trigger"])["toast"]["text"]


def test_the_column_of_stages_holds_their_names(site: Client, base_pack: Snapshot) -> None:
    make("deals", name="Лифт")
    longest = max(len(s.label.text("ru")) for p in base_pack.section("deals").pipelines for s in p.stages)
    page = site.get("/deals/?columns=stage").content.decode()
    found = re.search(r'w-rest"><col class="w-(\d+)', page)
    assert found
    assert int(found[1]) >= min(longest * 6, 240)
