"""The screens of the designer answered to a coordinator: what is typed goes into the draft, what is wrong stands by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.designer.models import DesignDraft
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/"


@pytest.fixture
def desk(clara: User) -> Iterator[Client]:
    """Return the coordinator's browser; what it applies is forgotten with the transaction."""
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def apply(desk: Client, note: str = "") -> None:
    """Press «Apply» under the plan as it is now."""
    page = desk.get(BASE + "+plan/")
    base = page.content.decode().partition('name="base" value="')[2].partition('"')[0]
    answer = desk.post(BASE + "+plan/apply/", {"base": base, "note": note})
    assert answer.status_code == 302, answer.content.decode()


def test_every_screen_opens(desk: Client) -> None:
    for path in ("", "+section/", "+lookups/", "+lookups/+new/", "+plan/"):
        assert desk.get(BASE + path).status_code == 200, path
    for path in ("", "+field/", "section/", "access/", "pipelines/", "pipelines/+new/"):
        assert desk.get(f"{BASE}leads/{path}").status_code == 200, path


def test_a_field_is_made_with_its_lookup_in_one_go(desk: Client) -> None:
    sent = {
        "label.ru": "Культура",
        "key": "x_crop",
        "lookup": "+new",
        "values": "Пшеница\nЯчмень\n\nПшеница",
        "in_form": "on",
    }
    assert desk.post(f"{BASE}leads/+field/choice/", sent).status_code == 302
    assert "Культура" in desk.get(f"{BASE}leads/").content.decode()
    assert latest_snapshot().sections["leads"].field("x_crop") is None

    apply(desk, "для агрономов")
    snapshot = latest_snapshot()
    field = snapshot.sections["leads"].field("x_crop")
    assert field
    assert field.lookup
    labels = [value.label.ru for value in snapshot.lookups[field.lookup].values.values()]
    assert labels == ["Пшеница", "Ячмень"]
    assert not DesignDraft.objects.get().edits


@pytest.mark.parametrize("field_type", ["text", "integer", "decimal", "money", "date", "boolean", "person", "phone"])
def test_a_field_of_any_plain_type_is_made(desk: Client, field_type: str) -> None:
    sent = {"label.ru": "Поле", "key": "x_one", "required": "on"}
    answer = desk.post(f"{BASE}leads/+field/{field_type}/", sent)
    assert answer.status_code == 302, answer.content.decode()
    apply(desk)
    field = latest_snapshot().sections["leads"].field("x_one")
    assert field
    assert field.type == field_type
    assert field.required


@pytest.mark.parametrize("key", ["x_name", "name", "Банк", "x"])
def test_a_key_that_can_not_be_is_told_beside_it(desk: Client, key: str) -> None:
    answer = desk.post(f"{BASE}leads/+field/text/", {"label.ru": "Код", "key": key, "help.ru": "как в договоре"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="f-key-error"' in page
    assert "как в договоре" in page
    assert 'value="Код"' in page


def test_a_section_is_made_with_its_pipeline(desk: Client) -> None:
    sent = {
        "label.ru": "Элеваторы",
        "key": "x_elevators",
        "singular.ru": "Элеватор",
        "counted.one": "элеватор",
        "counted.few": "элеватора",
        "counted.many": "элеваторов",
        "counted.en_one": "elevator",
        "counted.en_many": "elevators",
        "icon": "elevator",
        "asked": ["in_menu", "has_feed", "has_activities", "has_pipeline"],
        "in_menu": "on",
        "has_pipeline": "on",
        "parent": "accounts",
    }
    assert desk.post(BASE + "+section/", sent).status_code == 302
    assert desk.get(BASE + "x_elevators/").status_code == 200
    apply(desk)
    spec = latest_snapshot().section("x_elevators")
    assert spec.has_pipeline
    assert spec.pipelines[0].stages[0].key == "new"
    assert not spec.has_feed
    parent = spec.field(spec.parent or "")
    assert parent
    assert parent.target == "accounts"
    assert spec.counted.text(5, "ru") == "элеваторов"


def test_every_screen_of_a_section_opens(desk: Client) -> None:
    for path in ("layout/", "layout/+variant/", "layout/rule/budget/", "list/", "views/", "views/+new/"):
        assert desk.get(f"{BASE}leads/{path}").status_code == 200, path
