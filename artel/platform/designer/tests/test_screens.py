"""The screens of the designer answered to a coordinator: what is typed goes into the draft, what is wrong stands by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of
from artel.platform.definitions.checking import MAX_COLUMNS
from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.designer.drafts import Edit, put
from artel.platform.designer.models import DesignDraft
from artel.platform.designer.wording import HIDDEN_TYPES
from artel.platform.sections.fieldtype import field_types
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
    for path in ("", "+section/", "+lookups/", "+lookups/+new/", "+calendars/", "+calendars/+new/", "+plan/"):
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
    changed = {**sent, "asked": ["in_menu", "name_required"], "order": "name"}
    assert desk.post(BASE + "x_elevators/section/", changed).status_code == 302
    apply(desk)
    spec = latest_snapshot().section("x_elevators")
    assert spec.default_order == ("name",)
    assert not spec.fields["name"].required


def test_every_screen_of_a_section_opens(desk: Client) -> None:
    for path in ("layout/", "layout/+variant/", "layout/rule/budget/", "list/", "views/", "views/+new/"):
        assert desk.get(f"{BASE}leads/{path}").status_code == 200, path


def test_the_801st_field_is_refused_and_nothing_typed_is_lost(desk: Client, clara: User) -> None:
    present = len(latest_snapshot().sections["leads"].fields)
    edits = [
        Edit(kind="field", key=f"leads.x_n{number}", body={"label": "Ещё", "type": "boolean"})
        for number in range(MAX_COLUMNS - present)
    ]
    put(edits, actor=actor_of(clara))
    answer = desk.post(f"{BASE}leads/+field/text/", {"label.ru": "Последнее", "key": "x_last"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "801" in page
    assert 'value="Последнее"' in page


def test_a_used_field_goes_out_of_the_lists_and_a_condition_holds_it(desk: Client) -> None:
    desk.post(f"{BASE}leads/+field/text/", {"label.ru": "Код", "key": "x_code", "in_form": "on"})
    desk.post(f"{BASE}leads/views/+new/", {"label.ru": "С кодом", "kind": "list", "text.filter": "x_code ne null"})
    apply(desk)
    asked = desk.get(f"{BASE}leads/field/x_code/retire/").content.decode()
    assert "С кодом" in asked
    assert "вручную" in asked
    answer = desk.post(f"{BASE}leads/field/x_code/retire/")
    assert answer.status_code == 422
    desk.post(f"{BASE}leads/views/s_kodom/retire/")
    assert desk.post(f"{BASE}leads/field/x_code/retire/").status_code == 302
    apply(desk)
    assert latest_snapshot().sections["leads"].field("x_code") is None
    assert desk.post(f"{BASE}leads/field/x_code/revive/").status_code == 302
    apply(desk)
    assert latest_snapshot().sections["leads"].field("x_code")


def test_a_wrong_condition_is_told_beside_it(desk: Client) -> None:
    sent = {"label.ru": "Плохое", "kind": "list", "text.filter": "budgett gt 5"}
    answer = desk.post(f"{BASE}leads/views/+new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "budgett" in page
    assert 'value="Плохое"' in page


def test_stages_are_renamed_added_and_put_in_order(desk: Client) -> None:
    desk.post(
        BASE + "+section/", {"label.ru": "Партии", "key": "x_batches", "asked": ["has_pipeline"], "has_pipeline": "on"}
    )
    apply(desk)
    rows = [("done", "Отгружена", "success", "3"), ("new", "Собрана", "open", "1"), ("", "Взвешена", "open", "4")]
    sent: dict[str, object] = {"label.ru": "Партии", "is_default": "on"}
    for name, place in (("row.key", 0), ("row.ru", 1), ("row.kind", 2), ("row.hue", 3)):
        sent[name] = [row[place] for row in rows]
    assert desk.post(f"{BASE}x_batches/pipelines/x_batches_main/", sent).status_code == 302
    apply(desk)
    stages = latest_snapshot().section("x_batches").pipelines[0].stages
    assert [(s.key, s.label.ru) for s in stages] == [
        ("done", "Отгружена"),
        ("new", "Собрана"),
        ("vzveshena", "Взвешена"),
    ]


def test_a_manager_does_not_come_in(anna: User) -> None:
    client = Client()
    client.force_login(anna)
    assert client.get(BASE).status_code == 403
    assert client.post(f"{BASE}leads/+field/text/", {"label.ru": "Код", "key": "x_code"}).status_code == 403


def test_every_registered_type_has_its_form_and_no_option_is_left_out(desk: Client) -> None:
    for each in field_types:
        if each.key in HIDDEN_TYPES:
            continue
        page = desk.get(f"{BASE}leads/+field/{each.key}/").content.decode()
        for name in each.options.model_fields:
            assert f'name="options.{name}"' in page, (each.key, name)


def test_a_rollup_is_made_of_what_points_here(desk: Client) -> None:
    sent = {
        "label.ru": "Продаж",
        "key": "x_deals",
        "options.section": "deals",
        "options.field": "account",
        "options.function": "count",
        "options.result": "integer",
    }
    answer = desk.post(f"{BASE}accounts/+field/rollup/", sent)
    assert answer.status_code == 302, answer.content.decode()
    apply(desk)
    field = latest_snapshot().sections["accounts"].field("x_deals")
    assert field
    assert field.options["section"] == "deals"


def test_pasted_values_find_what_they_belong_to(desk: Client) -> None:
    region = {"label.ru": "Область", "key": "x_region", "lookup": "+new", "values": "Самарская\nПензенская"}
    city = {"label.ru": "Город", "key": "x_city", "lookup": "+new", "values": "Сызрань", "options.parent": "x_region"}
    assert desk.post(f"{BASE}leads/+field/linked_choice/", region).status_code == 302
    assert desk.post(f"{BASE}leads/+field/linked_choice/", city).status_code == 302
    sent = {
        "label.ru": "Города",
        "has_rows": "1",
        "row.key": ["syzran"],
        "row.ru": ["Сызрань"],
        "row.parent": ["samarskaia"],
        "values": "Кузнецк\tПензенская\nТольятти\tсамарская",
    }
    page = desk.get(f"{BASE}+lookups/gorod/").content.decode()
    assert "Пензенская" in page
    assert desk.post(f"{BASE}+lookups/gorod/", sent).status_code == 302
    apply(desk)
    values = latest_snapshot().lookups["gorod"].values
    told = {value.label.ru: value.parent for value in values.values()}
    assert told == {"Сызрань": "samarskaia", "Кузнецк": "penzenskaia", "Тольятти": "samarskaia"}


def test_what_the_product_brings_is_called_otherwise_and_as_before(desk: Client) -> None:
    spec = latest_snapshot().section("leads")
    now = {"label.ru": "Заявки", "label.en": spec.label.en, "icon": spec.icon, "position": str(spec.position)}
    assert desk.post(f"{BASE}leads/section/", now).status_code == 302
    assert desk.post(f"{BASE}leads/field/phone/", {"label.ru": "Мобильный", "help.ru": "С кодом"}).status_code == 302
    bodies = {edit["key"]: edit["body"] for edit in DesignDraft.objects.get().edits}
    assert bodies == {
        "leads": {"label": {"ru": "Заявки"}},
        "leads.phone": {"label": {"ru": "Мобильный"}, "help": {"ru": "С кодом"}},
    }
    assert "Мобильный" in desk.get(f"{BASE}leads/").content.decode()
    assert desk.post(f"{BASE}leads/field/phone/", {"act": "reset"}).status_code == 302
    assert [edit["key"] for edit in DesignDraft.objects.get().edits] == ["leads"]
    apply(desk)
    assert latest_snapshot().section("leads").label.ru == "Заявки"
    assert "Заявки" in desk.get("/leads/").content.decode()
    assert desk.post(f"{BASE}leads/section/", {"act": "reset"}).status_code == 302
    apply(desk)
    assert latest_snapshot().section("leads").label == spec.label
