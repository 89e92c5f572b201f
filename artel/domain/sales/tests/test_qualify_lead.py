"""Qualification: nothing typed twice, all or nothing, one winner, taken back as a whole or not at all."""

from __future__ import annotations

import pytest

from artel.domain.sales.actions.qualify_lead import Choices, Qualified, qualify_lead
from artel.domain.sales.actions.undo_qualification import undo_qualification
from artel.domain.sales.qualification import propose_qualification
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, Conflict, NotFound, StaleRecord, ValidationFailed
from artel.platform.records import door
from artel.platform.records.models import FeedEntry
from artel.platform.sections.spec import Snapshot
from tests.support.domain import change, make, rows, stored, together

ENTERED = {
    "name": "Три лифта в новый дом",
    "person_name": "Петров Иван Сергеевич",
    "position": "главный инженер",
    "company_name": "ООО «Новый дом»",
    "inn": "7707083893",
    "phone": "+79172550418",
    "email": "petrov@example.ru",
    "source": "website",
    "budget": "12000000",
}


@pytest.fixture(autouse=True)
def _base(base_pack: Snapshot) -> None:
    """Every test here works in a company of the base pack."""


@pytest.fixture
def lead(anna_acts: Actor) -> int:
    """Return Anna's lead with everything entered."""
    return make("leads", actor=anna_acts, **ENTERED)


def test_one_click_makes_client_ties_and_deal_of_what_was_entered(lead: int, anna_acts: Actor) -> None:
    done = qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
    assert done.account is not None
    assert done.contact is not None
    assert done.deal is not None
    owner = anna_acts.user_id
    assert stored("accounts", done.account, "name", "inn", "source", "owner_id") == (
        "ООО «Новый дом»",
        "7707083893",
        "website",
        owner,
    )
    assert stored("contacts", done.contact, "last_name", "first_name", "position", "account_id", "owner_id") == (
        "Петров",
        "Иван",
        "главный инженер",
        done.account,
        owner,
    )
    assert rows("affiliations", "contact_id", "account_id", "is_main") == [(done.contact, done.account, True)]
    assert rows("identities", "contact_id", "kind", "value") == [
        (done.contact, "phone", "+79172550418"),
        (done.contact, "email", "petrov@example.ru"),
    ]
    name, amount, account, contact, from_lead = stored(
        "deals", done.deal, "name", "amount", "account_id", "contact_id", "lead_id"
    )
    assert (name, str(amount), account, contact, from_lead) == (
        "Три лифта в новый дом",
        "12000000.00",
        done.account,
        done.contact,
        lead,
    )
    assert rows("deal_contacts", "deal_id", "contact_id") == [(done.deal, done.contact)]
    assert stored("leads", lead, "stage", "account_id", "contact_id", "deal_id") == (
        "qualified",
        done.account,
        done.contact,
        done.deal,
    )
    assert stored("leads", lead, "qualified_at") != (None,)


def test_the_proposal_offers_who_is_there_already_first(lead: int, anna_acts: Actor) -> None:
    account = make("accounts", name="Новый дом", inn="7707083893")
    contact = make("contacts", name="Петров И.", phone="+79172550418", account=account)
    namesake = make("contacts", name="Петров Иван Ильич")
    offered = propose_qualification(lead, actor=anna_acts)
    assert [(c.id, c.is_sure) for c in offered.accounts] == [(account, True)]
    assert [(c.id, c.by, c.is_sure, c.account) for c in offered.contacts] == [
        (contact, ("phone",), True, "Новый дом"),
        (namesake, ("name",), False, ""),
    ]


def test_chosen_duplicates_are_tied_and_learn_what_was_new(lead: int, anna_acts: Actor) -> None:
    account = make("accounts", name="Новый дом", inn="7707083893")
    contact = make("contacts", name="Петров Иван", phone="+78432925518")
    done = qualify_lead(lead, choices=Choices(account=account, contact=contact), actor=anna_acts)
    assert (done.account, done.contact, done.deal) == (account, contact, None)
    assert stored("contacts", contact, "account_id", "phone") == (account, "+78432925518")
    assert rows("identities", "kind", "value", "is_main", contact=contact) == [
        ("phone", "+78432925518", True),
        ("phone", "+79172550418", False),
        ("email", "petrov@example.ru", True),
    ]
    assert len(rows("accounts", "id")) == len(rows("contacts", "id")) == 1


def test_a_chosen_contact_brings_his_account(lead: int, anna_acts: Actor) -> None:
    account = make("accounts", name="Холдинг")
    contact = make("contacts", name="Петров Иван", account=account)
    done = qualify_lead(lead, choices=Choices(contact=contact, with_account=False), actor=anna_acts)
    assert done.account == account


def test_activities_about_the_lead_become_the_clients(lead: int, anna_acts: Actor) -> None:
    task = make(
        "tasks", actor=anna_acts, name="Позвонить", about_section="leads", about_id=lead, due_at="2030-05-14T09:00Z"
    )
    done = qualify_lead(lead, choices=Choices(), actor=anna_acts)
    assert stored("tasks", task, "account_id", "contact_id") == (done.account, done.contact)
    assert stored("accounts", int(str(done.account)), "next_activity") == ("Позвонить",)


def test_what_was_planned_goes_on_with_the_deal_and_comes_back_with_an_undo(lead: int, anna_acts: Actor) -> None:
    due_at = "2030-05-14T09:00Z"
    about = {"about_section": "leads", "about_id": lead}
    coming = make("calls", actor=anna_acts, name="Узнать ответ", due_at=due_at, **about)
    past = make("calls", actor=anna_acts, name="Познакомились", due_at=due_at, done_at=due_at, **about)
    done = qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
    assert stored("calls", coming, "about_section", "about_id") == ("deals", done.deal)
    assert stored("calls", past, "about_section", "about_id") == ("leads", lead)
    assert stored("deals", int(str(done.deal)), "next_activity") == ("Узнать ответ",)
    undo_qualification(done.id, actor=anna_acts)
    assert stored("calls", coming, "about_section", "about_id", "account_id") == ("leads", lead, None)
    assert stored("leads", lead, "next_activity") == ("Узнать ответ",)


def test_a_lead_of_nobody_is_refused_and_nothing_is_written(anna_acts: Actor) -> None:
    lead = make("leads", actor=anna_acts, name="Лифт")
    with pytest.raises(ValidationFailed) as refused:
        qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
    assert [(p.field, p.code) for p in refused.value.problems] == [("person_name", "nobody")]
    assert rows("deals", "id") == []


def test_what_can_not_be_made_is_said_beside_its_input_and_nothing_is_written(lead: int, anna_acts: Actor) -> None:
    choices = Choices(with_deal=True, deal_values={"expected_on": "когда-нибудь"})
    with pytest.raises(ValidationFailed) as refused:
        qualify_lead(lead, choices=choices, actor=anna_acts)
    assert [p.field for p in refused.value.problems] == ["deal.expected_on"]
    assert rows("accounts", "id") == rows("contacts", "id") == rows("identities", "id") == []
    assert stored("leads", lead, "stage") == ("new",)


def test_a_qualified_lead_is_not_qualified_again(lead: int, anna_acts: Actor) -> None:
    qualify_lead(lead, choices=Choices(), actor=anna_acts)
    with pytest.raises(Conflict):
        qualify_lead(lead, choices=Choices(), actor=anna_acts)


def test_an_old_screen_does_not_qualify(lead: int, anna_acts: Actor) -> None:
    change("leads", lead, phone="+79172550419")
    with pytest.raises(StaleRecord):
        qualify_lead(lead, choices=Choices(), actor=anna_acts, version=1)


def test_a_foreign_lead_and_a_foreign_client_are_out_of_reach(anna_acts: Actor, boris_acts: Actor) -> None:
    foreign = make("leads", actor=boris_acts, **ENTERED)
    with pytest.raises((NotFound, AccessDenied)):
        qualify_lead(foreign, choices=Choices(), actor=anna_acts)
    own = make("leads", actor=anna_acts, **ENTERED)
    with pytest.raises(NotFound):
        qualify_lead(own, choices=Choices(contact=10**9), actor=anna_acts)
    assert rows("accounts", "id") == []


def test_an_undo_leaves_no_trace_but_the_feed(lead: int, anna_acts: Actor) -> None:
    before = stored("leads", lead, "stage", "stage_since", "account_id", "contact_id", "deal_id", "qualified_at")
    done = qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
    assert undo_qualification(done.id, actor=anna_acts) == lead
    keys = ("stage", "stage_since", "account_id", "contact_id", "deal_id", "qualified_at")
    assert stored("leads", lead, *keys) == before
    for section in ("accounts", "contacts", "deals", "affiliations", "identities", "deal_contacts"):
        assert rows(section, "id") == [], section
    kinds = FeedEntry.objects.filter(section="leads", record_id=lead).order_by("id").values_list("kind", flat=True)
    assert [k for k in kinds if "qualified" in k] == ["qualified", "unqualified"]
    with pytest.raises(Conflict):
        undo_qualification(done.id, actor=anna_acts)


def test_an_undo_takes_the_steps_of_the_deal_that_nobody_touched(lead: int, anna_acts: Actor) -> None:
    step = {"key": "offer", "label": {"ru": "Сделать КП", "en": "Make the offer"}}
    stages = [{"key": "new", "label": {"ru": "Новая", "en": "New"}, "steps": [step]}]
    body = {"label": {"ru": "Шаги", "en": "Steps"}, "section": "deals", "is_default": True, "stages": stages}
    apply_documents([Document(kind="pipeline", key="a_steps", body=body)], actor=SYSTEM)
    with holding(latest_snapshot()):
        done = qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
        assert rows("tasks", "name") == [("Сделать КП",)]
        undo_qualification(done.id, actor=anna_acts)
        assert rows("tasks", "name") == rows("deals", "id") == []
        again = qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
        ((task,),) = rows("tasks", "id")
        change("tasks", int(str(task)), description="Клиент просит до пятницы")
        with pytest.raises(Conflict):
            undo_qualification(again.id, actor=anna_acts)


def test_an_undo_takes_from_chosen_clients_only_what_was_added(lead: int, anna_acts: Actor) -> None:
    account = make("accounts", name="Новый дом", inn="7707083893")
    contact = make("contacts", name="Петров Иван", phone="+78432925518")
    done = qualify_lead(lead, choices=Choices(account=account, contact=contact), actor=anna_acts)
    undo_qualification(done.id, actor=anna_acts)
    assert stored("contacts", contact, "account_id", "phone", "email") == (None, "+78432925518", None)
    assert rows("identities", "value") == [("+78432925518",)]
    assert rows("accounts", "id") == [(account,)]


def test_a_lead_can_be_qualified_again_after_an_undo(lead: int, anna_acts: Actor) -> None:
    first = qualify_lead(lead, choices=Choices(), actor=anna_acts)
    undo_qualification(first.id, actor=anna_acts)
    second = qualify_lead(lead, choices=Choices(), actor=anna_acts)
    assert second.account != first.account
    assert rows("identities", "is_shared") == [(False,), (False,)]


@pytest.mark.parametrize("touched", ["account", "contact", "deal"])
def test_an_undo_is_refused_when_somebody_has_worked_on(touched: str, lead: int, anna_acts: Actor) -> None:
    done = qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
    section = f"{touched}s"
    change(section, int(str(getattr(done, touched))), description="Уточнили")
    assert obstacles(done, anna_acts) == [(section, getattr(done, touched), "changed")]
    assert stored("leads", lead, "stage") == ("qualified",)


def test_an_undo_is_refused_when_the_client_got_something_of_its_own(lead: int, anna_acts: Actor) -> None:
    done = qualify_lead(lead, choices=Choices(), actor=anna_acts)
    make("deals", actor=anna_acts, name="Ещё лифт", account=done.account)
    make("tasks", actor=anna_acts, name="Поздравить", about_section="contacts", about_id=done.contact)
    assert set(obstacles(done, anna_acts)) == {
        ("contacts", done.contact, "in_use"),
        ("accounts", done.account, "in_use"),
    }
    assert stored("leads", lead, "stage", "account_id") == ("qualified", done.account)


def test_an_undo_is_refused_when_the_lead_was_changed(lead: int, anna_acts: Actor) -> None:
    done = qualify_lead(lead, choices=Choices(), actor=anna_acts)
    change("leads", lead, description="Уточнили")
    assert obstacles(done, anna_acts) == [("leads", lead, "changed")]


def test_a_trashed_deal_is_named_as_removed(lead: int, anna_acts: Actor) -> None:
    done = qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)
    door.trash("deals", [int(str(done.deal))], actor=SYSTEM)
    assert ("deals", done.deal, "removed") in obstacles(done, anna_acts)


def obstacles(done: Qualified, actor: Actor) -> list[tuple[str, int, str]]:
    """Return what keeps a qualification from being taken back."""
    with pytest.raises(Conflict) as refused:
        undo_qualification(done.id, actor=actor)
    found = refused.value.data["obstacles"]
    assert isinstance(found, list)
    return [(o.section, o.id, o.reason) for o in found]


@pytest.mark.django_db(transaction=True)
def test_of_two_qualifications_at_once_one_wins(lead: int, anna_acts: Actor) -> None:
    outcomes = together([lambda: qualify_lead(lead, choices=Choices(with_deal=True), actor=anna_acts)] * 2)
    assert sorted(type(o).__name__ for o in outcomes) == ["Conflict", "Qualified"]
    assert len(rows("accounts", "id")) == len(rows("contacts", "id")) == len(rows("deals", "id")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_leads_of_one_phone_qualified_at_once_share_it(anna_acts: Actor) -> None:
    leads = [make("leads", actor=anna_acts, **{**ENTERED, "company_name": f"ООО «{n}»"}) for n in range(4)]
    outcomes = together([lambda i=i: qualify_lead(i, choices=Choices(), actor=anna_acts) for i in leads])
    assert all(isinstance(o, Qualified) for o in outcomes)
    for kind in ("phone", "email"):
        shared = [flag for (flag,) in rows("identities", "is_shared", kind=kind)]
        assert sorted(shared, key=bool) == [False, True, True, True]
