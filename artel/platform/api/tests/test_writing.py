"""Writes go through the door, on a built-in and on a custom section alike."""

from __future__ import annotations

import json
from collections.abc import Callable

from artel.platform.access.policy import visible_to
from artel.platform.api.tests.conftest import Caller, Ids
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records.models import FeedEntry
from artel.platform.users.models import User


def deals() -> int:
    return visible_to(SYSTEM, "deals").count()


def test_post_creates_and_answers_with_the_record(as_clara: Caller, ids: Ids) -> None:
    body = {"name": "Новая", "amount": 99.95, "account@odata.bind": f"accounts({ids.lifts})", "@odata.type": "#x"}
    response = as_clara("POST", "deals", body)
    made = json.loads(response.content)
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver/odata/deals({made['id']})"
    assert (made["name"], made["amount"], made["account_id"], made["@odata.etag"]) == (
        "Новая",
        99.95,
        ids.lifts,
        'W/"1"',
    )
    assert response["ETag"] == 'W/"1"'
    entry = FeedEntry.objects.get(section="deals", record_id=made["id"])
    assert (entry.kind, entry.author_id) == ("created", as_clara.user.pk)


def test_post_to_a_custom_section_is_the_same(tenders: None, as_clara: Caller, ids: Ids) -> None:
    body = {"name": "Тендер", "x_limit": "5000.10", "x_law": "fz44", "x_account": {"@id": f"accounts({ids.lifts})"}}
    made = json.loads(as_clara("POST", "x_tenders", body).content)
    assert (made["x_limit"], made["x_account_id"], made["x_number"]) == (5000.1, ids.lifts, "Т-00001")
    assert as_clara("PATCH", f"x_tenders({made['id']})", {"x_limit": 7}, If_Match='W/"1"').status_code == 204
    assert as_clara.get(f"x_tenders({made['id']})")["x_limit"] == 7
    assert as_clara("DELETE", f"x_tenders({made['id']})").status_code == 204
    assert as_clara("GET", f"x_tenders({made['id']})").status_code == 404


def test_post_to_a_relation_ties_the_new_record(as_clara: Caller, ids: Ids) -> None:
    made = json.loads(as_clara("POST", f"accounts({ids.towers})/deals", {"name": "Из карточки"}).content)
    assert made["account_id"] == ids.towers


def test_return_minimal_sends_no_body(as_clara: Caller, ids: Ids) -> None:
    response = as_clara("POST", "deals", {"name": "Тихая"}, Prefer="return=minimal")
    assert (response.status_code, response.content) == (204, b"")
    assert response["OData-EntityId"] == response["Location"]
    assert response["Preference-Applied"] == "return=minimal"


def test_post_ignores_empty_properties_of_the_system(as_clara: Caller, ids: Ids) -> None:
    response = as_clara("POST", "deals", {"id": None, "version": None, "created_at": None, "name": "Клиент шлёт всё"})
    assert response.status_code == 201
    response = as_clara("POST", "deals", {"id": 5, "name": "Свой номер"})
    assert response.status_code == 422


def test_patch_changes_only_what_is_sent(as_clara: Caller, ids: Ids) -> None:
    path = f"deals({ids.anna_deals[0]})"
    response = as_clara("PATCH", path, {"amount": "2000", "account_id": None})
    assert (response.status_code, response["ETag"]) == (204, 'W/"2"')
    found = as_clara.get(path)
    assert (found["amount"], found["account_id"], found["name"], found["version"]) == (2000, None, "Первая", 2)


def test_patch_returns_the_record_to_who_prefers_it(as_clara: Caller, ids: Ids) -> None:
    response = as_clara("PATCH", f"deals({ids.anna_deals[0]})", {"amount": 1}, Prefer="return=representation")
    assert json.loads(response.content)["amount"] == 1


def test_patch_with_the_whole_entity_is_fine(as_clara: Caller, ids: Ids) -> None:
    path = f"deals({ids.anna_deals[0]})"
    whole = as_clara.get(path)
    assert as_clara("PATCH", path, {**whole, "name": "Переименована"}).status_code == 204
    assert as_clara.get(path)["name"] == "Переименована"
    response = as_clara("PATCH", path, {**whole, "name": "Ещё раз"})
    assert response.status_code == 422, "the version sent back is not the stored one any more"


def test_a_stale_if_match_is_refused_and_changes_nothing(as_clara: Caller, ids: Ids) -> None:
    path = f"deals({ids.anna_deals[0]})"
    as_clara("PATCH", path, {"amount": 1})
    for method in ("PATCH", "DELETE"):
        response = as_clara(method, path, {"amount": 2}, If_Match='W/"1"')
        assert response.status_code == 412
        assert json.loads(response.content)["error"]["code"] == "precondition_failed"
    assert as_clara.get(path)["amount"] == 1
    assert as_clara("PATCH", path, {"amount": 3}, If_Match='"nonsense"').status_code == 412
    assert as_clara("PATCH", path, {"amount": 3}, If_Match="*").status_code == 204
    assert as_clara("DELETE", path, If_Match='W/"3"').status_code == 204


def test_delete_puts_into_the_trash(as_clara: Caller, ids: Ids) -> None:
    assert as_clara("DELETE", f"deals({ids.boris_deal})").status_code == 204
    assert as_clara("GET", f"deals({ids.boris_deal})").status_code == 404
    assert visible_to(SYSTEM, "deals", only_trashed=True).filter(id=ids.boris_deal).exists()
    assert as_clara("DELETE", f"deals({ids.boris_deal})").status_code == 404


def test_refused_values_are_told_beside_their_properties(as_clara: Caller, ids: Ids) -> None:
    before = deals()
    response = as_clara("POST", "deals", {"name": "", "amount": "дорого", "nonsense": 1})
    assert response.status_code == 422
    error = json.loads(response.content)["error"]
    assert error["code"] == "validation_failed"
    assert {(d["target"], d["code"]) for d in error["details"]} >= {
        ("amount", "not_number"),
        ("nonsense", "unknown_field"),
    }
    assert all(d["message"] for d in error["details"])
    assert deals() == before


BAD_BODIES = (
    (b" ", 400),
    (b"[1]", 400),
    (b"{", 400),
    (b'{"name": NaN}', 400),
    (b'{"name": "\\ud800"}', 400),
    (b"\xff\xfe", 400),
    (b'{"a":' * 100_000, 400),
    (b'{"name": "' + b"x" * 1_100_000 + b'"}', 413),
    (b'{"account@odata.bind": "contacts(1)"}', 400),
    (b'{"account@odata.bind": "accounts(99999999)"}', 422),
    (b'{"account": {"name": "deep"}}', 400),
    (b'{"deal_contacts": [{}]}', 501),
    (b'{"name": "x", "amount": {"a": 1}}', 422),
    (b'{"name": ["x"]}', 422),
    (b'{"name": "' + b"x" * 3_000_000 + b'"}', 413),
)


def test_a_bad_body_is_refused_whole(as_clara: Caller, ids: Ids) -> None:
    before = deals()
    for body, status in BAD_BODIES:
        response = as_clara("POST", "deals", body)
        assert response.status_code == status, body[:60]
        assert json.loads(response.content)["error"]["message"]
    assert deals() == before


def test_another_content_type_is_refused(as_clara: Caller, ids: Ids) -> None:
    response = as_clara.client.post(
        "/odata/deals", "name=x", content_type="text/plain", headers={"Authorization": f"Bearer {as_clara.token}"}
    )
    assert response.status_code == 415
    response = as_clara.client.generic(
        "POST", "/odata/deals", b'{"name": "x"}', content_type="", headers={"Authorization": f"Bearer {as_clara.token}"}
    )
    assert response.status_code == 415, "a browser may be made to send this from another site"


def test_rights_of_writing_hold(as_anna: Caller, ids: Ids) -> None:
    own, foreign = f"deals({ids.anna_deals[0]})", f"deals({ids.boris_deal})"
    assert as_anna("PATCH", own, {"amount": 1}).status_code == 422
    assert as_anna("PATCH", own, {"probability": 1}).status_code == 422
    assert as_anna("PATCH", own, {"name": "Моя"}).status_code == 204
    assert as_anna("PATCH", foreign, {"name": "Моя"}).status_code == 404
    assert as_anna("DELETE", foreign).status_code == 404
    names = dict(visible_to(SYSTEM, "deals").values_list("id", "name"))
    assert (names[ids.anna_deals[0]], names[ids.boris_deal]) == ("Моя", "Чужая")


def test_a_read_only_property_sent_back_unchanged_is_ignored(as_anna: Caller, ids: Ids) -> None:
    path = f"deals({ids.anna_deals[0]})"
    whole = as_anna.get(path)
    assert as_anna("PATCH", path, {**whole, "name": "Целиком"}).status_code == 204


def test_an_outsider_without_rights_is_in_an_empty_world(calls: Callable[[User], Caller], dmitri: User) -> None:
    caller = calls(dmitri)
    assert caller.get("")["value"] == []
    assert caller("GET", "deals").status_code == 404
    assert caller("GET", "users").status_code == 404
    assert caller("POST", "deals", {"name": "x"}).status_code == 404
