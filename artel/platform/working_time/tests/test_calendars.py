"""Whose calendar holds, what a calendar may not say, and what people see of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Team, User
from artel.platform.working_time.calendars import company_hours, hours_of_people
from tests.support.domain import make

MOSCOW = ZoneInfo("Europe/Moscow")
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=MOSCOW)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW)
SHIFT = {"label": "Смена", "week": {"sat": ["22:00-24:00"], "sun": ["00:00-06:00"]}}
SOUTH = {"label": "Филиал", "time_zone": "Asia/Omsk", "week": {"mon": ["09:00-18:00"]}}


def calendar(key: str, body: Mapping[str, Any]) -> Document:
    """Return the document of a calendar."""
    return Document(kind="calendar", key=key, body=body)


@pytest.fixture
def several(base_pack: Snapshot) -> Snapshot:
    """Return a configuration with the office of the base pack and two calendars of the company's own."""
    apply_documents([calendar("shift", SHIFT), calendar("south", SOUTH)], actor=SYSTEM)
    return latest_snapshot()


def test_a_person_works_by_his_own_calendar_else_by_that_of_the_nearest_team(
    several: Snapshot, anna: User, boris: User, clara: User
) -> None:
    top = Team.objects.create(name="Юг", calendar="south")
    below = Team.objects.create(name="Юг, продажи", parent=top)
    User.objects.filter(pk__in=(anna.pk, boris.pk)).update(team=below)
    User.objects.filter(pk=anna.pk).update(calendar="shift")
    User.objects.filter(pk=clara.pk).update(team=None, calendar="no_longer_there")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = hours_of_people([anna.pk, boris.pk, clara.pk], several)
    assert len(asked) == 1
    saturday = MONDAY - timedelta(days=2)
    assert found[anna.pk].between(saturday, MONDAY) == timedelta(hours=8)
    assert found[boris.pk].zone == ZoneInfo("Asia/Omsk")
    assert found[clara.pk] == company_hours(several)


def test_one_calendar_for_all_is_never_asked_for(base_pack: Snapshot, anna: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        hours_of_people([anna.pk], base_pack)
    assert len(asked) == 0


def test_a_company_without_calendars_works_round_the_clock() -> None:
    bare = Snapshot(revision=0, sections={}, lookups={}, roles={})
    assert company_hours(bare).between(FRIDAY, MONDAY) == MONDAY - FRIDAY


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"week": {"mon": [], "tue": []}}, "no_working_hours"),
        ({"week": {"mon": ["18:00-09:00"]}}, "bad_span"),
        ({"week": {"mon": ["24:00-24:30"]}}, "bad_span"),
        ({"week": {"mon": ["с утра"]}}, "bad_span"),
        ({"week": {"mon": ["09:00-13:00", "12:00-18:00"]}}, "spans_overlap"),
        ({"week": {"mon": ["09:00-18:00"]}, "time_zone": "Europe/Atlantis"}, "unknown_zone"),
        ({"week": {"mon": ["09:00-18:00"]}, "days": {"2026-02-30": {}}}, "bad_day"),
        ({"week": {"mon": ["09:00-18:00"]}, "days": {"13-01": {}}}, "bad_day"),
        ({"week": {"mon": ["09:00-18:00"]}, "is_default": True}, "second_default"),
    ],
)
def test_a_calendar_that_measures_nothing_sensible_is_refused(
    base_pack: Snapshot, body: Mapping[str, Any], code: str
) -> None:
    with pytest.raises(ConfigurationRefused) as refused:
        apply_documents([calendar("odd", {"label": "Странный", **body})], actor=SYSTEM)
    assert code in {p.code for p in refused.value.problems}


def test_the_card_counts_working_days_of_the_owner(several: Snapshot, client: Client, clara: User) -> None:
    client.force_login(clara)
    with holding(several):
        with clock.at(FRIDAY):
            lead = make("leads", name="Элеватор", owner=clara.pk)
        with clock.at(MONDAY):
            office = client.get(f"/leads/{lead}/").content.decode()
            User.objects.filter(pk=clara.pk).update(calendar="shift")
            shift = client.get(f"/leads/{lead}/").content.decode()
    assert "1 дн. из 1" in office
    assert "2 дн. из 1" in shift


def test_settings_give_people_and_teams_calendars(several: Snapshot, client: Client, clara: User, anna: User) -> None:
    client.force_login(clara)
    url = reverse("settings_team_new")
    assert "Филиал" in client.get(url).content.decode()
    assert client.post(url, {"name": "Юг", "calendar": "south"}).status_code == 302
    team = Team.objects.get(name="Юг")
    assert team.calendar == "south"
    wrong = client.post(reverse("settings_team", args=[team.pk]), {"name": "Юг", "calendar": "moon"})
    assert wrong.status_code == 422
    assert "f-calendar-error" in wrong.content.decode()
    facts = {"username": anna.username, "name": anna.name, "language": "ru", "timezone": "Europe/Moscow"}
    page = reverse("settings_user", args=[anna.pk])
    assert client.post(page, {**facts, "calendar": "moon"}).status_code == 422
    assert client.post(page, {**facts, "calendar": "shift"}).status_code == 302
    anna.refresh_from_db()
    assert anna.calendar == "shift"


def test_who_has_a_retired_calendar_keeps_it_and_can_be_changed_otherwise(
    several: Snapshot, client: Client, clara: User, anna: User
) -> None:
    team = Team.objects.create(name="Юг", calendar="gone")
    User.objects.filter(pk=anna.pk).update(calendar="gone")
    client.force_login(clara)
    person, group = reverse("settings_user", args=[anna.pk]), reverse("settings_team", args=[team.pk])
    facts = {"username": anna.username, "name": "Анна Иная", "language": "ru", "timezone": "Europe/Moscow"}
    for page in (person, group):
        assert '<option value="gone" selected>' in client.get(page).content.decode()
    assert client.post(person, {**facts, "calendar": "gone"}).status_code == 302
    assert client.post(group, {"name": "Юг-2", "calendar": "gone"}).status_code == 302
    anna.refresh_from_db()
    team.refresh_from_db()
    assert (anna.name, anna.calendar, team.name, team.calendar) == ("Анна Иная", "gone", "Юг-2", "gone")
