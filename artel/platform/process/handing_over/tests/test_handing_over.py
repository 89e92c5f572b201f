"""Handing over: all that is a person's goes to others by rule, is seen before, goes on after a kill, can be undone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, Conflict, ValidationFailed
from artel.platform.notifications.models import Notification
from artel.platform.process.approvals.models import Approval, Vote
from artel.platform.process.handing_over import running
from artel.platform.process.handing_over.models import HandOver, HandOverItem, ItemState
from artel.platform.process.handing_over.planning import Case, Sharing, preview
from artel.platform.process.handing_over.running import begin, begin_undo, proceed
from artel.platform.records.models import FeedEntry
from artel.platform.users.models import Team, User
from tests.support.domain import change, make, rows, stored
from tests.support.people import person

SOON = datetime(2030, 5, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def clara_acts(base_pack: object, clara: User) -> Actor:
    """Return the administrator."""
    return actor_of(clara)


@pytest.fixture
def egor(sales_team: Team) -> User:
    """Return a colleague of Anna's."""
    return person("egor", "Егоров Егор", team=sales_team, role="manager")


def work_of(anna: User, number: int = 4) -> list[int]:
    """Give Anna clients, a sale and an open task of each, and a done task; return the clients."""
    clients = [make("accounts", name=f"Клиент {n}", owner=anna.pk) for n in range(number)]
    for client in clients:
        deal = make("deals", name="Лифт", account=client, owner=anna.pk)
        make("tasks", name="Позвонить", owner=anna.pk, due_at=SOON, about_section="deals", about_id=deal)
    make("tasks", name="Сделано", owner=anna.pk, due_at=SOON, done_at=SOON)
    return clients


def handed(anna: User, sharing: Sharing, actor: Actor) -> HandOver:
    """Hand over to the end."""
    found = begin(anna.pk, sharing, actor=actor)
    proceed(found.pk)
    found.refresh_from_db()
    return found


def test_all_goes_to_one_with_history_and_one_word(clara_acts: Actor, anna: User, boris: User) -> None:
    (client,) = work_of(anna, 1)
    found = handed(anna, Sharing(people=(boris.pk,)), clara_acts)
    assert found.state == "done"
    assert rows("accounts", "owner_id") == rows("deals", "owner_id") == [(boris.pk,)]
    assert rows("tasks", "name", "owner_id") == [("Позвонить", boris.pk), ("Сделано", anna.pk)]
    entry = FeedEntry.objects.filter(section="accounts", record_id=client, cause=found.cause).get()
    assert (entry.author_id, entry.body["fields"]["owner"]) == (clara_acts.user_id, [anna.pk, boris.pk])
    assert [n.title for n in Notification.objects.filter(user_id=boris.pk)] == [
        "К вам перешло то, что было у сотрудника Ахметзянова Анна: 3"
    ]


def test_to_several_evenly_and_a_client_with_all_that_is_his_to_one(
    clara_acts: Actor, anna: User, boris: User, egor: User
) -> None:
    work_of(anna, 6)
    sharing = Sharing(people=(boris.pk, egor.pk))
    shares = {share.part.key: share for share in preview(anna.pk, sharing, current_snapshot())}
    assert {key: share.count for key, share in shares.items()} == {"accounts": 6, "deals": 6, "tasks": 6}
    assert shares["accounts"].people == {boris.pk: 3, egor.pk: 3}
    assert shares["accounts"].examples == ["Клиент 0", "Клиент 1", "Клиент 2"]
    handed(anna, sharing, clara_acts)
    owners = dict(rows("accounts", "id", "owner_id"))
    assert Counter(owners.values()) == {boris.pk: 3, egor.pk: 3}
    assert all(owner == owners[account] for account, owner in rows("deals", "account_id", "owner_id"))
    assert all(owner == owners[account] for account, owner in rows("tasks", "account_id", "owner_id", done_at=None))


def test_conditions_come_first_and_what_is_left_out_stays(
    clara_acts: Actor, anna: User, boris: User, egor: User
) -> None:
    make("deals", name="Крупная", amount="5000", owner=anna.pk)
    make("deals", name="Мелкая", amount="5", owner=anna.pk)
    make("deals", name="Проигранная", stage="lost", loss_reason="price", owner=anna.pk)
    make("accounts", name="Клиент", owner=anna.pk)
    big = Case(section="deals", filter="amount gt 1000", to=egor.pk)
    handed(anna, Sharing(people=(boris.pk,), cases=(big,), left_out=("accounts",), only_open=True), clara_acts)
    assert rows("deals", "name", "owner_id") == [
        ("Крупная", egor.pk),
        ("Мелкая", boris.pk),
        ("Проигранная", anna.pk),
    ]
    assert rows("accounts", "owner_id") == [(anna.pk,)]


def test_after_a_kill_it_goes_on_where_it_stopped(
    clara_acts: Actor, anna: User, boris: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_of(anna, 4)
    monkeypatch.setattr(running, "BATCH", 2)
    found = begin(anna.pk, Sharing(people=(boris.pk,)), actor=clara_acts)
    assert running._batch(found.pk)
    assert Counter(HandOverItem.objects.values_list("state", flat=True)) == {"done": 2, "waiting": 10}
    with pytest.raises(Conflict):
        begin(anna.pk, Sharing(people=(boris.pk,)), actor=clara_acts)
    proceed(found.pk)
    proceed(found.pk)
    assert {owner for (owner,) in rows("deals", "owner_id")} == {boris.pk}
    assert FeedEntry.objects.filter(section="accounts", cause=found.cause).count() == 4


def test_an_undo_gives_back_what_nobody_gave_on(clara_acts: Actor, anna: User, boris: User, egor: User) -> None:
    first, second = work_of(anna, 2)
    found = handed(anna, Sharing(people=(boris.pk,)), clara_acts)
    change("accounts", second, owner=egor.pk)
    begin_undo(found.pk, actor=clara_acts)
    proceed(found.pk)
    assert [stored("accounts", i, "owner_id") for i in (first, second)] == [(anna.pk,), (egor.pk,)]
    assert {owner for (owner,) in rows("deals", "owner_id")} == {anna.pk}
    assert list(found.items.filter(state=ItemState.KEPT).values_list("part", "item_id")) == [("accounts", second)]
    with pytest.raises(Conflict):
        begin_undo(found.pk, actor=clara_acts)


def test_what_went_to_somebody_meanwhile_stays_his(clara_acts: Actor, anna: User, boris: User, egor: User) -> None:
    client = make("accounts", name="Клиент", owner=anna.pk)
    found = begin(anna.pk, Sharing(people=(boris.pk,)), actor=clara_acts)
    change("accounts", client, owner=egor.pk)
    proceed(found.pk)
    assert stored("accounts", client, "owner_id") == (egor.pk,)
    assert found.items.get().state == ItemState.GONE


def test_votes_to_give_go_along_with_their_record(clara_acts: Actor, anna: User, boris: User, egor: User) -> None:
    deals = [make("deals", name=f"Лифт {n}", owner=anna.pk) for n in range(3)]
    asked = [
        Approval.objects.create(
            section="deals",
            record_id=deal,
            pipeline="deals",
            stage="offer",
            key="visa",
            mode="one",
            label={"ru": "Виза", "en": "Visa"},
            text={},
            opened_at=SOON,
        )
        for deal in deals
    ]
    votes = [Vote.objects.create(approval=approval, place=0, person=anna) for approval in asked]
    Vote.objects.create(approval=asked[2], place=1, person=boris)
    found = handed(anna, Sharing(people=(boris.pk, egor.pk)), clara_acts)
    owners = dict(rows("deals", "id", "owner_id"))
    seats = dict(
        Vote.objects.filter(pk__in=[vote.pk for vote in votes]).values_list("approval__record_id", "person_id")
    )
    assert owners == {deals[0]: boris.pk, deals[1]: egor.pk, deals[2]: boris.pk}
    # Boris sits at the third already: Anna's seat stays hers.
    assert seats == {deals[0]: boris.pk, deals[1]: egor.pk, deals[2]: anna.pk}
    begin_undo(found.pk, actor=clara_acts)
    proceed(found.pk)
    assert set(Vote.objects.filter(pk__in=[vote.pk for vote in votes]).values_list("person_id", flat=True)) == {anna.pk}


def test_who_may_not_and_to_whom_not(clara_acts: Actor, anna_acts: Actor, anna: User, boris: User) -> None:
    with pytest.raises(AccessDenied):
        begin(boris.pk, Sharing(people=(anna.pk,)), actor=anna_acts)
    boris.is_active = False
    boris.save()
    for people in ((), (anna.pk,), (boris.pk,)):
        with pytest.raises(ValidationFailed):
            begin(anna.pk, Sharing(people=people), actor=clara_acts)
    assert not HandOver.objects.exists()


def test_the_screen_shows_before_it_begins_and_undoes_after(
    client: Client, clara_acts: Actor, clara: User, anna: User, boris: User, egor: User
) -> None:
    work_of(anna, 3)
    url = "/settings/hand-over/"
    client.force_login(anna)
    assert client.get(url).status_code == 403
    client.force_login(clara)
    assert client.get(url).status_code == 200
    sent = {"person": str(anna.pk), "people": [str(boris.pk), str(egor.pk)]}
    wrong = client.post(url, {**sent, "section-0": "deals", "filter-0": "moon eq 1", "to-0": str(boris.pk)})
    assert wrong.status_code == 422
    seen = client.post(url, {**sent, "act": "preview"}).content.decode()
    assert "Что куда пойдёт: 9" in seen
    assert "Борисов Борис: 2, Егоров Егор: 1" in seen
    assert 'form="hand-over"' in seen
    assert not HandOver.objects.exists()
    begun = client.post(url, {**sent, "act": "begin"})
    found = HandOver.objects.get()
    assert begun["Location"] == f"{url}{found.pk}/"
    assert "Передаётся" in client.get(begun["Location"]).content.decode()
    proceed(found.pk)
    assert "Передано: 9. Отказано: 0." in client.get(begun["Location"]).content.decode()
    assert client.post(f"{url}{found.pk}/undo/").status_code == 302
    proceed(found.pk)
    assert "Возвращено: 9." in client.get(begun["Location"]).content.decode()
    assert found.rule == {"people": [boris.pk, egor.pk], "cases": [], "left_out": [], "only_open": False}
