"""Leads and deals: what a stage demands and brings; leads set aside."""

from __future__ import annotations

from datetime import date

import pytest

from artel.domain.sales.actions.set_aside import disqualify_lead, nurture_lead
from artel.domain.work.actions import Plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import StaleRecord, ValidationFailed
from artel.platform.process.moving import move
from artel.platform.records.models import FeedEntry
from artel.platform.sections.spec import Snapshot
from tests.support.domain import change, make, rows, stored


@pytest.fixture(autouse=True)
def _base(base_pack: Snapshot) -> None:
    """Every test here works in a company of the base pack."""


def codes(refused: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[str | None, str]]:
    """Return (field, code) of the problems."""
    return [(p.field, p.code) for p in refused.value.problems]


def test_probability_follows_the_stage_unless_it_is_said(anna_acts: Actor) -> None:
    deal = make("deals", actor=anna_acts, name="Лифт")
    assert stored("deals", deal, "stage", "probability", "currency") == ("interest", 10, "RUB")
    move("deals", [deal], "offer", actor=anna_acts)
    assert stored("deals", deal, "probability") == (30,)
    move("deals", [deal], "negotiation", values={"probability": 42}, actor=anna_acts)
    assert stored("deals", deal, "probability") == (42,)


def test_winning_closes_and_reopening_opens(anna_acts: Actor) -> None:
    deal = make("deals", actor=anna_acts, name="Лифт")
    move("deals", [deal], "won", actor=anna_acts)
    closed_at, probability = stored("deals", deal, "closed_at", "probability")
    assert closed_at is not None
    assert probability == 100
    move("deals", [deal], "offer", actor=anna_acts)
    assert stored("deals", deal, "closed_at", "probability") == (None, 30)


def test_losing_demands_a_reason(anna_acts: Actor) -> None:
    deal = make("deals", actor=anna_acts, name="Лифт")
    with pytest.raises(ValidationFailed) as refused:
        move("deals", [deal], "lost", actor=anna_acts)
    assert codes(refused) == [("loss_reason", "required")]
    move("deals", [deal], "lost", values={"loss_reason": "price"}, actor=anna_acts)
    assert stored("deals", deal, "probability", "loss_reason") == (0, "price")
    move("deals", [deal], "offer", actor=anna_acts)
    assert stored("deals", deal, "loss_reason") == (None,)


def test_history_from_elsewhere_is_taken_without_a_reason() -> None:
    deal = make("deals", name="Лифт", stage="lost")
    assert stored("deals", deal, "stage", "loss_reason") == ("lost", None)


def test_a_contact_brings_his_account_to_a_new_deal(anna_acts: Actor) -> None:
    account = make("accounts", name="ООО «Лифт»")
    contact = make("contacts", name="Петров Иван", account=account)
    assert stored("deals", make("deals", actor=anna_acts, name="Лифт", contact=contact), "account_id") == (account,)


@pytest.mark.parametrize(
    ("section", "values", "field"),
    [
        ("deals", {"name": "Лифт", "probability": 101}, "probability"),
        ("deals", {"name": "Лифт", "amount": "-5"}, "amount"),
        ("leads", {"name": "Лифт", "budget": "-5"}, "budget"),
        ("leads", {"name": "Лифт", "inn": "7707083894"}, "inn"),
    ],
)
def test_values_that_can_not_be_are_refused(
    section: str, values: dict[str, object], field: str, anna_acts: Actor
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        make(section, actor=anna_acts, **values)
    assert [p.field for p in refused.value.problems] == [field]


def test_a_lead_without_a_need_is_named_after_what_is_known(anna_acts: Actor) -> None:
    lead = make("leads", actor=anna_acts, company_name="ООО «Лифт»", phone="+79172550418")
    assert stored("leads", lead, "name") == ("ООО «Лифт»",)


def test_a_lead_is_not_dragged_to_success_without_a_client(anna_acts: Actor) -> None:
    lead = make("leads", actor=anna_acts, name="Лифт")
    with pytest.raises(ValidationFailed) as refused:
        move("leads", [lead], "qualified", actor=anna_acts)
    assert codes(refused) == [("stage", "not_qualified")]


def test_a_dropped_lead_has_its_reason_and_the_words_said(anna_acts: Actor) -> None:
    lead = make("leads", actor=anna_acts, name="Лифт")
    disqualify_lead(lead, reason="no_budget", text="Вернутся через год", actor=anna_acts)
    assert stored("leads", lead, "stage", "disqualify_reason") == ("disqualified", "no_budget")
    assert FeedEntry.objects.get(section="leads", record_id=lead, kind="comment").body == {"text": "Вернутся через год"}


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_lead_is_not_dropped_without_a_known_reason(reason: str, anna_acts: Actor) -> None:
    lead = make("leads", actor=anna_acts, name="Лифт")
    with pytest.raises(ValidationFailed) as refused:
        disqualify_lead(lead, reason=reason, text="Слова", actor=anna_acts)
    assert [p.field for p in refused.value.problems] == ["disqualify_reason"]
    assert not FeedEntry.objects.filter(section="leads", kind="comment").exists()


def test_a_nurtured_lead_waits_with_a_planned_return(anna_acts: Actor) -> None:
    lead = make("leads", actor=anna_acts, name="Лифт")
    back = Plan(section="calls", values={"name": "Вернуться к разговору", "due_at": "2030-05-14T09:00Z"})
    call = nurture_lead(lead, until=date(2030, 5, 14), plan=back, actor=anna_acts)
    assert stored("leads", lead, "stage", "nurture_until", "next_activity") == (
        "nurturing",
        date(2030, 5, 14),
        "Вернуться к разговору",
    )
    assert rows("calls", "id", "about_id") == [(call, lead)]
    move("leads", [lead], "in_work", actor=anna_acts)
    assert stored("leads", lead, "nurture_until") == (None,)


def test_an_old_screen_drops_nothing(anna_acts: Actor) -> None:
    lead = make("leads", actor=anna_acts, name="Лифт")
    change("leads", lead, description="Уточнили")
    with pytest.raises(StaleRecord):
        disqualify_lead(lead, reason="no_need", version=1, actor=anna_acts)


def test_a_contact_takes_part_in_a_deal_once(anna_acts: Actor) -> None:
    deal = make("deals", actor=anna_acts, name="Лифт")
    contact = make("contacts", name="Петров Иван")
    make("deal_contacts", actor=anna_acts, deal=deal, contact=contact, role="lawyer")
    with pytest.raises(ValidationFailed):
        make("deal_contacts", actor=anna_acts, deal=deal, contact=contact)
