"""Accounts: requisites that fit together, no circle of parents, duplicates by what is known."""

from __future__ import annotations

import pytest

from artel.platform.duplicates.finding import find_twins
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.records.merging import merge, undo_merge
from artel.platform.sections.spec import Snapshot
from tests.support.domain import change, make, problems, rows, stored

SBERBANK = {"bank_bik": "044525225", "corr_account": "30101810400000000225"}


@pytest.fixture(autouse=True)
def _base(base_pack: Snapshot) -> None:
    """Every test here works in a company of the base pack."""


def test_fitting_requisites_are_taken() -> None:
    assert problems({"name": "ПАО Сбербанк", "inn": "7707083893", "kpp": "773601001", **SBERBANK}, "accounts") == set()


def test_an_account_number_that_does_not_fit_the_bank_is_refused() -> None:
    found = problems({"name": "ПАО Сбербанк", **SBERBANK, "corr_account": "30101810400000000226"}, "accounts")
    assert found == {("corr_account", "account_key")}


def test_another_bik_is_checked_with_the_stored_account_number() -> None:
    account = make("accounts", name="ПАО Сбербанк", **SBERBANK)
    with pytest.raises(ValidationFailed) as refused:
        change("accounts", account, bank_bik="044030653")
    assert [p.field for p in refused.value.problems] == ["corr_account"]


def test_a_person_has_no_inn_of_an_organisation() -> None:
    found = problems({"name": "Петров Иван", "kind": "natural", "inn": "7707083893"}, "accounts")
    assert found == {("inn", "inn_of_organisation")}


def test_the_full_name_serves_as_the_name() -> None:
    account = make("accounts", full_name="Общество с ограниченной ответственностью «Лифт»")
    assert stored("accounts", account, "name", "name_key")[1] == "лифт"


def test_parents_make_no_circle() -> None:
    top = make("accounts", name="Холдинг")
    middle = make("accounts", name="Трест", parent=top)
    low = make("accounts", name="Участок", parent=middle)
    with pytest.raises(ValidationFailed) as refused:
        change("accounts", top, parent=low)
    assert [(p.field, p.code) for p in refused.value.problems] == [("parent", "circle")]
    with pytest.raises(ValidationFailed):
        change("accounts", top, parent=top)


def test_matches_agree_by_inn_phone_and_name_the_surest_first() -> None:
    by_name = make("accounts", name="Лифт-Сервис, ООО")
    by_all = make("accounts", name="ООО «Лифт Сервис»", inn="7707083893", phone="+78432925518")
    asked = [
        {"name": "ЗАО Лифт-Сервис", "inn": "7707083893", "phone": "+78432925518"},
        {"name": "ООО «Другое»", "inn": None, "phone": ""},
    ]
    found = find_twins("accounts", asked, actor=SYSTEM)
    assert [(m.record_id, m.by) for m in found[0]] == [(by_all, ("inn", "phone", "name")), (by_name, ("name",))]
    assert found[1] == ()


def test_contacts_match_by_their_second_number_too() -> None:
    contact = make("contacts", name="Петров Иван", phone="+79172550418")
    make("identities", contact=contact, kind="phone", value="+78432925518")
    found = find_twins("contacts", [{"name": "Иванов", "phone": "+78432925518"}], actor=SYSTEM)
    assert [(m.record_id, m.by) for m in found[0]] == [(contact, ("phone",))]


def test_matches_are_asked_for_by_chosen_fields_only() -> None:
    make("accounts", name="ООО «Лифт»", inn="7707083893")
    row = {"name": "ООО «Лифт»", "inn": "7707083893"}
    assert find_twins("accounts", [row], actor=SYSTEM, by=("phone",)) == [()]


def test_a_merge_of_accounts_keeps_one_tie_of_a_common_contact_and_its_undo_gives_both_back() -> None:
    kept = make("accounts", name="ООО «Лифт»", phone="+78432925518")
    lost = make("accounts", name="Лифт", phone="+78432925518")
    contact = make("contacts", name="Петров Иван", account=lost)
    make("affiliations", contact=contact, account=kept)
    merged = merge("accounts", kept, [lost], values={}, actor=SYSTEM)
    assert stored("contacts", contact, "account_id") == (kept,)
    assert rows("affiliations", "contact_id", "account_id", "is_main") == [(contact, kept, True)]
    assert rows("identities", "account_id", "is_main") == [(kept, True)]
    undo_merge(merged, actor=SYSTEM)
    assert stored("contacts", contact, "account_id") == (lost,)
    assert rows("affiliations", "account_id", "is_main") == [(lost, True), (kept, False)]
    assert rows("identities", "account_id", "is_main") == [(kept, True), (lost, True)]
    assert stored("accounts", lost, "phone") == ("+78432925518",)


def test_an_identity_removed_before_its_account_stays_removed() -> None:
    account = make("accounts", name="ООО «Лифт»", phone="+78432925518")
    second = make("identities", account=account, kind="phone", value="+79172550418")
    door.trash("identities", [second], actor=SYSTEM)
    door.trash("accounts", [account], actor=SYSTEM)
    door.restore("accounts", [account], actor=SYSTEM)
    assert rows("identities", "value") == [("+78432925518",)]


def test_an_undone_merge_gives_back_the_value_that_the_kept_one_had_taken() -> None:
    kept, lost = make("accounts", name="ООО «Лифт»"), make("accounts", name="Лифт", email="info@example.ru")
    merged = merge("accounts", kept, [lost], values={"email": "info@example.ru"}, actor=SYSTEM)
    assert rows("identities", "account_id", "value") == [(kept, "info@example.ru")]
    undo_merge(merged, actor=SYSTEM)
    assert rows("identities", "account_id", "value", "is_main") == [(lost, "info@example.ru", True)]
    assert stored("accounts", kept, "email") == (None,)
    assert stored("accounts", lost, "email") == ("info@example.ru",)
