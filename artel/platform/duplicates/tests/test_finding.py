"""Twins of rows by rules over built-in and own fields: equal, in a normal form, alike, together, on a condition."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.duplicates.finding import find_twins
from artel.platform.duplicates.models import Mark
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.records.merging import merge, undo_merge
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, configure, document, field, text
from tests.support.domain import change, make

pytestmark = pytest.mark.django_db

EQUIPMENT = (
    document("section", "x_machines", body={"label": text("Станки", "Machines")}),
    field("x_machines.x_serial", "text", "Серийный номер"),
    field("x_machines.x_place", "text", "Место"),
    field("x_machines.x_closed", "boolean", "Списан"),
)


def rule(key: str, *fields: dict[str, object], **facts: object) -> Document:
    """Return the document of a rule over fields."""
    return document("duplicates", key, body={"label": text(key, key), "fields": list(fields), **facts})


def found(section: str, *, actor: Actor = SYSTEM, **values: object) -> list[int]:
    """Return ids of the twins of one row."""
    return [t.record_id for t in find_twins(section, [values], actor=actor)[0]]


SERIAL = rule("x_machines.serial", {"field": "x_serial"})


def test_an_own_field_in_a_normal_form_finds_a_twin_in_an_own_section() -> None:
    configure(*EQUIPMENT, SERIAL)
    machine = make("x_machines", name="Токарный", x_serial="АБ-12 / Ёлка")
    assert found("x_machines", x_serial="аб 12 елка") == [machine]
    assert found("x_machines", x_serial="аб 13") == []
    assert found("x_machines", x_serial="") == []


def test_an_exact_rule_tells_spellings_apart() -> None:
    configure(*EQUIPMENT, rule("x_machines.serial", {"field": "x_serial", "match": "exact"}))
    machine = make("x_machines", name="Токарный", x_serial="АБ-12")
    assert found("x_machines", x_serial="АБ-12") == [machine]
    assert found("x_machines", x_serial="аб-12") == []


def test_all_fields_of_a_rule_agree_together() -> None:
    configure(*EQUIPMENT, rule("x_machines.both", {"field": "x_serial"}, {"field": "x_place"}))
    machine = make("x_machines", name="Токарный", x_serial="12", x_place="Цех 1")
    assert found("x_machines", x_serial="12", x_place="цех 1") == [machine]
    assert found("x_machines", x_serial="12", x_place="цех 2") == []
    assert found("x_machines", x_serial="12") == []


def test_a_similar_text_is_found_with_a_misprint_and_in_another_order(base_pack: Snapshot) -> None:
    account = make("accounts", name="ООО «Завод Строймонтаж»")
    make("accounts", name="АО «Рассвет»")
    assert found("accounts", name="Строймантаж завод") == [account]
    assert found("accounts", name="Стройка") == []


def test_likeness_and_equality_join_in_one_rule() -> None:
    both = rule("x_machines.both", {"field": "x_place"}, {"field": "name", "match": "similar"}, likeness=50)
    configure(*EQUIPMENT, both)
    machine = make("x_machines", name="Фрезерный универсальный", x_place="Цех 1")
    assert found("x_machines", name="фрезерный универсал", x_place="Цех 1") == [machine]
    assert found("x_machines", name="фрезерный универсал", x_place="Цех 2") == []


def test_a_condition_narrows_both_sides() -> None:
    configure(*EQUIPMENT, rule("x_machines.serial", {"field": "x_serial"}, when="x_closed ne true"))
    old = make("x_machines", name="Старый", x_serial="12", x_closed=True)
    assert found("x_machines", x_serial="12") == []
    change("x_machines", old, x_closed=False)
    assert found("x_machines", x_serial="12") == [old]
    assert found("x_machines", x_serial="12", x_closed=True) == []


def test_an_unlike_value_tells_apart_however_alike_the_rest_is() -> None:
    configure(*EQUIPMENT, rule("x_machines.name", {"field": "name", "match": "similar"}, differs=["x_serial"]))
    known = make("x_machines", name="Фрезерный универсальный", x_serial="АБ-12")
    unknown = make("x_machines", name="Фрезерный универсальный")
    like = {"name": "Универсальный фрезерный"}
    assert found("x_machines", **like) == [known, unknown]
    assert found("x_machines", **like, x_serial="аб 12") == [known, unknown], "another spelling is no other value"
    assert found("x_machines", **like, x_serial="АБ-13") == [unknown]
    change("x_machines", known, x_serial="АБ-13")
    assert found("x_machines", **like, x_serial="АБ-13") == [known, unknown]


def test_companies_of_one_name_with_unlike_inn_are_two(base_pack: Snapshot) -> None:
    make("accounts", name="ООО «Рассвет»", inn="7707083893")
    assert found("accounts", name="Рассвет", inn="1655000000") == []
    assert len(found("accounts", name="АО Рассвет")) == 1


def test_a_person_is_found_whichever_name_stands_first(base_pack: Snapshot) -> None:
    contact = make("contacts", last_name="Ахметзянова", first_name="Гульнара", middle_name="Ильдаровна")
    assert found("contacts", name="Гульнара Ахметзянова") == [contact]
    assert found("contacts", last_name="Ахметзянова", first_name="Гульнара") == [contact]


def test_a_changed_value_and_a_changed_detail_are_found_anew(base_pack: Snapshot) -> None:
    contact = make("contacts", last_name="Петров", phone="+79172550418")
    second = make("identities", contact=contact, kind="phone", value="+78432925518")
    change("contacts", contact, phone="+79172550499")
    assert found("contacts", phone="8 917 255-04-18") == []
    assert found("contacts", phone="8 917 255-04-99") == [contact]
    door.trash("identities", [second], actor=SYSTEM)
    assert found("contacts", phone="+78432925518") == []


def test_what_is_in_the_trash_is_no_twin_until_it_comes_back() -> None:
    configure(*EQUIPMENT, SERIAL)
    machine = make("x_machines", name="Токарный", x_serial="12")
    door.trash("x_machines", [machine], actor=SYSTEM)
    assert found("x_machines", x_serial="12") == []
    door.restore("x_machines", [machine], actor=SYSTEM)
    assert found("x_machines", x_serial="12") == [machine]


def test_a_hidden_twin_is_told_of_without_a_word_of_what_it_holds(anna_acts: Actor) -> None:
    lead = make("leads", name="Чужой", phone="+79172550418")
    twin = find_twins("leads", [{"phone": "+79172550418"}], actor=anna_acts)[0][0]
    assert (twin.record_id, twin.is_visible, twin.name, twin.by) == (lead, False, "", ())


def test_a_silent_rule_does_not_tell_of_hidden_twins(anna_acts: Actor) -> None:
    body = {"label": text("Телефон", "Phone"), "fields": [{"field": "phone"}], "hidden": "silent"}
    configure(Document(kind="duplicates", key="leads.phone", body=body, owner="base"))
    with holding(latest_snapshot()):
        make("leads", name="Чужой", phone="+79172550418")
        assert find_twins("leads", [{"phone": "+79172550418"}], actor=anna_acts) == [()]


def test_a_thousand_rows_cost_one_query(base_pack: Snapshot) -> None:
    make("accounts", name="ООО «Лифт»", inn="7707083893", phone="+78432925518")
    rows = [{"name": f"Компания {n}", "inn": "7707083893", "phone": "+78432925518"} for n in range(1000)]
    with CaptureQueriesContext(connection) as queries:
        twins = find_twins("accounts", rows, actor=SYSTEM)
    assert all(twins)
    assert len(queries) == 1


def test_writing_costs_a_number_of_queries_that_does_not_grow_with_rows() -> None:
    configure(*EQUIPMENT, SERIAL)
    make("x_machines", name="Первый")
    counts = []
    for size in (60, 400):
        rows = [{"name": f"Станок {n}", "x_serial": f"{size}-{n}"} for n in range(size)]
        with CaptureQueriesContext(connection) as queries:
            door.create("x_machines", rows, actor=SYSTEM)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert found("x_machines", x_serial="400 399") != []


@pytest.mark.parametrize(
    ("fields", "facts", "code"),
    [
        ([{"field": "x_none"}], {}, "unknown_field"),
        ([{"field": "x_limit", "match": "similar"}], {}, "not_text"),
        ([{"field": "x_phone", "form": "runes"}], {}, "unknown_form"),
        ([{"field": "x_phone", "also": "tasks"}], {}, "bad_detail"),
        ([{"field": "x_phone"}], {"when": "x_none eq 1"}, "unknown_field"),
        ([{"field": "x_phone"}], {"allowed": ["nobody"]}, "unknown_role"),
        ([{"field": "x_phone"}], {"severity": "refuse", "acts": ["search"]}, "refuses_nothing"),
        ([{"field": "name"}], {"differs": ["x_none"]}, "unknown_field"),
        ([{"field": "x_phone"}], {"differs": ["x_phone"]}, "agrees_already"),
        ([{"field": "name", "match": "similar"}, {"field": "x_phone", "match": "similar"}], {}, "several_similar"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(
    fields: list[dict[str, object]], facts: dict[str, object], code: str
) -> None:
    with pytest.raises(ConfigurationRefused) as refused:
        configure(*TENDERS, rule("x_tenders.wrong", *fields, **facts))
    assert [p.code for p in refused.value.problems] == [code]


@pytest.mark.parametrize("type_key", ["file", "files", "long_text", "multi_choice"])
def test_a_field_that_can_t_be_compared_is_refused_with_its_place(type_key: str) -> None:
    options = {"lookup": "industries"} if type_key == "multi_choice" else {}
    mixed = field("x_machines.x_mixed", type_key, "Разное", **options)
    lookup = document("lookup", "industries", body={"label": text("Отрасли", "Industries")})
    for body in ({"fields": [{"field": "name"}, {"field": "x_mixed"}]}, {"differs": ["x_mixed"]}):
        whole = {"label": text("Проба", "Try"), "fields": [{"field": "name"}], **body}
        with pytest.raises(ConfigurationRefused) as refused:
            configure(*EQUIPMENT, lookup, mixed, document("duplicates", "x_machines.wrong", body=whole))
        place = "fields.1.field" if "fields" in body else "differs.0"
        told = [(p.code, p.path) for p in refused.value.problems]
        assert told == [("not_comparable", f"duplicates x_machines.wrong: {place}")]


def test_a_changed_rule_forgets_what_it_compared_by() -> None:
    configure(*EQUIPMENT, SERIAL)
    machine = make("x_machines", name="Токарный", x_serial="12", x_place="Цех 1")
    configure(rule("x_machines.serial", {"field": "x_place"}))
    assert found("x_machines", x_serial="12") == []
    door.change("x_machines", [Change(id=machine, values={"x_place": "Цех 2"})], actor=SYSTEM)
    assert found("x_machines", x_place="цех 2") == [machine]


def api_change(admin: User, record_id: int, **values: object) -> None:
    """Change a machine by OData, as another program does."""
    client = Client()
    headers = {"Authorization": f"Bearer {make_token(admin)}"}
    answer = client.patch(
        f"/odata/x_machines({record_id})", json.dumps(values), content_type="application/json", headers=headers
    )
    assert answer.status_code < 300, answer.content.decode()


def test_marks_follow_a_record_by_every_door(clara: User) -> None:
    configure(*EQUIPMENT, SERIAL)
    first, second = (make("x_machines", name=name, x_serial=serial) for name, serial in (("А", "1"), ("Б", "2")))
    api_change(clara, first, x_serial="3")
    assert (found("x_machines", x_serial="1"), found("x_machines", x_serial="3")) == ([], [first])
    merged = merge("x_machines", first, [second], values={"x_serial": "2"}, actor=SYSTEM)
    assert (found("x_machines", x_serial="3"), found("x_machines", x_serial="2")) == ([], [first])
    undo_merge(merged, actor=SYSTEM)
    assert (found("x_machines", x_serial="3"), found("x_machines", x_serial="2")) == ([first], [second])
    door.trash("x_machines", [first, second], actor=SYSTEM)
    door.purge("x_machines", [second], actor=SYSTEM)
    assert not Mark.objects.filter(record_id=second).exists()
    door.restore("x_machines", [first], actor=SYSTEM)
    assert found("x_machines", x_serial="3") == [first]


def test_a_detail_that_moves_to_another_takes_its_value_along(base_pack: Snapshot) -> None:
    one, other = (make("contacts", last_name=name) for name in ("Петров", "Сидоров"))
    way = make("identities", contact=one, kind="phone", value="+78432925518")
    assert found("contacts", phone="+78432925518") == [one]
    change("identities", way, contact=other)
    assert found("contacts", phone="+78432925518") == [other]
    change("identities", way, value="+78432925519")
    assert (found("contacts", phone="+78432925518"), found("contacts", phone="+78432925519")) == ([], [other])
