"""The calendar: what a page shows to whom, where it stands, what moving does, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import actor_of
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.screens.calendar.events import MOST, calendar_sections, events_of, read_events
from artel.platform.screens.calendar.placing import Placed, folded, in_lanes, leapt_over, placed
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Absence, User
from tests.support.domain import change, make, rows, stored

NOON = datetime(2030, 5, 14, 9, 0, tzinfo=UTC)
"""Tuesday, noon in Moscow."""
MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _now(base_pack: Snapshot) -> object:
    """Every test here looks at noon in a company of the base pack."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def as_anna(signed_in: Callable[[User], Client], anna: User) -> Client:
    """Return the site as Anna, a manager, sees it."""
    return signed_in(anna)


def meeting(owner: User, name: str, start: datetime = NOON, minutes: int = 60, place: str = "") -> int:
    """Make a meeting."""
    return make("meetings", name=name, owner=owner.pk, due_at=start, duration=minutes, place=place)


def page(site: Client, query: str = "") -> str:
    """Return a page of the calendar."""
    answer = site.get(f"/calendar/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_week_shows_what_is_mine_and_what_i_take_part_in(as_anna: Client, anna: User, boris: User) -> None:
    meeting(anna, "Обмер шахт")
    meeting(anna, "Через неделю", NOON + timedelta(days=7))
    meeting(boris, "Чужая")
    make("tasks", name="Подготовить КП", owner=anna.pk, due_at=NOON + timedelta(days=1))
    shown = page(as_anna)
    assert "Обмер шахт" in shown
    assert "Подготовить КП" in shown
    assert "Через неделю" not in shown
    assert "Чужая" not in shown
    assert "13–19 мая 2030" in shown


def test_who_takes_part_has_the_meeting_in_his_calendar(
    signed_in: Callable[[User], Client], anna: User, boris: User
) -> None:
    held = meeting(anna, "Планёрка отдела")
    assert "Планёрка отдела" not in page(signed_in(boris))
    make("participants", meeting=held, person=boris.pk)
    assert "Планёрка отдела" in page(signed_in(boris))
    rows_of = page(signed_in(boris), f"show=day&rows=people&who={boris.pk},{anna.pk}")
    assert rows_of.count("Планёрка отдела</b>") == 2


def test_nobody_sees_what_the_policies_hide(
    as_anna: Client, boris: User, signed_in: Callable[[User], Client], anna: User
) -> None:
    meeting(boris, "Разговор с директором")
    meeting(anna, "Встреча Анны")
    for query in ("who=all", f"who={boris.pk}", f"who={boris.pk}&rows=people", "who=team&show=month"):
        assert "Разговор с директором" not in page(as_anna, query), query
    assert "Встреча Анны" in page(signed_in(boris), "who=team")


def test_an_address_reproduces_its_page_and_nonsense_is_left_out(as_anna: Client, anna: User) -> None:
    meeting(anna, "Обмер шахт")
    assert "14 мая 2030" in page(as_anna, "show=day&day=2030-05-14")
    assert "Май 2030" in page(as_anna, "show=month")
    assert "13–19 мая 2030" in page(as_anna, "show=year&day=2030-99-99&who=x&kinds=,,&rows=1")
    assert "Обмер шахт" not in page(as_anna, "kinds=tasks,calls")


def test_a_month_of_two_thousand_events_is_one_query_and_says_how_many_more(as_anna: Client, anna: User) -> None:
    names = [
        {"name": f"Встреча {n}", "owner": anna.pk, "due_at": NOON + timedelta(minutes=n % 600)} for n in range(2000)
    ]
    door.create("meetings", names, actor=SYSTEM)
    page(as_anna)
    with CaptureQueriesContext(connection) as asked:
        shown = page(as_anna, "show=month")
    assert len(asked) <= 12
    assert "ещё 1 996" in shown.replace("\xa0", " ")
    assert shown.count("a-event ") == 4


def test_a_window_is_read_by_an_index_and_finds_what_began_before_it(anna: User, base_pack: Snapshot) -> None:
    actor = actor_of(anna)
    long = meeting(anna, "Выставка", NOON - timedelta(days=3), 60 * 24 * 5)
    specs = calendar_sections(base_pack, actor)
    window = (NOON, NOON + timedelta(days=1))
    assert [e.id for e in read_events(specs, actor, window, people=[anna.pk]).events] == [long]
    (spec,) = (s for s in specs if s.key == "meetings")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "meetings_calendar" in events_of(spec, actor, window).explain()
    assert MOST <= 5000


def test_events_that_overlap_stand_side_by_side(anna: User, base_pack: Snapshot) -> None:
    for name, start, minutes in (("А", 0, 60), ("Б", 30, 60), ("В", 60, 30), ("Г", 120, 30)):
        meeting(anna, name, NOON + timedelta(minutes=start), minutes)
    actor = actor_of(anna)
    found = read_events(calendar_sections(base_pack, actor), actor, (NOON, NOON + timedelta(hours=4)))
    lanes = {p.event.name: (p.lane, p.lanes) for p in placed(found.events, date(2030, 5, 14), MOSCOW)}
    assert lanes == {"А": (0, 2), "Б": (1, 2), "В": (0, 2), "Г": (0, 1)}
    assert in_lanes([]) == []


def test_too_many_at_one_time_are_counted_and_lead_to_their_day(
    as_anna: Client, anna: User, base_pack: Snapshot
) -> None:
    for number in range(6):
        meeting(anna, f"Встреча {number}")
    actor = actor_of(anna)
    found = read_events(calendar_sections(base_pack, actor), actor, (NOON, NOON + timedelta(hours=4)))
    kept, left = folded(placed(found.events, date(2030, 5, 14), MOSCOW), 4)
    assert [(p.lane, p.lanes) for p in kept] == [(0, 4), (1, 4), (2, 4)]
    assert left == [(720, 780, 3)]
    assert "ещё 3, 14 мая" in page(as_anna)
    assert page(as_anna, "show=day").count("a-event ") == 6


def test_days_when_the_clock_is_changed_keep_their_hours(anna: User, base_pack: Snapshot) -> None:
    spring, autumn = date(2030, 3, 31), date(2030, 10, 27)
    assert leapt_over(spring, BERLIN) == (120, 180)
    assert leapt_over(autumn, BERLIN) is None
    assert leapt_over(spring, MOSCOW) is None
    # From 1:30 to 3:30 on the wall: one hour.
    meeting(anna, "Ночная", datetime(2030, 3, 31, 0, 30, tzinfo=UTC), 60)
    actor = actor_of(anna)
    since = datetime(2030, 3, 30, 23, tzinfo=UTC)
    found = read_events(calendar_sections(base_pack, actor), actor, (since, since + timedelta(hours=23)))
    (one,) = placed(found.events, spring, BERLIN)
    assert (one.start, one.end) == (90, 210)
    assert isinstance(one, Placed)


def test_moving_keeps_the_length_and_can_be_taken_back(as_anna: Client, anna: User) -> None:
    held = meeting(anna, "Обмер шахт", NOON, 90)
    (version,) = stored("meetings", held, "version")
    sent = {"section": "meetings", "id": held, "version": version, "start": "2030-05-15T10:15"}
    answer = as_anna.post("/calendar/move/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    start = datetime(2030, 5, 15, 7, 15, tzinfo=UTC)
    assert stored("meetings", held, "due_at", "ends_at") == (start, start + timedelta(minutes=90))
    undo = re.search(r'"undo": "([^"]+)"', answer.headers["HX-Trigger"])
    assert undo
    assert as_anna.post(undo[1], headers={"HX-Request": "true"}).status_code == 204
    assert stored("meetings", held, "due_at") == (NOON,)


def test_stretching_changes_the_end_alone(as_anna: Client, anna: User) -> None:
    held = meeting(anna, "Обмер шахт")
    call = make("calls", name="Созвон", owner=anna.pk, due_at=NOON)
    for section, record_id in (("meetings", held), ("calls", call)):
        sent = {"section": section, "id": record_id, "end": "2030-05-14T14:30"}
        assert as_anna.post("/calendar/move/", sent, headers={"HX-Request": "true"}).status_code == 204
        assert stored(section, record_id, "duration", "due_at") == (150, NOON)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"version": "1", "start": "2030-05-15T10:00"}, 409),
        ({"end": "2030-05-14T09:00"}, 422),
        ({"start": "завтра"}, 422),
        ({"section": "deals", "start": "2030-05-15T10:00"}, 404),
        ({"id": "999999", "start": "2030-05-15T10:00"}, 404),
        ({"id": "x"}, 404),
    ],
)
def test_a_refused_move_changes_nothing(as_anna: Client, anna: User, sent: dict[str, str], status: int) -> None:
    held = meeting(anna, "Обмер шахт")
    change("meetings", held, duration=90)
    before = stored("meetings", held, "version", "due_at", "ends_at", "duration")
    answer = as_anna.post(
        "/calendar/move/", {"section": "meetings", "id": held, **sent}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == status
    assert stored("meetings", held, "version", "due_at", "ends_at", "duration") == before
    if status in (409, 422):
        assert "toast" in answer.headers["HX-Trigger"]


def test_what_is_not_ones_own_to_change_is_not_moved(
    signed_in: Callable[[User], Client], as_anna: Client, anna: User, boris: User
) -> None:
    held = meeting(boris, "Чужая")
    sent = {"section": "meetings", "id": held, "start": "2030-05-15T10:00"}
    assert as_anna.post("/calendar/move/", sent, headers={"HX-Request": "true"}).status_code == 404
    assert stored("meetings", held, "due_at") == (NOON,)


def test_dropping_on_a_row_hands_the_event_to_that_person(
    signed_in: Callable[[User], Client], anna: User, boris: User
) -> None:
    held = meeting(anna, "Обмер шахт")
    sent = {"section": "meetings", "id": held, "start": "2030-05-14T16:00", "owner": boris.pk}
    assert signed_in(boris).post("/calendar/move/", sent, headers={"HX-Request": "true"}).status_code == 204
    assert rows("meetings", "owner_id", "due_at") == [(boris.pk, datetime(2030, 5, 14, 13, tzinfo=UTC))]


def test_an_absence_is_seen_and_its_days_are_not_worked(as_anna: Client, anna: User) -> None:
    Absence.objects.create(user=anna, since="2030-05-15", until="2030-05-17")
    assert "до 17 мая" in page(as_anna).replace("\xa0", " ")
    assert "до 17 мая" in page(as_anna, f"rows=people&who={anna.pk}").replace("\xa0", " ")


def test_a_look_at_an_event_tells_its_facts_and_lets_it_be_moved_by_typing(as_anna: Client, anna: User) -> None:
    held = meeting(anna, "Обмер шахт", place="На объекте")
    shown = as_anna.get(f"/calendar/meetings/{held}/", headers={"HX-Request": "true"}).content.decode()
    assert "На объекте" in shown
    assert 'value="2030-05-14T12:00"' in shown
    assert 'value="2030-05-14T13:00"' in shown
    assert f'href="/meetings/{held}/"' in shown


def test_an_outsider_has_no_calendar(signed_in: Callable[[User], Client], dmitri: User) -> None:
    assert signed_in(dmitri).get("/calendar/").status_code in (403, 404)
