"""What a lead knows goes over to the client and the deal: by equal keys or as the field says, seen or not, and back."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.test import Client

from artel.domain.sales.actions.qualify_lead import Choices, qualify_lead
from artel.domain.sales.actions.undo_qualification import undo_qualification
from artel.domain.sales.qualification import propose_qualification
from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.files.actions import file_for, store_file
from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import ConfigurationRefused, ValidationFailed
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.configuration import configure, document, field, text
from tests.support.domain import change, make, rows, stored

KPP, OKPO = "165501001", "00032537"
REGION = {"lookup": "regions"}
OWN = (
    field("leads.x_kpp", "text", "КПП", options={"check": "kpp"}),
    field("leads.x_ogrn", "text", "ОГРН", options={"check": "ogrn"}),
    field("leads.x_full_name", "text", "Полное наименование"),
    field("leads.x_okpo", "text", "ОКПО"),
    field("accounts.x_okpo", "text", "ОКПО"),
    field("leads.x_needs", "multi_choice", "Что нужно", lookup="needs"),
    field("deals.x_needs", "multi_choice", "Что нужно", lookup="needs"),
    field("accounts.x_needs", "multi_choice", "Что нужно", lookup="regions"),
    field("leads.x_district", "linked_choice", "Округ", lookup="districts"),
    field("leads.x_region", "linked_choice", "Регион", lookup="regions", options={"parent": "x_district"}),
    field("accounts.x_district", "linked_choice", "Округ", lookup="districts"),
    field("accounts.x_region", "linked_choice", "Регион", lookup="regions", options={"parent": "x_district"}),
    field("leads.x_dealer", "reference", "Дилер", target="accounts"),
    field("deals.x_dealer", "reference", "Дилер", target="accounts"),
    field("leads.x_charter", "file", "Устав"),
    field("accounts.x_charter", "file", "Устав"),
    field("leads.x_papers", "files", "Бумаги"),
    field("accounts.x_papers", "files", "Бумаги"),
    field("leads.x_site", "address", "Адрес объекта", carry={"accounts": "postal_address", "deals": "description"}),
    field("leads.x_limit", "integer", "Лимит", carry={"accounts": "x_credit"}),
    field("accounts.x_credit", "money", "Кредит"),
    field("leads.x_start", "date", "Пуск", carry={"deals": "expected_on"}),
    field("leads.x_hobby", "text", "Увлечения"),
    field("contacts.x_hobby", "text", "Увлечения"),
    field("leads.x_term", "duration", "Срок"),
    field("deals.x_term", "duration", "Срок"),
    field("leads.x_note", "text", "Заметка", carry={"accounts": ""}),
    field("accounts.x_note", "text", "Заметка"),
)
LOOKUPS = (
    document("lookup", "needs", body={"label": text("Нужды", "Needs"), "values": [
        {"key": "dryer", "label": text("Сушилка", "Dryer")}, {"key": "silo", "label": text("Силос", "Silo")}]}),
    document("lookup", "districts", body={"label": text("Округа", "Districts"), "values": [
        {"key": "volga", "label": text("Приволжский", "Volga")}]}),
    document("lookup", "regions", body={"label": text("Регионы", "Regions"), "values": [
        {"key": "tatarstan", "label": text("Татарстан", "Tatarstan"), "parent": "volga"}]}),
)  # fmt: skip
ENTERED = {
    "name": "Сушилка",
    "company_name": "ООО «Колос»",
    "person_name": "Петров Иван",
    "phone": "+79172550418",
    "x_kpp": KPP,
    "x_full_name": "Общество с ограниченной ответственностью «Колос»",
    "x_okpo": OKPO,
    "x_needs": ["dryer", "silo"],
    "x_district": "volga",
    "x_region": "tatarstan",
    "x_site": "Казань, Баумана, 12",
    "x_limit": 500000,
    "x_start": "2030-05-14",
    "x_hobby": "рыбалка",
    "x_term": "2 ч",
    "x_note": "не звонить",
}


@pytest.fixture(autouse=True)
def _company(base_pack: Snapshot) -> object:
    """Hold a company that has added fields to leads, clients and deals."""
    configure(*LOOKUPS, *OWN)
    with holding(latest_snapshot()):
        yield


def lead_of(actor: Actor, **values: object) -> int:
    """Return a lead of a person with everything entered."""
    return make("leads", actor=actor, **{**ENTERED, **values})


def uploaded(actor: Actor) -> StoredFile:
    """Return a file that a person has uploaded and put nowhere yet."""
    content = BytesIO(b"%PDF-1.7 charter")
    upload = InMemoryUploadedFile(content, "file", "устав.pdf", "application/pdf", len(content.getvalue()), None)
    return store_file(upload, actor=actor)


def bytes_kept() -> set[str]:
    """Return the names of all that lies in the storage of files."""
    found: set[str] = set()
    left = [""]
    while left:
        folder = left.pop()
        folders, files = default_storage.listdir(folder)
        found |= {f"{folder}/{name}" for name in files}
        left += [f"{folder}/{name}".lstrip("/") for name in folders]
    return found


def number(made: int | None) -> int:
    """Return an id that is there."""
    assert made is not None
    return made


def test_a_new_client_and_deal_get_what_the_lead_knows(anna_acts: Actor) -> None:
    dealer = make("accounts", name="Дилер")
    done = qualify_lead(lead_of(anna_acts, x_dealer=dealer), choices=Choices(with_deal=True), actor=anna_acts)
    account = stored(
        "accounts", number(done.account), "kpp", "full_name", "x_okpo", "x_district", "x_region", "postal_address"
    )
    assert account == (KPP, ENTERED["x_full_name"], OKPO, "volga", "tatarstan", "Казань, Баумана, 12")
    assert stored("accounts", number(done.account), "x_credit", "x_needs", "x_note") == (500000, None, None)
    assert stored("contacts", number(done.contact), "x_hobby") == ("рыбалка",)
    needs, start, site, term, by = stored(
        "deals", number(done.deal), "x_needs", "expected_on", "description", "x_term", "x_dealer_id"
    )
    assert (needs, str(start), site, by) == (["dryer", "silo"], "2030-05-14", "Казань, Баумана, 12", dealer)
    assert term is not None


def test_an_existing_client_gets_only_what_he_lacks_and_gives_it_back_with_an_undo(anna_acts: Actor) -> None:
    account = make("accounts", name="Колос", kpp="770701001")
    contact = make("contacts", name="Петров Иван", phone="+79172550418", account=account)
    lead = lead_of(anna_acts, inn="7707083893", position="агроном")
    offered = propose_qualification(lead, actor=anna_acts)
    assert set(offered.accounts[0].lacks) == {
        "inn", "full_name", "x_okpo", "x_district", "x_region", "postal_address", "x_credit"
    }  # fmt: skip
    done = qualify_lead(lead, choices=Choices(account=account, contact=contact), actor=anna_acts)
    keys = ("kpp", "inn", "full_name", "x_region", "x_credit")
    assert stored("accounts", account, *keys) == (
        "770701001", "7707083893", ENTERED["x_full_name"], "tatarstan", 500000
    )  # fmt: skip
    assert stored("contacts", contact, "position", "x_hobby") == ("агроном", "рыбалка")
    change("accounts", account, full_name="ООО «Колос» (исправлено)")
    undo_qualification(done.id, actor=anna_acts)
    assert stored("accounts", account, *keys) == ("770701001", None, "ООО «Колос» (исправлено)", None, None)
    assert stored("contacts", contact, "position", "x_hobby") == (None, None)


def test_the_account_of_a_chosen_contact_is_completed_too(anna_acts: Actor) -> None:
    account = make("accounts", name="Колос")
    contact = make("contacts", name="Петров Иван", account=account)
    qualify_lead(lead_of(anna_acts), choices=Choices(contact=contact, with_account=False), actor=anna_acts)
    assert stored("accounts", account, "kpp") == (KPP,)


def test_of_a_qualification_that_fails_no_copy_of_a_file_is_left(anna_acts: Actor) -> None:
    lead = lead_of(anna_acts, x_charter=uploaded(anna_acts).pk)
    kept = bytes_kept()
    with pytest.raises(ValidationFailed):
        qualify_lead(lead, choices=Choices(with_deal=True, deal_values={"amount": "много"}), actor=anna_acts)
    assert bytes_kept() == kept


def test_a_file_is_given_as_a_copy_of_its_own(anna: User, anna_acts: Actor) -> None:
    original = uploaded(anna_acts)
    papers = [uploaded(anna_acts).pk, uploaded(anna_acts).pk]
    lead = lead_of(anna_acts, x_charter=original.pk, x_papers=papers)
    account = make("accounts", name="Колос")
    done = qualify_lead(lead, choices=Choices(account=account, with_contact=False), actor=anna_acts)
    copy, copied = stored("accounts", account, "x_charter_id", "x_papers")
    kept = StoredFile.objects.get(pk=copy)
    assert copy != original.pk
    assert (kept.name, kept.section, kept.record_id) == ("устав.pdf", "accounts", account)
    assert len(copied) == 2
    assert not set(papers) & set(copied)
    assert file_for(str(kept.key), actor=SYSTEM).sha256 == original.sha256
    undo_qualification(done.id, actor=anna_acts)
    assert stored("accounts", account, "x_charter_id") == (None,)
    loose = StoredFile.objects.filter(section="", author=None)
    assert set(loose.values_list("pk", flat=True)) == {copy, *copied}, "the sweep removes them"


def test_a_value_that_does_not_fit_is_said_beside_its_input_and_nothing_is_written(anna_acts: Actor) -> None:
    make("accounts", name="Другая", x_okpo=OKPO)
    configure(field("accounts.x_okpo", "text", "ОКПО", unique=True))
    with holding(latest_snapshot()):
        lead = lead_of(anna_acts)
        with pytest.raises(ValidationFailed) as refused:
            qualify_lead(lead, choices=Choices(), actor=anna_acts)
        assert [(p.field, p.code) for p in refused.value.problems] == [("account.x_okpo", "not_unique")]
        account = make("accounts", name="Колос")
        with pytest.raises(ValidationFailed) as refused:
            qualify_lead(lead, choices=Choices(account=account), actor=anna_acts)
        assert [p.field for p in refused.value.problems] == ["account.x_okpo"]
        corrected = Choices(account=account, account_values={"x_okpo": "00032543"})
        qualify_lead(lead, choices=corrected, actor=anna_acts)
        assert stored("accounts", account, "x_okpo", "kpp") == ("00032543", KPP)


def limited(**fields: object) -> None:
    """Shut fields to managers: section → field → `hidden` or `readonly`."""
    body = {**latest_snapshot().documents["role"]["manager"], "fields": fields}
    apply_documents([Document(kind="role", key="manager", body=body, owner="base")], actor=SYSTEM)


def test_the_system_carries_what_the_person_may_not_write(anna: User, anna_acts: Actor) -> None:
    dealer = make("accounts", name="Дилер")
    lead = lead_of(anna_acts, x_dealer=dealer)
    limited(accounts={"kpp": "hidden", "x_okpo": "readonly"})
    with holding(latest_snapshot()):
        done = qualify_lead(lead, choices=Choices(), actor=actor_of(anna))
        assert stored("accounts", number(done.account), "kpp", "x_okpo") == (KPP, OKPO)
        typed = Choices(account_values={"kpp": "770701001"})
        with pytest.raises(ValidationFailed):
            qualify_lead(lead_of(SYSTEM, owner=anna.pk), choices=typed, actor=actor_of(anna))


def test_what_the_person_may_not_read_goes_only_where_he_may_not_read_it(anna: User, anna_acts: Actor) -> None:
    lead = lead_of(anna_acts)
    limited(leads={"x_kpp": "hidden", "x_okpo": "hidden", "budget": "hidden"}, accounts={"x_okpo": "hidden"})
    change("leads", lead, budget="5")
    with holding(latest_snapshot()):
        actor = actor_of(anna)
        offered = propose_qualification(lead, actor=actor)
        assert "amount" not in offered.deal
        done = qualify_lead(lead, choices=Choices(with_deal=True), actor=actor)
        assert stored("accounts", number(done.account), "kpp", "x_okpo") == (None, OKPO)
        assert stored("deals", number(done.deal), "amount") == (None,)


def test_a_person_can_not_point_a_deal_at_what_he_does_not_see(anna: User, anna_acts: Actor) -> None:
    hidden = make("leads", name="Чужой")
    configure(field("deals.x_after", "reference", "После лида", target="leads"))
    with holding(latest_snapshot()):
        choices = Choices(with_deal=True, deal_values={"x_after": hidden})
        with pytest.raises(ValidationFailed) as refused:
            qualify_lead(lead_of(anna_acts), choices=choices, actor=actor_of(anna))
        assert [p.field for p in refused.value.problems] == ["deal.x_after"]


def test_the_dialog_says_what_goes_over(client: Client, anna: User, anna_acts: Actor) -> None:
    account = make("accounts", name="Колос", kpp="770701001")
    lead = lead_of(anna_acts)
    client.force_login(anna)
    page = client.get(f"/leads/{lead}/qualify/", headers={"HX-Request": "true"}).content.decode()
    assert f"КПП <b>{KPP}</b>" in page
    assert "Регион <b>Татарстан</b>" in page
    assert "Что нужно <b>Сушилка, Силос</b>" in page
    assert "не звонить" not in page
    given = {"account": account, "contact": "none", "version": "1"}
    assert client.post(f"/leads/{lead}/qualify/", given, headers={"HX-Request": "true"}).status_code < 400
    assert stored("accounts", account, "kpp", "x_okpo") == ("770701001", OKPO)
    assert rows("contacts", "id") == []


@pytest.mark.parametrize(
    ("key", "carry", "code"),
    [
        ("leads.x_hobby", {"accounts": "x_none"}, "unknown_field"),
        ("leads.x_hobby", {"accounts": "x_credit"}, "does_not_fit"),
        ("leads.x_hobby", {"accounts": "name_key"}, "does_not_fit"),
        ("leads.x_hobby", {"tasks": "name"}, "nothing_made"),
        ("deals.x_dealer", {"accounts": "parent"}, "nothing_made"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(key: str, carry: dict[str, str], code: str) -> None:
    kinds = {"x_hobby": {"type": "text"}, "x_dealer": {"type": "reference", "target": "accounts"}}
    body = {**kinds[key.partition(".")[2]], "label": text("Х", "X"), "carry": carry}
    with pytest.raises(ConfigurationRefused) as refused:
        configure(document("field", key, body=body))
    assert [(p.path, p.code) for p in refused.value.problems] == [(f"field {key}: carry.{next(iter(carry))}", code)]
