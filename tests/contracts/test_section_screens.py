"""What the generic screens promise of every section, wherever it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot, holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.sections.spec import SectionSpec
from artel.platform.users.models import User
from tests.contracts.conftest import Case

HTMX = {"HX-Request": "true"}


@pytest.fixture
def site(case: Case, clara: User) -> Iterator[Client]:
    """Return the site as Clara, the administrator, sees it, under the case's configuration."""
    with holding(latest_snapshot()):
        client = Client()
        client.force_login(clara)
        yield client


def made(case: Case) -> int:
    """Create the case's record."""
    return door.create(case.section, [case.values], actor=SYSTEM)[0]


def posted(values: Mapping[str, object]) -> dict[str, object]:
    """Return values as a form sends them: texts, or several of one name."""
    return {key: v if isinstance(v, list) else str("" if v is None else v) for key, v in values.items()}


def spec_of(case: Case) -> SectionSpec:
    """Return the section's spec."""
    return current_snapshot().section(case.section)


def stored(case: Case, record_id: int, *keys: str) -> tuple[object, ...]:
    """Return values of a record, also when it is in the trash."""
    rows = visible_to(SYSTEM, case.section, include_trashed=True).filter(id=record_id)
    return tuple(rows.values_list(*keys).get())


def name_of(case: Case, record_id: int) -> str:
    """Return what the record is called."""
    return str(stored(case, record_id, "name")[0])


def test_the_list_shows_the_record_with_a_link_to_its_card(case: Case, site: Client) -> None:
    record_id = made(case)
    page = site.get(f"/{case.section}/").content.decode()
    assert f'href="/{case.section}/{record_id}/"' in page
    assert name_of(case, record_id) in page


def test_the_list_answers_htmx_with_the_list_alone(case: Case, site: Client) -> None:
    made(case)
    part = site.get(f"/{case.section}/", headers=HTMX)
    assert part.content.decode().lstrip().startswith('<div id="list"')
    assert "HX-Request" in part["Vary"]


def test_every_column_can_be_shown_sorted_and_grouped_by(case: Case, site: Client) -> None:
    made(case)
    keys = [f.key for f in spec_of(case).shown_fields]
    for key in keys:
        for address in (f"?columns={key}", f"?order=-{key}", f"?group={key}"):
            assert site.get(f"/{case.section}/{address}").status_code == 200, address


def test_a_filter_narrows_and_a_wrong_one_says_so(case: Case, site: Client) -> None:
    record_id = made(case)
    link = f'href="/{case.section}/{record_id}/"'
    assert link in site.get(f"/{case.section}/", {"filter": f"id eq {record_id}"}).content.decode()
    assert link not in site.get(f"/{case.section}/", {"filter": f"id ne {record_id}"}).content.decode()
    wrong = site.get(f"/{case.section}/", {"filter": "nosuchfield eq 1"})
    assert wrong.status_code == 200
    assert "nosuchfield" in wrong.content.decode()


def test_the_quick_search_finds_the_record(case: Case, site: Client) -> None:
    record_id = made(case)
    link = f'href="/{case.section}/{record_id}/"'
    assert link in site.get(f"/{case.section}/", {"q": case.search}).content.decode()
    assert link not in site.get(f"/{case.section}/", {"q": "щщъъ"}).content.decode()


def test_the_card_shows_the_record_its_facts_and_its_feed(case: Case, site: Client) -> None:
    record_id = made(case)
    page = site.get(f"/{case.section}/{record_id}/").content.decode()
    assert name_of(case, record_id) in page
    for key in case.values:
        if key != "name":
            assert spec_of(case).fields[key].label.text("ru") in page
    assert 'id="feed"' in page


def test_a_record_is_made_by_the_form(case: Case, site: Client) -> None:
    answer = site.post(f"/{case.section}/new/", posted(case.values))
    assert answer.status_code == 302
    record_id = int(answer["Location"].strip("/").split("/")[1])
    for key, value in case.values.items():
        found = stored(case, record_id, key)[0]
        assert found not in (None, ""), (key, value)


def test_a_refused_form_comes_back_with_what_was_typed_and_the_reason_beside_it(case: Case, site: Client) -> None:
    typed = {"name": "", "owner": "нет такого", "last_name": ""}
    answer = site.post(f"/{case.section}/new/", typed, headers=HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "нет такого" in page
    assert not visible_to(SYSTEM, case.section).exists()


def test_a_whole_record_is_edited(case: Case, site: Client) -> None:
    record_id = made(case)
    key = next(iter(case.change))
    form = site.get(f"/{case.section}/{record_id}/edit/").content.decode()
    assert f'name="{key}"' in form
    change = posted({key: case.change[key], "version": 1})
    assert site.post(f"/{case.section}/{record_id}/edit/", change).status_code == 302
    assert stored(case, record_id, "version") == (2,)


def test_one_value_is_edited_where_it_stands(case: Case, site: Client) -> None:
    record_id = made(case)
    key = next(iter(case.change))
    url = f"/{case.section}/{record_id}/cell/{key}/"
    assert f'name="{key}"' in site.get(url, headers=HTMX).content.decode()
    saved = site.post(url, posted({key: case.change[key], "version": 1}), headers=HTMX)
    assert saved.status_code == 200
    assert json.loads(saved["HX-Trigger"])["record:changed"] == {"section": case.section, "ids": [record_id]}
    assert stored(case, record_id, "version") == (2,)


def test_an_edit_that_came_too_late_shows_both_versions_and_writes_nothing(case: Case, site: Client) -> None:
    record_id = made(case)
    key = next(iter(case.change))
    door.change(case.section, [Change(id=record_id, values=case.change)], actor=SYSTEM)
    late = site.post(
        f"/{case.section}/{record_id}/cell/{key}/", posted({key: case.values[key], "version": 1}), headers=HTMX
    )
    assert late.status_code == 409
    assert late["HX-Retarget"] == "#dialog"
    assert 'name="version" value="2"' in late.content.decode()
    assert stored(case, record_id, "version") == (2,)


def test_a_record_goes_to_the_trash_and_comes_back(case: Case, site: Client) -> None:
    record_id = made(case)
    removed = site.post(f"/{case.section}/{record_id}/remove/", headers=HTMX)
    undo = json.loads(removed["HX-Trigger"])["toast"]["undo"]
    link = f'href="/{case.section}/{record_id}/"'
    assert link not in site.get(f"/{case.section}/").content.decode()
    assert link in site.get("/trash/", {"section": case.section}).content.decode()
    assert site.post(undo, headers=HTMX).status_code == 204
    assert link in site.get(f"/{case.section}/").content.decode()


def test_selected_records_are_handed_over_together(case: Case, site: Client, anna: User) -> None:
    ids = [made(case)]
    url = f"/{case.section}/bulk/assign/"
    asked = site.get(url, {"ids": ids}, headers=HTMX)
    assert 'name="owner"' in asked.content.decode()
    assert site.post(url, {"ids": ids, "owner": str(anna.pk)}, headers=HTMX).status_code == 204
    assert stored(case, ids[0], "owner_id") == (anna.pk,)


def test_a_comment_stands_in_the_feed(case: Case, site: Client) -> None:
    record_id = made(case)
    url = f"/{case.section}/{record_id}/comment/"
    assert site.post(url, {"text": "Звонили <b>дважды</b>"}, headers=HTMX).status_code == 204
    feed = site.get(f"/{case.section}/{record_id}/feed/", {"group": "comments"}).content.decode()
    assert "Звонили &lt;b&gt;дважды&lt;/b&gt;" in feed


def test_a_section_with_stages_has_a_board_and_others_have_none(case: Case, site: Client) -> None:
    record_id = made(case)
    answer = site.get(f"/{case.section}/board/")
    spec = spec_of(case)
    if not spec.has_pipeline or not spec.pipelines:
        assert answer.status_code == 404
        return
    first, second = spec.pipelines[0].stages[:2]
    assert f'data-id="{record_id}"' in answer.content.decode()
    moved = site.post(
        f"/{case.section}/board/move/", {"id": record_id, "version": 1, "stage": second.key}, headers=HTMX
    )
    assert moved.status_code == 204
    assert stored(case, record_id, "stage") == (second.key,)
    undo = json.loads(moved["HX-Trigger"])["toast"]["undo"]
    site.post(undo, headers=HTMX)
    assert stored(case, record_id, "stage") == (first.key,)


def test_a_stranger_to_the_section_learns_nothing(case: Case, clara: User, dmitri: User) -> None:
    record_id = made(case)
    client = Client()
    client.force_login(dmitri)
    for address in ("", f"{record_id}/", "new/", f"{record_id}/edit/", "pick/owner/?q=а"):
        answer = client.get(f"/{case.section}/{address}")
        assert answer.status_code == 404, address
        assert name_of(case, record_id) not in answer.content.decode()
    assert client.post(f"/{case.section}/{record_id}/remove/").status_code == 404
    assert stored(case, record_id, "trashed_at") == (None,)
