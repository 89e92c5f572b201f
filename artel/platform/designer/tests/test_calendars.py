"""Working calendars by their screens: hours as people type them, every fault beside its input, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from django.test import Client

from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.definitions.kinds.calendar import WEEKDAYS
from artel.platform.designer.calendar_input import hours_of_text
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/"
WEEK = {f"week.{day}": "9-13, 14-18" for day in WEEKDAYS[:5]} | {"week.sat": "", "week.sun": ""}
FORM: Mapping[str, str | Sequence[str]] = {"label.ru": "Монтажники", "label.en": "", "time_zone": "Asia/Omsk", **WEEK}


@pytest.fixture
def desk(clara: User) -> Iterator[Client]:
    """Return the coordinator's browser; what it applies is forgotten with the transaction."""
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def apply(desk: Client) -> Snapshot:
    """Apply the draft whole and return what is in force."""
    base = desk.get(BASE + "+plan/").content.decode().partition('name="base" value="')[2].partition('"')[0]
    assert desk.post(BASE + "+plan/apply/", {"base": base, "note": ""}).status_code == 302
    return latest_snapshot()


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("9-13, 14-18", ["09:00-13:00", "14:00-18:00"]),
        ("09:00 – 13:00; 14.30—24", ["09:00-13:00", "14:30-24:00"]),
        ("круглосуточно", ["круглосуточно"]),
        ("9-13-18", ["9-13-18"]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, spans: list[str]) -> None:
    assert hours_of_text(typed) == spans


def test_a_calendar_is_made_changed_and_taken_out_of_use(desk: Client) -> None:
    days = {"row.day": ["31.12.2026", "07.01", ""], "row.hours": ["9-12", "", ""]}
    names = {"row.ru": ["Короткий день", "Рождество", ""], "row.en": ["", "Christmas", ""]}
    made = desk.post(f"{BASE}+calendars/+new/", {**FORM, "is_default": "on", **days, **names})
    assert made.status_code == 302, made.content.decode()
    assert "Монтажники" in desk.get(f"{BASE}+calendars/").content.decode()
    (key,), (body,) = zip(*apply(desk).documents["calendar"].items(), strict=True)
    assert body["week"]["fri"] == ["09:00-13:00", "14:00-18:00"]
    assert body["week"]["sun"] == []
    assert body["days"] == {
        "2026-12-31": {"hours": ["09:00-12:00"], "label": {"ru": "Короткий день", "en": "Короткий день"}},
        "01-07": {"label": {"ru": "Рождество", "en": "Christmas"}},
    }
    page = desk.get(f"{BASE}+calendars/{key}/").content.decode()
    assert 'value="31.12.2026"' in page
    assert 'value="09:00–13:00, 14:00–18:00"' in page
    assert desk.post(f"{BASE}+calendars/{key}/", {**FORM, "is_default": "on", "week.sat": "10-14"}).status_code == 302
    assert apply(desk).documents["calendar"][key]["week"]["sat"] == ["10:00-14:00"]
    assert desk.post(f"{BASE}+calendars/{key}/retire/").status_code == 302
    assert not apply(desk).documents["calendar"]


def test_what_is_wrong_stands_beside_its_input_and_nothing_typed_is_lost(desk: Client) -> None:
    wrong = {**FORM, "week.mon": "с утра", "week.tue": "18-9", "row.day": ["завтра"], "row.hours": ["9-25"]}
    answer = desk.post(f"{BASE}+calendars/+new/", {**wrong, "row.ru": ["Аврал"], "row.en": [""]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="f-week.mon-error"' in page
    assert 'value="с утра"' in page
    assert 'value="завтра"' in page
    assert "Аврал" in page
    nameless = desk.post(f"{BASE}+calendars/+new/", {**FORM, "label.ru": ""})
    assert "Назовите календарь." in nameless.content.decode()


def test_a_calendar_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(f"{BASE}+calendars/moon/").status_code == 404
    assert desk.post(f"{BASE}+calendars/moon/retire/").status_code == 404
