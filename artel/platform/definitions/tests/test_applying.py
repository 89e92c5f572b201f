"""Plan, apply, restore: all problems at once, nothing half-applied, any revision back."""

from __future__ import annotations

import pytest

from artel.platform.definitions.applying import apply_plan, restore
from artel.platform.definitions.current import current_snapshot, read_revision
from artel.platform.definitions.models import Definition, Revision
from artel.platform.definitions.planning import StepAction, make_plan
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused, Conflict
from artel.platform.records import door
from tests.support.configuration import ON_ACCOUNTS, TENDERS, configure, document, field, text

pytestmark = pytest.mark.django_db


def keys(section: str) -> set[str]:
    """Return the keys of fields in use."""
    return {f.key for f in current_snapshot().section(section).shown_fields}


def test_a_second_apply_is_empty() -> None:
    configure(*TENDERS)
    assert make_plan(TENDERS).is_empty
    assert Revision.objects.count() == 1


def test_defaults_written_out_are_no_change() -> None:
    configure(field("accounts.x_floors", "integer", "Этажей"))
    assert make_plan([field("accounts.x_floors", "integer", "Этажей", required=False, options={})]).is_empty


def test_all_problems_are_told_at_once_and_nothing_is_applied() -> None:
    bad = (
        field("accounts.x_one", "nonsense", "Один"),
        field("nowhere.x_two", "text", "Два"),
        field("accounts.three", "text", "Три"),
        field("accounts.x_four", "reference", "Четыре", target="nowhere"),
        field("accounts.x_five", "choice", "Пять", lookup="nothing"),
        field("accounts.x_six", "integer", "Шесть", options={"max": "много"}),
        field("accounts.x_seven", "integer", "Семь", default="много"),
        document("lookup", "twice", body={"label": text("Д", "D"), "values": [{"key": "a", "label": "А"}] * 2}),
        document("pipeline", "p", body={"section": "accounts", "label": text("В", "P"), "stages": []}),
    )
    with pytest.raises(ConfigurationRefused) as refused:
        configure(*bad[:-1])
    told = {p.path.split(":")[0].removeprefix("field ").removeprefix("lookup ") for p in refused.value.problems}
    assert told == {d.key for d in bad[:-1]}
    with pytest.raises(ConfigurationRefused):
        configure(bad[-1])
    assert read_revision() == 0
    assert not Definition.objects.exists()


def test_an_unknown_key_of_a_body_is_an_error() -> None:
    with pytest.raises(ConfigurationRefused, match="labell"):
        configure(document("field", "accounts.x_a", body={"type": "text", "label": text("А", "A"), "labell": 1}))


def test_the_type_of_a_field_never_changes() -> None:
    configure(field("accounts.x_floors", "integer", "Этажей"))
    with pytest.raises(ConfigurationRefused) as refused:
        configure(field("accounts.x_floors", "text", "Этажей"))
    assert [p.code for p in refused.value.problems] == ["immutable"]


def test_a_label_changes_freely_and_the_column_stays() -> None:
    configure(*ON_ACCOUNTS)
    record = door.create("accounts", [{"name": "Дом", "x_floors": 9}], actor=SYSTEM)
    configure(field("accounts.x_floors", "integer", "Число этажей"))
    assert current_snapshot().section("accounts").fields["x_floors"].label.ru == "Число этажей"
    assert record


def test_a_retired_field_disappears_and_comes_back_with_its_values() -> None:
    configure(*ON_ACCOUNTS)
    record = door.create("accounts", [{"name": "Дом", "x_floors": 9}], actor=SYSTEM)[0]
    plan = make_plan([document("field", "accounts.x_floors", is_retired=True)])
    assert [s.action for s in plan.steps] == [StepAction.RETIRE]
    configure(document("field", "accounts.x_floors", is_retired=True))
    assert "x_floors" not in keys("accounts")
    configure(ON_ACCOUNTS[0])
    assert "x_floors" in keys("accounts")
    problems = door.check("accounts", [{"x_floors": 10}], actor=SYSTEM, existing={0: record})
    assert problems == []


def test_absence_never_deletes() -> None:
    configure(*ON_ACCOUNTS)
    configure(ON_ACCOUNTS[0])
    assert {"x_floors", "x_code"} <= keys("accounts")


def test_any_revision_is_restored() -> None:
    configure(ON_ACCOUNTS[0])
    first = read_revision()
    configure(*TENDERS, ON_ACCOUNTS[1], field("accounts.x_floors", "integer", "Другое имя"))
    restore(first, actor=SYSTEM)
    snapshot = current_snapshot()
    assert snapshot.section("accounts").fields["x_floors"].label.ru == "Этажей"
    assert "x_code" not in keys("accounts")
    assert snapshot.sections["x_tenders"].retired
    assert read_revision() > first


def test_a_restore_can_be_restored() -> None:
    configure(*ON_ACCOUNTS)
    full = read_revision()
    restore(0, actor=SYSTEM)
    assert "x_floors" not in keys("accounts")
    restore(full, actor=SYSTEM)
    assert {"x_floors", "x_code"} <= keys("accounts")


def test_a_plan_that_grew_old_is_refused() -> None:
    plan = make_plan([ON_ACCOUNTS[0]])
    configure(ON_ACCOUNTS[1])
    with pytest.raises(Conflict):
        apply_plan(plan, actor=SYSTEM)
    assert "x_floors" not in keys("accounts")


def test_every_revision_says_what_changed() -> None:
    configure(*ON_ACCOUNTS)
    configure(field("accounts.x_floors", "integer", "Число этажей"))
    last = Revision.objects.first()
    assert last is not None
    assert [(c["action"], c["kind"], c["key"]) for c in last.changes] == [("change", "field", "accounts.x_floors")]
    assert last.changes[0]["before"]["label"]["ru"] == "Этажей"
    assert last.changes[0]["after"]["label"]["ru"] == "Число этажей"


def test_five_thousand_fields_are_refused_in_one_go() -> None:
    many = [field(f"accounts.x_f{n}", "text", f"Поле {n}") for n in range(5000)]
    with pytest.raises(ConfigurationRefused) as refused:
        configure(*many)
    assert [p.code for p in refused.value.problems] == ["too_many_fields"]


def test_two_new_sections_point_at_each_other() -> None:
    made = [document("section", key, body={"label": text("Р", "S")}) for key in ("x_left", "x_right")]
    made.append(field("x_left.x_other", "reference", "Другой", target="x_right"))
    made.append(field("x_right.x_other", "reference", "Другой", target="x_left"))
    configure(*made)
    left = door.create("x_left", [{"name": "Левый"}], actor=SYSTEM)[0]
    right = door.create("x_right", [{"name": "Правый", "x_other": left}], actor=SYSTEM)[0]
    assert door.change("x_left", [door.Change(id=left, values={"x_other": right})], actor=SYSTEM) == [left]
