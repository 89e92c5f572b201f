"""The pharma pack in use: the card of a chain, the visa of the head, the tasks of each stage up to the shipment."""

from __future__ import annotations

import pytest
from django.utils import timezone

from artel.platform.access.policy import actor_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, ValidationFailed
from artel.platform.packs.installing import install
from artel.platform.process.approvals.deciding import ask_again, decide
from artel.platform.process.approvals.models import Approval
from artel.platform.records import door
from artel.platform.users.models import Absence, Team, User
from tests.support.domain import change, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people() -> dict[str, Actor]:
    """Bring the pack into force; return the people of the story."""
    install(["pharma"], demo=False, actor=SYSTEM)
    team = Team.objects.create(name="Работа с сетями")
    roles = {"marina": "manager", "denis": "manager", "anton": "head", "larisa": "director"}
    users = {
        login: User.objects.create_user(username=login, name=login, roles=[role], team=team)
        for login, role in roles.items()
    }
    team.head = users["anton"]
    team.save()
    return {login: actor_of(user) for login, user in users.items()}


def sale(marina: Actor) -> int:
    """Return a sale whose chain is analysed: the visa is asked for."""
    account = door.create("accounts", [{"name": "Сеть «Ромашка»"}], actor=marina)[0]
    deal = door.create("deals", [{"name": "Витамины", "account": account, "amount": 900000}], actor=marina)[0]
    close(deal, marina, 2)
    return deal


def close(deal: int, actor: Actor, number: int, section: str = "tasks") -> None:
    """Close the open activities of a sale, of which there must be so many."""
    opened = [int(str(task)) for (task,) in rows(section, "id", about_id=deal, done_at=None)]
    assert len(opened) == number
    for task in opened:
        change(section, task, actor=actor, done_at=timezone.now().isoformat())


def stage(deal: int) -> object:
    """Return where a sale stands."""
    return rows("deals", "stage", id=deal)[0][0]


def visa(deal: int) -> int:
    """Return the last round of the visa."""
    return Approval.objects.filter(record_id=deal).order_by("-round")[0].pk


def test_the_card_of_a_chain_has_its_own_tab() -> None:
    layout = current_snapshot().section("accounts").layout
    assert [tab.label.ru for tab in layout.tabs] == ["Основное", "Аптечная сеть", "Реквизиты"]
    assert [g.label.ru for g in layout.groups if g.tab == "chain"] == [
        "Сеть",
        "Закупки",
        "Кто решает",
        "Условия договора",
    ]


def test_only_the_head_or_his_deputy_lets_a_chain_go_on(people: dict[str, Actor]) -> None:
    deal = sale(people["marina"])
    with pytest.raises(ValidationFailed):
        change("deals", deal, actor=people["marina"], stage="presentation")
    for other in ("marina", "denis", "larisa"):
        with pytest.raises(AccessDenied):
            decide(visa(deal), is_approved=True, actor=people[other])
    decide(visa(deal), is_approved=False, comment="Нет расчёта", actor=people["anton"])
    assert stage(deal) == "qualification"
    ask_again(visa(deal), actor=people["marina"])
    today = clock.company_day()
    anton, denis = (User.objects.get(username=login) for login in ("anton", "denis"))
    Absence.objects.create(user=anton, deputy=denis, since=today, until=today)
    decide(visa(deal), is_approved=True, actor=people["denis"])
    assert stage(deal) == "presentation"


def test_the_tasks_of_each_stage_lead_to_the_shipment(people: dict[str, Actor]) -> None:
    marina = people["marina"]
    deal = sale(marina)
    decide(visa(deal), is_approved=True, actor=people["anton"])
    close(deal, marina, 1, "meetings")
    close(deal, marina, 1)
    close(deal, marina, 1)
    change("deals", deal, actor=marina, stage="offer")
    close(deal, marina, 1)
    assert len(rows("tasks", "id", about_id=deal, done_at=None)) == 2
    change("deals", deal, actor=marina, stage="contract", x_positions=40)
    close(deal, marina, 3)
    change("deals", deal, actor=marina, stage="shipment", x_contract_on="2026-11-20", x_ship_on="2026-11-27")
    with pytest.raises(ValidationFailed):
        change("deals", deal, actor=marina, stage="won", x_shipped_on="2026-11-27")
    close(deal, marina, 1)
    change("deals", deal, actor=marina, stage="won", x_shipped_on="2026-11-27")
    assert stage(deal) == "won"


def test_a_need_goes_to_sale_when_it_is_confirmed(people: dict[str, Actor]) -> None:
    marina = people["marina"]
    lead = door.create("leads", [{"name": "Гигиена", "company_name": "Сеть «Мята»"}], actor=marina)[0]
    with pytest.raises(ValidationFailed) as refused:
        change("leads", lead, actor=marina, stage="qualified")
    assert "confirmed" in {p.data.get("gate") for p in refused.value.problems}
