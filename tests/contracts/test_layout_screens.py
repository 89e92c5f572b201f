"""What screens do with layouts and their rules, on a built-in section and on one of the company's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import visible_to
from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, configure, document, field
from tests.support.personas import HEAD, MANAGER, role

HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Section:
    """A section with stages, and its fields that the layout is about."""

    key: str
    money: str
    note: str
    day: str
    first: str
    second: str


SECTIONS = {
    "built-in": Section("deals", "amount", "description", "expected_on", "interest", "offer"),
    "own": Section("x_tenders", "x_limit", "x_note", "x_due", "search", "bid"),
}
PIPELINE = document(
    "pipeline",
    "sales",
    body={
        "section": "deals",
        "label": "Продажи",
        "is_default": True,
        "stages": [{"key": "interest", "label": "Интерес"}, {"key": "offer", "label": "Предложение"}],
    },
)


def layouts_of(found: Section) -> list[Any]:
    """Return a layout with stages, tabs and rules, and variants for heads and for big sums."""
    own = {
        "form": ["name", found.money, "x_urgent"],
        "tabs": [{"key": "money", "label": "Деньги"}, {"key": "rest", "label": "Прочее"}],
        "groups": [
            {"label": "Главное", "fields": ["x_reason"], "columns": 2},
            {"label": "Суммы", "fields": [found.money], "tab": "money"},
            {"label": "Сроки", "fields": [found.day], "tab": "rest", "collapsed": True},
        ],
        "fields": {
            "x_reason": {"visible": f"{found.money} gt 100", "required": f"{found.money} gt 1000"},
            found.note: {"readonly": f"stage eq '{found.second}'"},
            "x_urgent": {"visible": f"{found.money} gt 100"},
        },
        "stages": {found.second: {"form": ["name", found.money, found.day], "required": [found.money]}},
    }
    heads = {
        "label": "Для руководителя",
        "roles": ["head"],
        "columns": ["name", found.day],
        "form": ["name", found.day],
    }
    big = {"when": f"{found.money} gt 5000", "form": ["name", found.money, found.note], "key_facts": [found.day]}
    return [
        document("layout", found.key, body=own),
        document("layout", f"{found.key}.heads", body=heads),
        document("layout", f"{found.key}.big", body=big),
    ]


@pytest.fixture(params=list(SECTIONS))
def section(request: pytest.FixtureRequest, db: None) -> Iterator[Section]:
    """Return one of the sections with its layouts."""
    found = SECTIONS[request.param]
    more = [
        made
        for key in ("deals", "x_tenders")
        for made in (
            field(f"{key}.x_reason", "text", "Причина"),
            field(f"{key}.x_urgent", "boolean", "Срочно", default=True),
        )
    ]
    configure(*TENDERS, PIPELINE, *more, role("manager", MANAGER), role("head", HEAD))
    configure(*layouts_of(found))
    with holding(latest_snapshot()):
        yield found


def site_of(person: User) -> Client:
    """Return the site as a person sees it."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def site(section: Section, clara: User) -> Client:
    """Return the site as Clara, the administrator, sees it."""
    return site_of(clara)


def made(section: Section, **values: object) -> int:
    """Create a record."""
    return door.create(section.key, [{"name": "Заказ", **values}], actor=SYSTEM)[0]


def stored(section: Section, record_id: int, *keys: str) -> tuple[object, ...]:
    """Return stored values."""
    return tuple(visible_to(SYSTEM, section.key).filter(id=record_id).values_list(*keys).get())


def state_in(html: str) -> dict[str, list[str]]:
    """Return the marks of the fields that an answer carries."""
    found = re.search(r'data-state="([^"]*)"', html)
    assert found, html[:500]
    state: dict[str, list[str]] = json.loads(unescape(found[1]))
    return state


def box(html: str, key: str) -> str:
    """Return the opening tag of the element around a field."""
    found = re.search(rf'<(?:div|fieldset) class="a-field[^>]*data-field="{key}"[^>]*>', html)
    assert found, key
    return found[0]


def test_a_new_form_asks_few_fields_and_folds_the_rest(section: Section, site: Client) -> None:
    page = site.get(f"/{section.key}/new/", headers=HTMX).content.decode()
    front, _fold, more = page.partition('data-part="more"')
    assert f'data-field="{section.money}"' in front
    assert f'data-field="{section.day}"' in more
    assert f'data-field="{section.note}"' in more


def test_hidden_fields_of_a_new_form_are_there_out_of_sight(section: Section, site: Client) -> None:
    page = site.get(f"/{section.key}/new/", headers=HTMX).content.decode()
    assert " hidden" in box(page, "x_reason")
    assert " hidden" not in box(page, section.money)
    seen = site.get(f"/{section.key}/new/?{section.money}=101", headers=HTMX).content.decode()
    assert " hidden" not in box(seen, "x_reason")


def test_the_form_is_judged_while_one_types(section: Section, site: Client) -> None:
    url = f"/{section.key}/new/asking/"
    calm = state_in(site.post(url, {section.money: "5"}, headers=HTMX).content.decode())
    assert (calm["hidden"], calm["required"]) == (["x_reason", "x_urgent"], [])
    told = state_in(site.post(url, {section.money: "1 001,00"}, headers=HTMX).content.decode())
    assert (told["hidden"], told["required"]) == ([], ["x_reason"])
    big = state_in(site.post(url, {section.money: "6000"}, headers=HTMX).content.decode())
    assert big["front"] == ["name", section.money, section.note]


def test_the_form_is_judged_by_what_follows_from_what_is_typed(section: Section, site: Client) -> None:
    twice = {"expression": f"{section.money} mul 2", "result": "money"}
    configure(
        field(f"{section.key}.x_twice", "computed", "Вдвое", options=twice),
        document("layout", section.key, body={"fields": {"x_reason": {"required": "x_twice gt 100"}}}),
    )
    with holding(latest_snapshot()):
        page = site.get(f"/{section.key}/new/", headers=HTMX).content.decode()
        assert section.money in page[page.index("data-reads=") :].split('"')[1].split(), "typing money asks anew"
        url = f"/{section.key}/new/asking/"
        for money, required in (("50", []), ("51", ["x_reason"])):
            assert (
                state_in(site.post(url, {section.money: money}, headers=HTMX).content.decode())["required"] == required
            )


def test_what_is_half_typed_breaks_nothing(section: Section, site: Client) -> None:
    for nonsense in ("1 00", "abc", "9" * 400, "\x00", "1e999", "NaN", "-"):
        answer = site.post(f"/{section.key}/new/asking/", {section.money: nonsense, "owner": "x"}, headers=HTMX)
        assert answer.status_code == 200, nonsense


def test_a_refused_new_form_shows_what_became_required(section: Section, site: Client) -> None:
    answer = site.post(f"/{section.key}/new/", {"name": "А", section.money: "1001"}, headers=HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert " hidden" not in box(page, "x_reason")
    assert 'id="f-x_reason-error"' in page
    assert not visible_to(SYSTEM, section.key).exists()


def test_an_edited_record_is_asked_by_groups_and_tabs(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "500"})
    page = site.get(f"/{section.key}/{record}/edit/", headers=HTMX).content.decode()
    assert (
        page.index('data-field="x_reason"') < page.index('role="tablist"') < page.index(f'data-field="{section.money}"')
    )
    assert page.count('role="tabpanel"') == 2
    assert 'class="a-fields is-2"' in page
    assert " hidden" not in box(page, "x_reason")


def test_in_a_stage_its_fields_are_in_sight_and_the_rest_folded(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "500", "stage": section.second})
    page = site.get(f"/{section.key}/{record}/edit/", headers=HTMX).content.decode()
    front = page.partition("<details")[0]
    assert f'data-field="{section.money}"' in front
    assert f'data-field="{section.day}"' in front
    assert 'data-field="x_reason"' not in front


def test_a_box_that_is_hidden_or_locked_is_not_unticked_by_saving(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "5", "x_urgent": True})
    form = {"name": "Другое", section.money: "5", "unasked": ["x_urgent"], "version": "1"}
    assert site.post(f"/{section.key}/{record}/edit/", form).status_code == 302
    assert stored(section, record, "name", "x_urgent") == ("Другое", True)
    asked = {"name": "Другое", section.money: "500", "x_urgent": "", "x_reason": "", "version": "2"}
    assert site.post(f"/{section.key}/{record}/edit/", asked).status_code == 302
    assert stored(section, record, "x_urgent") == (False,)


def test_a_form_does_not_write_what_it_does_not_ask(section: Section, site: Client) -> None:
    """The page was quicker than the answer that hides the field."""
    early = {"name": "А", section.money: "5", "x_reason": "рано", "x_urgent": ""}
    assert site.post(f"/{section.key}/new/", early).status_code == 302
    record = visible_to(SYSTEM, section.key).values_list("id", flat=True).get()
    assert stored(section, record, "x_reason", "x_urgent") == (None, True)
    assert site.post(f"/{section.key}/{record}/edit/", {**early, "name": "Б", "version": "1"}).status_code == 302
    assert stored(section, record, "name", "x_reason", "x_urgent") == ("Б", None, True)


def test_a_card_follows_its_layout_and_hides_what_rules_hide(section: Section, site: Client) -> None:
    small = site.get(f"/{section.key}/{made(section, **{section.money: '5'})}/").content.decode()
    assert 'data-field="x_reason"' not in small
    assert 'role="tablist"' in small
    assert "Деньги" in small
    middle = site.get(f"/{section.key}/{made(section, **{section.money: '500'})}/").content.decode()
    assert 'data-field="x_reason"' in middle


def test_a_locked_value_has_no_editor_on_the_card(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "500", "stage": section.second})
    page = site.get(f"/{section.key}/{record}/").content.decode()
    assert f"/cell/{section.money}/" in page
    assert f"/cell/{section.note}/" not in page
    assert site.get(f"/{section.key}/{record}/cell/{section.note}/", headers=HTMX).status_code == 403
    refused = site.post(f"/{section.key}/{record}/cell/{section.note}/", {section.note: "х"}, headers=HTMX)
    assert refused.status_code == 422
    assert stored(section, record, section.note) == (None,) or stored(section, record, section.note) == ("",)


def test_a_value_that_asks_for_another_offers_both_in_the_dialog(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "500"})
    answer = site.post(
        f"/{section.key}/{record}/cell/{section.money}/", {section.money: "2000", "version": "1"}, headers=HTMX
    )
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#dialog")
    page = answer.content.decode()
    assert 'data-field="x_reason"' in page
    assert "2000" in page
    hidden = dict(re.findall(r'<input type="hidden" name="(version|only)" value="([^"]*)">', page))
    again = site.post(f"/{section.key}/{record}/edit/", {**hidden, section.money: "2000"}, headers=HTMX)
    assert again.status_code == 422
    assert 'data-field="name"' not in again.content.decode()
    done = site.post(
        f"/{section.key}/{record}/edit/", {**hidden, section.money: "2000", "x_reason": "Да"}, headers=HTMX
    )
    assert done.status_code == 204
    assert stored(section, record, "name", "x_reason", "x_urgent") == ("Заказ", "Да", True)


def test_a_move_asks_for_the_stage_s_fields_right_there(section: Section, site: Client) -> None:
    record = made(section)
    answer = site.post(f"/{section.key}/{record}/move/", {"stage": section.second, "version": "1"}, headers=HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'data-field="{section.money}"' in page
    assert f'data-field="{section.day}"' in page
    typed = {"stage": section.second, section.money: "7", section.day: "2026-12-01"}
    assert site.post(f"/{section.key}/{record}/move/", typed, headers=HTMX).status_code == 204
    assert stored(section, record, "stage", section.money) == (section.second, 7)


def test_a_dropped_card_goes_back_and_says_what_lacks(section: Section, site: Client) -> None:
    record = made(section)
    drop = {"id": record, "version": 1, "stage": section.second}
    answer = site.post(f"/{section.key}/board/move/", drop, headers=HTMX)
    assert answer.status_code == 422
    link = re.search(r'hx-get="([^"]*/fill/[^"]*)"', answer.content.decode())
    assert link
    asked = site.get(unescape(link[1]), headers=HTMX).content.decode()
    assert f'data-field="{section.money}"' in asked
    assert f'data-field="{section.day}"' in asked
    assert stored(section, record, "stage") == (section.first,)


def test_many_records_are_not_moved_past_the_rules(section: Section, site: Client) -> None:
    ids = [made(section, **{section.money: "5"}), made(section)]
    answer = site.post(f"/{section.key}/bulk/stage/", {"ids": ids, "stage": section.second}, headers=HTMX)
    assert answer.status_code == 422
    assert {stored(section, i, "stage") for i in ids} == {(section.first,)}


def test_a_program_is_told_the_field_too(section: Section, clara: User) -> None:
    record = made(section)
    headers = {"Authorization": f"Bearer {make_token(clara)}"}
    body = json.dumps({"stage": section.second}).encode()
    answer = Client().generic("PATCH", f"/odata/{section.key}({record})", body, "application/json", headers=headers)
    assert answer.status_code == 422
    assert section.money in answer.content.decode()
    assert stored(section, record, "stage") == (section.first,)


def test_lists_and_forms_are_of_the_role_s_variant(section: Section, boris: User, anna: User) -> None:
    made(section, owner=boris.pk, **{section.day: "2026-12-01"})
    headed = site_of(boris).get(f"/{section.key}/").content.decode()
    assert f"order={section.day}" in headed
    assert f"order={section.money}" not in headed
    assert f"order={section.money}" in site_of(anna).get(f"/{section.key}/").content.decode()
    for_head = (
        site_of(boris).get(f"/{section.key}/new/", headers=HTMX).content.decode().partition('data-part="more"')[0]
    )
    for_manager = (
        site_of(anna).get(f"/{section.key}/new/", headers=HTMX).content.decode().partition('data-part="more"')[0]
    )
    assert f'data-field="{section.day}"' in for_head
    assert f'data-field="{section.money}"' not in for_head
    assert f'data-field="{section.money}"' in for_manager


def test_rules_cost_a_card_and_an_edited_form_no_query_and_a_new_one_one(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "500"})
    pages = (f"/{section.key}/{record}/", f"/{section.key}/{record}/edit/", f"/{section.key}/new/")

    def counts() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as taken:
                assert site.get(page).status_code == 200
            found.append(len(taken))
        return found

    counts()
    ruled = counts()
    configure(*(document("layout", key, body=body) for key, body in _plain(section)))
    counts()
    plain = counts()
    assert [a - b for a, b in zip(ruled, plain, strict=True)] == [0, 0, 1]
    assert max(ruled) <= 12


def _plain(section: Section) -> list[tuple[str, dict[str, Any]]]:
    keys = ("", ".heads", ".big")
    return [(f"{section.key}{key}", {} if not key else {"roles": ["head"]}) for key in keys]


def test_a_stranger_asks_in_vain(section: Section, dmitri: User) -> None:
    record = made(section, **{section.money: "500"})
    client = site_of(dmitri)
    for address in ("new/asking/", f"{record}/edit/asking/"):
        assert client.post(f"/{section.key}/{address}", {section.money: "1"}).status_code == 404
