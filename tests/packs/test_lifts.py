"""The lifts pack in use: who sees what, where stages lead, and the rule «no client without a planned activity»."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from artel.domain.sales.actions.qualify_lead import Choices, qualify_lead
from artel.platform.access.policy import actor_of, field_access, may, may_use, visible_to
from artel.platform.automation.invariants.asking import mend_on_request
from artel.platform.automation.invariants.looking import look_at_all
from artel.platform.automation.invariants.reading import board
from artel.platform.conditions.compiling import compile_condition
from artel.platform.conditions.filter_text import from_text
from artel.platform.definitions.current import current_snapshot
from artel.platform.designer.drafts import working_of
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, ValidationFailed
from artel.platform.packs.installing import install
from artel.platform.process.handing_over.planning import Sharing
from artel.platform.process.handing_over.running import begin, proceed
from artel.platform.process.permissions import HAND_OVER
from artel.platform.records import door
from artel.platform.users.models import Team, User
from tests.support.forms import form_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lifts() -> None:
    """Bring the pack into force."""
    install(["lifts"], demo=False, actor=SYSTEM)


def somebody(login: str, role: str, team: Team | None = None) -> Actor:
    """Return a new user with one role as an actor."""
    return actor_of(User.objects.create_user(username=login, name=login, roles=[role], team=team))


@pytest.fixture
def people() -> dict[str, Actor]:
    """Return one actor of each role; the second manager is in another team."""
    sales = Team.objects.create(name="Продажи")
    kazan, regions = (Team.objects.create(name=name, parent=sales) for name in ("Казань", "Регионы"))
    return {
        "gulnara": somebody("gulnara", "manager", kazan),
        "oleg": somebody("oleg", "manager", regions),
        "renat": somebody("renat", "head", sales),
        "damir": somebody("damir", "director"),
        "timur": somebody("timur", "project_manager"),
        "rezeda": somebody("rezeda", "observer"),
    }


def seen(people: dict[str, Actor], section: str) -> dict[str, int]:
    """Return how many records of a section each person sees."""
    return {name: visible_to(actor, section).count() for name, actor in people.items()}


def test_each_role_sees_what_its_work_needs(people: dict[str, Actor]) -> None:
    for name in ("gulnara", "oleg"):
        account = door.create("accounts", [{"name": f"Клиент {name}"}], actor=people[name])[0]
        door.create("x_objects", [{"name": f"Дом {name}", "x_developer": account}], actor=people[name])
        door.create("deals", [{"name": "Лифты", "account": account}], actor=people[name])
        door.create("leads", [{"name": "Нужен лифт", "company_name": "ООО «Дом»"}], actor=people[name])
    everything = dict.fromkeys(people, 2)
    assert seen(people, "accounts") == everything
    assert seen(people, "x_objects") == everything
    assert seen(people, "deals") == {**everything, "gulnara": 1, "oleg": 1}
    assert seen(people, "leads") == {**everything, "gulnara": 1, "oleg": 1, "timur": 0}


def test_a_manager_works_the_common_base_but_not_the_clients_of_others(people: dict[str, Actor]) -> None:
    account = door.create("accounts", [{"name": "Клиент"}], actor=people["gulnara"])[0]
    with pytest.raises(AccessDenied):
        door.change("accounts", [door.Change(id=account, values={"name": "Мой"})], actor=people["oleg"])
    assert door.change("accounts", [door.Change(id=account, values={"name": "Наш"})], actor=people["renat"]) == [
        account
    ]


def test_the_project_manager_changes_won_deals_only_and_never_the_sum(people: dict[str, Actor]) -> None:
    timur = people["timur"]
    assert field_access(timur, "deals").readonly >= {"amount", "probability"}
    assert "loss_reason" in field_access(timur, "deals").hidden
    deal = door.create("deals", [{"name": "Лифты", "amount": 1}], actor=people["gulnara"])[0]
    with pytest.raises(AccessDenied):
        door.change("deals", [door.Change(id=deal, values={"x_lifts": 4})], actor=timur)
    assert not may(timur, "leads", "read")


def test_heads_hand_over_what_was_with_a_manager_who_leaves(people: dict[str, Actor]) -> None:
    gulnara, oleg = people["gulnara"].user_id, people["oleg"].user_id
    assert gulnara is not None
    assert oleg is not None
    account = door.create("accounts", [{"name": "Клиент"}], actor=people["gulnara"])[0]
    with pytest.raises(AccessDenied):
        begin(gulnara, Sharing(people=(oleg,)), actor=people["oleg"])
    proceed(begin(gulnara, Sharing(people=(oleg,)), actor=people["renat"]).pk)
    assert list(visible_to(SYSTEM, "accounts").values_list("id", "owner_id")) == [(account, oleg)]
    assert may_use(people["damir"], HAND_OVER)


def test_the_observer_changes_nothing(people: dict[str, Actor]) -> None:
    with pytest.raises(AccessDenied):
        door.create("leads", [{"name": "Нужен лифт"}], actor=people["rezeda"])


def test_the_view_counts_clients_without_a_planned_activity(people: dict[str, Actor]) -> None:
    gulnara = people["gulnara"]
    rows = [
        {"name": "Забытый", "category": "client"},
        {"name": "Присмотренный", "category": "client"},
        {"name": "Поставщик кабин", "category": "supplier"},
    ]
    _forgotten, cared, _supplier = door.create("accounts", rows, actor=gulnara)
    task = {"name": "Позвонить", "due_at": "2030-01-09T10:00:00+03:00", "account": cared}
    door.create("tasks", [{**task, "about_section": "accounts", "about_id": cared}], actor=gulnara)
    snapshot = current_snapshot()
    spec = snapshot.sections["accounts"]
    view = next(v for v in spec.views if v.key == "no_activity")
    found = visible_to(gulnara, "accounts").filter(compile_condition(view.filter, spec, snapshot, gulnara))
    assert (view.counter, list(found.values_list("name", flat=True))) == ("late", ["Забытый"])


def test_nobody_is_forgotten_and_the_head_has_calls_made_for_those_who_are(people: dict[str, Actor]) -> None:
    gulnara, renat = people["gulnara"], people["renat"]
    last_week = clock.now() - timedelta(days=7)
    with clock.at(last_week):
        door.create("accounts", [{"name": "Забытый", "category": "client"}], actor=SYSTEM)
        door.create("accounts", [{"name": "Поставщик", "category": "supplier"}], actor=SYSTEM)
    door.create("accounts", [{"name": "Сегодняшний", "category": "client"}], actor=gulnara)
    look_at_all(current_snapshot(), now=clock.now())
    kept = {each.invariant.key: each for each in board(renat, current_snapshot())}
    assert list(kept) == ["leads_answered", "accounts_planned", "leads_planned", "deals_planned"]
    assert kept["accounts_planned"].count == 1
    assert mend_on_request("accounts_planned", actor=renat) == (1, False)
    calls = visible_to(SYSTEM, "calls").values_list("name", "account__name")
    assert list(calls) == [("Связаться и договориться о следующем шаге: Забытый", "Забытый")]
    assert {each.invariant.key: each.count for each in board(renat, current_snapshot())}["accounts_planned"] == 0
    with pytest.raises(AccessDenied):
        mend_on_request("accounts_planned", actor=gulnara)


def test_who_is_asked_to_a_meeting_sees_it_as_who_called_it_does(people: dict[str, Actor]) -> None:
    renat, oleg, gulnara = (people[name] for name in ("renat", "oleg", "gulnara"))
    meeting = door.create("meetings", [{"name": "Планёрка", "due_at": "2026-11-24T09:00:00+03:00"}], actor=renat)[0]
    door.create("participants", [{"meeting": meeting, "person": oleg.user_id}], actor=renat)
    sees = {name for name, who in people.items() if visible_to(who, "meetings").exists()}
    assert sees == {"renat", "oleg", "damir", "rezeda"}
    assert visible_to(oleg, "participants").exists()
    with pytest.raises(AccessDenied):
        door.change("meetings", [door.Change(id=meeting, values={"name": "Без меня"})], actor=oleg)
    assert not visible_to(gulnara, "meetings").exists()


def test_a_sale_goes_the_companys_own_way() -> None:
    snapshot = current_snapshot()
    deals = snapshot.sections["deals"].pipeline(None)
    leads = snapshot.sections["leads"].pipeline(None)
    assert deals is not None
    assert leads is not None
    assert [s.label.ru for s in deals.stages] == [
        "Формирование и презентация КП",
        "Подписание договора",
        "Аванс",
        "Завершена",
        "Отказ",
    ]
    assert {s.key: s.label.ru for s in leads.stages}["qualified"] == "Перевод в продажу"
    assert (deals.stage("offer").to, deals.owner) == (("contract", "lost"), "lifts")  # type: ignore[union-attr]


def lacking(deal: int, stage: str, actor: Actor, **values: object) -> set[str | None]:
    """Return the fields that a move lacks; nothing when it is made."""
    try:
        door.change("deals", [door.Change(id=deal, values={"stage": stage, **values})], actor=actor)
    except ValidationFailed as refused:
        return {p.field for p in refused.problems}
    return set()


def close(task: str, actor: Actor) -> None:
    """Say that a step is done, as the card does."""
    found = visible_to(actor, "tasks").get(name=task, done_at=None)
    door.change("tasks", [door.Change(id=found.pk, values={"done_at": timezone.now()})], actor=actor)


def test_a_sale_is_led_from_the_offer_to_the_advance(people: dict[str, Actor]) -> None:
    gulnara, renat = people["gulnara"], people["renat"]
    account = door.create("accounts", [{"name": "Дом"}], actor=gulnara)[0]
    deal = door.create("deals", [{"name": "Лифты"}], actor=gulnara)[0]
    assert lacking(deal, "contract", gulnara) == {"account", "x_lifts", "amount", None}
    assert not lacking(deal, "contract", gulnara, account=account, x_lifts=4, amount="9000000")
    assert not lacking(deal, "offer", gulnara), "back one goes freely"
    assert not lacking(deal, "contract", gulnara)
    assert lacking(deal, "advance", gulnara) == {"x_delivery_on"}
    assert not lacking(deal, "advance", gulnara, x_delivery_on="2030-03-01")
    assert lacking(deal, "won", gulnara) == {"x_advance_on", "stage"}, "the advance is not confirmed"
    close("Выставить счёт на аванс", gulnara)
    close("Подтвердить поступление аванса", gulnara)
    assert not lacking(deal, "won", gulnara, x_advance_on="2030-01-15")
    assert lacking(deal, "won", gulnara, x_lifts=5, amount="1") == {"x_lifts", "amount"}, "the project counts on them"
    assert not lacking(deal, "won", renat, x_lifts=5)


def test_a_lead_becomes_a_sale_with_its_specification(people: dict[str, Actor]) -> None:
    gulnara = people["gulnara"]
    lead = door.create("leads", [{"name": "Нужен лифт", "company_name": "ООО «Дом»"}], actor=gulnara)[0]
    with pytest.raises(ValidationFailed) as refused:
        qualify_lead(lead, choices=Choices(with_deal=True), actor=gulnara)
    (problem,) = refused.value.problems
    assert problem.data["fields"] == ["x_has_spec"]
    assert not visible_to(SYSTEM, "deals").exists()
    door.change("leads", [door.Change(id=lead, values={"x_has_spec": True})], actor=gulnara)
    assert qualify_lead(lead, choices=Choices(with_deal=True), actor=gulnara).deal


def test_the_dialog_of_qualification_asks_for_what_the_lead_lacks(people: dict[str, Actor], client: Client) -> None:
    gulnara = people["gulnara"]
    lead = door.create("leads", [{"name": "Нужен лифт", "company_name": "ООО «Дом»"}], actor=gulnara)[0]
    client.force_login(User.objects.get(username="gulnara"))
    address, chosen = f"/leads/{lead}/qualify/", {"account": "new", "contact": "none", "with_deal": "on"}
    refused = client.post(address, {**chosen, "deal.name": "Лифты"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert 'name="lead.x_has_spec"' in refused.content.decode()
    client.post(address, {**chosen, "deal.name": "Лифты", "lead.x_has_spec": "on"}, headers={"HX-Request": "true"})
    assert visible_to(gulnara, "deals").get().name == "Лифты"
    assert visible_to(gulnara, "leads").get().x_has_spec is True


def test_a_client_may_be_known_before_his_specification_is(people: dict[str, Actor]) -> None:
    lead = door.create("leads", [{"name": "Нужен лифт", "company_name": "ООО «Дом»"}], actor=people["gulnara"])[0]
    assert qualify_lead(lead, choices=Choices(), actor=people["gulnara"]).account


def test_the_rules_can_be_made_in_the_designer_just_as_their_files_say(clara: User, client: Client) -> None:
    client.force_login(clara)
    rules = current_snapshot().documents["rule"]
    assert rules
    for key, body in rules.items():
        base = f"/settings/designer/{body['section']}/rules/"
        page = client.get(f"{base}{key}/").content.decode()
        form = form_on(page, f"{base}{key}/")
        assert client.post(f"{base}{key}/", form).status_code == 302, key
        assert client.post(f"{base}+new/", {**form, "key": f"again_{key}"}).status_code == 302, key
    drafted = {s.document.key: s.document.body for s in working_of(actor_of(clara)).steps}
    assert {key: {**body, "when": ""} for key, body in drafted.items()} == {
        f"again_{key}": {**body, "when": ""} for key, body in rules.items()
    }
    for key, body in rules.items():
        # Rows write a condition in their own way: the same is meant by it.
        spec, said = current_snapshot().section(body["section"]), (body, drafted[f"again_{key}"])
        one, other = (from_text(str(each.get("when", "")), spec, current_snapshot()) for each in said)
        assert one == other, key


def test_the_stages_come_back_from_the_designer_just_as_their_files_say(clara: User, client: Client) -> None:
    client.force_login(clara)
    for key in ("lift_sales", "lift_leads"):
        body = current_snapshot().documents["pipeline"][key]
        for stage in body["stages"]:
            url = f"/settings/designer/{body['section']}/pipelines/{key}/stages/{stage['key']}/"
            form = form_on(client.get(url).content.decode(), url)
            assert client.post(url, form).status_code == 302, url
    assert working_of(actor_of(clara)).steps == ()
