"""The calendar for other programs: read by a reader that is not ours, by the right secret alone, without more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import vobject
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from artel.connectors.ical.addresses import FeedAct, make_address, revoke_address, secret_of
from artel.connectors.ical.models import CalendarFeed
from artel.connectors.ical.views import MOST_FAILURES, MOST_READS
from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import actor_of
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import AccessDenied
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make

NOON = datetime(2030, 5, 14, 9, 0, tzinfo=UTC)
LONG = "Обсудить: лифты; шахты, сроки\nи \\ договор " + "ё" * 120


@pytest.fixture(autouse=True)
def _now(base_pack: Snapshot) -> object:
    """Every test here reads at noon, nobody having read before."""
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield
    cache.clear()


def address_of(user: User) -> str:
    """Give a person an address and return it."""
    return reverse("ical:feed", kwargs={"secret": secret_of(make_address(user, actor=actor_of(user)))})


def events(site: Client, address: str) -> dict[str, vobject.base.Component]:
    """Return the events of a calendar by name."""
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75
    read = vobject.readOne(answer.content.decode())
    return {entry.summary.value: entry for entry in read.contents.get("vevent", ())}


def test_a_strange_reader_understands_times_texts_and_versions(client: Client, anna: User) -> None:
    held = make(
        "meetings", name="Обмер, шахты", owner=anna.pk, due_at=NOON, duration=90, place="Казань; 5", description=LONG
    )
    address = address_of(anna)
    one = events(client, address)["Обмер, шахты"]
    assert one.dtstart.value == NOON
    assert one.dtend.value == NOON + timedelta(minutes=90)
    assert one.location.value == "Казань; 5"
    assert one.description.value == LONG
    assert one.status.value == "CONFIRMED"
    assert one.url.value.endswith(f"/meetings/{held}/")
    uid, version = one.uid.value, int(one.sequence.value)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        change("meetings", held, due_at=NOON + timedelta(days=1))
        moved = events(client, address)["Обмер, шахты"]
    assert moved.uid.value == uid
    assert int(moved.sequence.value) > version
    assert moved.last_modified.value == NOON + timedelta(hours=1) == moved.dtstamp.value
    assert moved.dtstart.value == NOON + timedelta(days=1)
    door.trash("meetings", [held], actor=SYSTEM)
    assert events(client, address) == {}


def test_it_holds_ones_own_time_and_nobody_elses(client: Client, anna: User, boris: User) -> None:
    make("meetings", name="Своя", owner=anna.pk, due_at=NOON)
    make("tasks", name="Дело", owner=anna.pk, due_at=NOON)
    make("tasks", name="Сделано", owner=anna.pk, due_at=NOON, done_at=NOON)
    make("calls", name="Давно", owner=anna.pk, due_at=NOON - timedelta(days=90))
    make("meetings", name="Чужая", owner=boris.pk, due_at=NOON)
    invited = make("meetings", name="Позвали", owner=boris.pk, due_at=NOON)
    make("participants", meeting=invited, person=boris.pk)
    assert set(events(client, address_of(anna))) == {"Своя", "Дело", "✓ Сделано"}
    assert set(events(client, address_of(boris))) == {"Чужая", "Позвали"}


def test_a_wrong_renewed_or_revoked_secret_opens_nothing(client: Client, anna: User) -> None:
    old = address_of(anna)
    new = address_of(anna)
    assert old != new
    for address in (old, new[:-6] + "AA.ics", "/ical/x.ics", new.replace(".ics", "A.ics")):
        assert client.get(address).status_code == 404, address
    assert client.get(new).status_code == 200
    anna.is_active = False
    anna.save()
    assert client.get(new).status_code == 404
    anna.is_active = True
    anna.save()
    revoke_address(anna, actor=actor_of(anna))
    assert client.get(new).status_code == 404
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        FeedAct.MADE,
        FeedAct.RENEWED,
        FeedAct.REVOKED,
    ]


def test_what_has_not_changed_is_not_sent_again_and_too_much_is_refused(client: Client, anna: User) -> None:
    address = address_of(anna)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cache.set(f"ical-reads:{anna.pk}", MOST_READS, 300)
    assert client.get(address).status_code == 429
    for _attempt in range(MOST_FAILURES):
        client.get("/ical/x.ics")
    assert client.get("/ical/x.ics").status_code == 429


def test_the_profile_gives_renews_and_takes_the_address(client: Client, anna: User, dmitri: User) -> None:
    client.force_login(anna)
    assert "/ical/" not in client.get("/profile/").content.decode()
    client.post(reverse("ical:make"))
    feed = CalendarFeed.objects.get(user=anna)
    assert secret_of(feed) in client.get("/profile/").content.decode()
    client.post(reverse("ical:revoke"))
    assert not CalendarFeed.objects.exists()
    with pytest.raises(AccessDenied):
        make_address(dmitri, actor=actor_of(dmitri))
    with pytest.raises(AccessDenied):
        make_address(anna, actor=actor_of(dmitri))
