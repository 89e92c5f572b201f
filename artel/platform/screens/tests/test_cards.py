"""The card: moves and what they lack, plans, comments with mentions, twins, history."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications.models import Notification
from artel.platform.records import door
from artel.platform.sections.pipelines import StageKind, StageSpec
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import make

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lost(base_pack: Snapshot) -> StageSpec:
    """Return the stage of a lost deal, which asks for a reason."""
    return next(s for s in base_pack.section("deals").pipelines[0].stages if s.kind is StageKind.FAILURE)


def stage_of(record_id: int) -> str | None:
    """Return the stored stage of a deal."""
    return visible_to(SYSTEM, "deals").values_list("stage", flat=True).get(id=record_id)


def test_a_refused_move_names_what_is_missing_and_takes_it_in(site: Client, lost: StageSpec) -> None:
    deal = make("deals", name="Лифт")
    before = stage_of(deal)
    url = f"/deals/{deal}/move/"
    refused = site.post(url, {"stage": lost.key}, headers=HTMX)
    assert refused.status_code == 422
    assert refused["HX-Retarget"] == "#dialog"
    assert 'name="loss_reason"' in refused.content.decode()
    assert stage_of(deal) == before
    reason = _reasons()[0]
    assert site.post(url, {"stage": lost.key, "loss_reason": reason}, headers=HTMX).status_code == 204
    assert stage_of(deal) == lost.key


def _reasons() -> list[str]:
    snapshot = current_snapshot()
    return list(snapshot.choices(snapshot.section("deals").fields["loss_reason"]))


def test_a_refused_drop_explains_itself_beside_the_card(site: Client, lost: StageSpec) -> None:
    deal = make("deals", name="Лифт")
    refused = site.post("/deals/board/move/", {"id": deal, "version": 1, "stage": lost.key}, headers=HTMX)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "a-refusal" in page
    assert f"/deals/{deal}/move/{lost.key}/fill/?fields=loss_reason" in page
    filled = site.get(f"/deals/{deal}/move/{lost.key}/fill/?fields=loss_reason", headers=HTMX)
    assert 'name="loss_reason"' in filled.content.decode()


def test_a_stage_that_the_pipeline_does_not_know_is_refused(site: Client) -> None:
    deal = make("deals", name="Лифт")
    assert site.post(f"/deals/{deal}/move/", {"stage": "nowhere"}, headers=HTMX).status_code == 422


def test_a_plan_is_the_next_action_of_its_record(site: Client, clara: User) -> None:
    deal = make("deals", name="Лифт")
    planned = site.post(
        f"/deals/{deal}/plan/tasks/", {"text": "Согласовать протокол", "due_at": "2020-01-15T10:00"}, headers=HTMX
    )
    assert planned.status_code == 204
    task = visible_to(SYSTEM, "tasks").values("id", "name", "about_section", "about_id", "owner_id").get()
    assert task["name"] == "Согласовать протокол"
    assert (task["about_section"], task["about_id"], task["owner_id"]) == ("deals", deal, clara.pk)
    page = site.get(f"/deals/{deal}/").content.decode()
    assert "a-do is-late" in page
    card = site.get(f"/tasks/{task['id']}/").content.decode()
    assert f'href="/deals/{deal}/"' in card
    site.post(f"/tasks/{task['id']}/later/", {"due_at": "2099-01-15T10:00"}, headers=HTMX)
    assert "a-do is-late" not in site.get(f"/deals/{deal}/").content.decode()


def test_an_activity_about_a_record_that_is_not_seen_can_not_be_planned(
    signed_in: Callable[[User], Client], anna: User, boris: User
) -> None:
    deal = make("deals", name="Лифт", owner=boris.pk)
    answer = signed_in(anna).post(f"/deals/{deal}/plan/tasks/", {"text": "Звонок"}, headers=HTMX)
    assert answer.status_code == 404
    assert not visible_to(SYSTEM, "tasks").exists()


def test_whoever_is_called_in_a_comment_is_told(site: Client, anna: User, boris: User) -> None:
    deal = make("deals", name="Лифт")
    site.post(f"/deals/{deal}/comment/", {"text": f"@{anna.name} 0,05 % приемлемо?"}, headers=HTMX)
    told = Notification.objects.values_list("user_id", "kind", "section", "record_id")
    assert list(told) == [(anna.pk, "mention", "deals", deal)]
    feed = site.get(f"/deals/{deal}/feed/").content.decode()
    assert f'<span class="a-at">@{anna.name}</span>' in feed


def test_an_empty_comment_is_refused(site: Client) -> None:
    deal = make("deals", name="Лифт")
    answer = site.post(f"/deals/{deal}/comment/", {"text": " \n "}, headers=HTMX)
    assert answer.status_code == 422
    assert "a-at" not in site.get(f"/deals/{deal}/feed/?group=comments").content.decode()


def test_history_shows_names_for_pointers_and_leaves_nothing_out(site: Client, anna: User) -> None:
    account = make("accounts", name="ООО «Кварц»")
    deal = make("deals", name="Лифт")
    door.change("deals", [door.Change(id=deal, values={"account": account, "owner": anna.pk})], actor=SYSTEM)
    page = site.get(f"/deals/{deal}/history/", headers=HTMX).content.decode()
    assert "ООО «Кварц»" in page
    assert anna.name in page
    only = site.get(f"/deals/{deal}/history/", {"field": "amount"}, headers=HTMX).content.decode()
    assert "ООО «Кварц»" not in only


def test_a_long_feed_comes_in_pages(site: Client) -> None:
    deal = make("deals", name="Лифт")
    for number in range(35):
        site.post(f"/deals/{deal}/comment/", {"text": f"Запись {number:02}"}, headers=HTMX)
    first = site.get(f"/deals/{deal}/feed/").content.decode()
    assert "Запись 34" in first
    assert "Запись 02" not in first
    more = first.split('class="btn btn-bare btn-sm" href="')[-1].split('"')[0].replace("&amp;", "&")
    assert "Запись 02" in site.get(more).content.decode()


def test_one_who_is_there_already_is_named_while_one_types(site: Client) -> None:
    known = make("accounts", name="ООО «Кварц»", phone="+79172550418")
    told = site.post("/accounts/new/twins/", {"name": "", "phone": "8 917 255 04 18"}, headers=HTMX)
    assert f"/accounts/{known}/" in told.content.decode()
    assert site.post("/accounts/new/twins/", {"name": "Ква", "phone": "8 91"}, headers=HTMX).content == b""


def test_a_record_is_made_in_place_for_a_reference(site: Client) -> None:
    asked = site.get("/deals/new/account/?name=ООО «Новый»", headers=HTMX).content.decode()
    assert "ООО «Новый»" in asked
    made = site.post("/deals/new/account/", {"name": "ООО «Новый»"}, headers=HTMX)
    account = visible_to(SYSTEM, "accounts").values_list("id", flat=True).get()
    assert made.status_code == 204
    assert json.loads(made["HX-Trigger"])["picked"] == {"value": str(account), "label": "ООО «Новый»"}


def test_merged_records_become_one_and_come_apart_again(site: Client) -> None:
    keep, other = make("accounts", name="ООО «Кварц»"), make("accounts", name="Кварц", phone="+79172550418")
    deal = make("deals", name="Лифт", account=other)
    panel = site.get("/accounts/merge/", {"ids": f"{keep},{other}"}, headers=HTMX).content.decode()
    assert f'name="keep" value="{keep}"' in panel
    values = {"ids": f"{keep},{other}", "keep": keep, "from-phone": other, "from-name": keep}
    merged = site.post("/accounts/merge/", values, headers=HTMX)
    assert merged.status_code == 204
    assert visible_to(SYSTEM, "deals").values_list("account_id", flat=True).get(id=deal) == keep
    assert visible_to(SYSTEM, "accounts").values_list("phone", flat=True).get(id=keep) == "+79172550418"
    site.post(json.loads(merged["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    assert visible_to(SYSTEM, "deals").values_list("account_id", flat=True).get(id=deal) == other


def test_everybody_may_ask_why_he_sees_a_record(signed_in: Callable[[User], Client], anna: User) -> None:
    deal = make("deals", name="Лифт", owner=anna.pk)
    page = signed_in(anna).get(f"/deals/{deal}/why/", headers=HTMX).content.decode()
    assert anna.name in page
    assert "свои записи" in page


def test_a_plan_without_words_is_refused_in_the_words_of_its_fields(site: Client) -> None:
    deal = make("deals", name="Лифт")
    answer = site.post(f"/deals/{deal}/plan/tasks/", {"text": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Что сделать" in json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert not visible_to(SYSTEM, "tasks").exists()


def test_a_clients_card_says_what_is_planned_with_him(site: Client) -> None:
    account = make("accounts", name="ООО «Кварц»")
    deal = make("deals", name="Лифт", account=account)
    make("tasks", name="Согласовать протокол", about_section="deals", about_id=deal, account=account)
    page = site.get(f"/accounts/{account}/").content.decode()
    assert "Согласовать протокол" in page.split('class="a-three"')[0]


def test_long_texts_keep_their_lines_and_nothing_else_of_html(site: Client) -> None:
    deal = make("deals", name="Лифт", description="Первая\n\n<script>alert(1)</script>")
    page = site.get(f"/deals/{deal}/").content.decode()
    assert "<p>Первая</p>" in page
    assert "<script>alert" not in page


def test_the_address_of_a_panel_is_a_page_as_well(site: Client) -> None:
    deal = make("deals", name="Лифт")
    for panel in ("history/", "why/"):
        assert "<html" in site.get(f"/deals/{deal}/{panel}").content.decode()
        assert "<html" not in site.get(f"/deals/{deal}/{panel}", headers=HTMX).content.decode()
