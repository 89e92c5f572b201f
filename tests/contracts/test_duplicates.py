"""Rules of duplicates on a built-in section and on one of the company's own, over own fields, by every door."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.definitions.current import current_snapshot, holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.duplicates.models import Group
from artel.platform.duplicates.searching import begin_search, mark_next, search_next
from artel.platform.exchange import actions
from artel.platform.exchange.models import ImportProblem
from artel.platform.exchange.running.performing import perform
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, configure, document, field
from tests.support.personas import MANAGER, role

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/my-day/"}


@dataclass(frozen=True)
class Section:
    """A section and a value of it that a merge may take from any record."""

    key: str
    money: str


SECTIONS = {"built-in": Section("deals", "amount"), "own": Section("x_tenders", "x_limit")}
REVIEWING = {**MANAGER, "tools": ["duplicates.review"], "records": {"*": {"read": "own"}}}


def rule(section: str, **more: Any) -> Document:
    """Return a rule over two own fields."""
    fields = [{"field": "x_holding", "form": "company"}, {"field": "x_town", "match": "exact"}]
    body = {"label": {"ru": "Тот же холдинг и город", "en": "Same holding and town"}, "fields": fields, **more}
    return document("duplicates", f"{section}.holding", body=body)


@pytest.fixture(params=list(SECTIONS))
def section(request: pytest.FixtureRequest, db: None, tmp_path: Path, settings: Any) -> Iterator[Section]:
    """Return one of the sections, with own fields and a rule over them."""
    settings.MEDIA_ROOT = tmp_path
    found = SECTIONS[request.param]
    own = [
        each
        for key in ("deals", "x_tenders")
        for each in (
            field(f"{key}.x_holding", "text", "Холдинг"),
            field(f"{key}.x_town", "choice", "Город", lookup="towns"),
            field(f"{key}.x_secret", "text", "Для своих"),
        )
    ]
    towns = document("lookup", "towns", body={"label": "Города", "values": [{"key": "kem", "label": "Кемь"}]})
    configure(*TENDERS, towns, *own, role("manager", REVIEWING), rule(found.key))
    with holding(latest_snapshot()):
        yield found


@pytest.fixture
def site(section: Section, clara: User) -> Client:
    """Return the browser of Clara, who sees everything."""
    client = Client()
    client.force_login(clara)
    return client


def made(section: Section, name: str, holding: str = "АО «Восток»", **values: object) -> int:
    """Create a record in Kem."""
    row = {"name": name, "x_holding": holding, "x_town": "kem", **values}
    return door.create(section.key, [row], actor=SYSTEM)[0]


def typed(**values: str) -> dict[str, str]:
    """Return what stands in a form for a twin."""
    return {"name": "Второй", "x_holding": "Восток, ао", "x_town": "kem", **values}


def names(section: Section) -> list[str]:
    """Return the names of all live records."""
    return sorted(visible_to(SYSTEM, section.key).values_list("name", flat=True))


def searched(section: Section) -> list[list[int]]:
    """Search to the end and return the ids of each group."""
    while mark_next(current_snapshot()):
        continue
    begin_search(section.key)
    while search_next(section.key, current_snapshot()):
        continue
    return [group.ids for group in Group.objects.filter(section=section.key).order_by("id")]


def test_typing_tells_who_agrees_in_all_fields_of_the_rule(section: Section, site: Client) -> None:
    made(section, "Первый")
    url = f"/{section.key}/new/twins/"
    told = site.post(url, typed(), headers=HTMX).content.decode()
    assert "Первый" in told
    assert "тот же холдинг и город" in told
    assert site.post(url, typed(x_town=""), headers=HTMX).content.decode() == ""
    assert site.post(url, {**typed(), "unasked": "x_holding"}, headers=HTMX).content.decode() == "", "out of sight"


def test_saving_asks_and_a_refusing_rule_lets_only_the_allowed_pass(section: Section, site: Client, anna: User) -> None:
    made(section, "Первый")
    asked = site.post(f"/{section.key}/new/", typed(), headers=HTMX)
    assert asked.status_code == 422
    assert "Всё равно создать" in asked.content.decode()
    assert names(section) == ["Первый"]
    assert site.post(f"/{section.key}/new/", typed(twins="anyway"), headers=HTMX).status_code < 300
    assert names(section) == ["Второй", "Первый"]
    configure(rule(section.key, severity="refuse"))
    with holding(latest_snapshot()):
        with pytest.raises(ValidationFailed) as refused:
            door.create(section.key, [typed(name="Третий")], actor=actor_of(anna))
        assert [p.code for p in refused.value.problems] == ["duplicate"]
    configure(rule(section.key, severity="refuse", allowed=["manager"]))
    with holding(latest_snapshot()):
        door.create(section.key, [typed(name="Третий")], actor=actor_of(anna))
    assert names(section) == ["Второй", "Первый", "Третий"]


def test_an_import_asks_about_the_row_and_loads_the_others(section: Section, clara: User) -> None:
    made(section, "Первый")
    table = "Название;Холдинг;Город\nВторой;«Восток»;Кемь\nТретий;Запад;Кемь\n"
    clerk = actor_of(clara)
    run = actions.start_import(BytesIO(table.encode()), "x.csv", section.key, actor=clerk)
    actions.begin(run, "load", actor=clerk)
    perform(run, "load")
    told = ImportProblem.objects.get(run=run)
    assert (told.row, told.code) == (2, "similar")
    assert "Первый" in str(told.message)
    assert names(section) == ["Первый", "Третий"]


def test_the_search_lists_a_group_which_is_merged_field_by_field_and_taken_apart_again(
    section: Section, site: Client
) -> None:
    ids = [made(section, name, **{section.money: str(n)}) for n, name in enumerate(("Первый", "Второй", "Третий"), 1)]
    made(section, "Чужой", "Запад")
    assert searched(section) == [ids]
    page = site.get(f"/duplicates/?section={section.key}").content.decode()
    assert "Тот же холдинг и город" in page
    assert f"/{section.key}/merge/?ids={','.join(map(str, ids))}" in page
    given = {"ids": ids, "keep": ids[1], "from-name": ids[0], f"from-{section.money}": ids[2]}
    merged = site.post(f"/{section.key}/merge/", given, headers=HTMX)
    assert merged.status_code < 300
    assert names(section) == ["Первый", "Чужой"]
    kept = visible_to(SYSTEM, section.key).filter(id=ids[1]).values_list("name", section.money).get()
    assert kept == ("Первый", 3)
    assert not Group.objects.exists()
    undo = re.search(r"/\w+/merge/\d+/undo/", json.dumps(json.loads(merged.headers["HX-Trigger"])))
    assert undo
    assert site.post(undo[0], headers=HTMX).status_code < 300
    assert names(section) == ["Второй", "Первый", "Третий", "Чужой"]
    stored = visible_to(SYSTEM, section.key).filter(id=ids[1]).values_list("name", section.money).get()
    assert stored == ("Второй", 2)
    assert searched(section) == [ids]


def test_who_may_not_see_a_twin_learns_nothing_about_it(section: Section, site: Client, anna: User) -> None:
    ids = [made(section, name, x_secret="тайна") for name in ("Скрытый", "Укрытый")]
    site.force_login(anna)
    told = site.post(f"/{section.key}/new/twins/", typed(), headers=HTMX).content.decode()
    assert "не видн" in told, "that there is one, and no more"
    asked = site.post(f"/{section.key}/new/", typed(), headers=HTMX).content.decode()
    assert searched(section) == [ids]
    listed = site.get(f"/duplicates/?section={section.key}").content.decode()
    group = Group.objects.get()
    acts = [
        site.post(f"/duplicates/{section.key}/{group.pk}/distinct/", headers=HTMX),
        site.get(f"/{section.key}/merge/?ids={ids[0]}&ids={ids[1]}", headers=HTMX),
        site.post(f"/{section.key}/merge/", {"ids": ids, "keep": ids[0]}, headers=HTMX),
    ]
    for page in (told, asked, listed, *(answer.content.decode() for answer in acts)):
        assert not re.search("Скрытый|Укрытый|тайна", page)
    assert [answer.status_code for answer in acts] == [404, 404, 404]
    assert names(section) == ["Скрытый", "Укрытый"]


def test_a_silent_rule_and_one_over_a_hidden_field_tell_nothing(section: Section, site: Client, anna: User) -> None:
    made(section, "Скрытый")
    site.force_login(anna)

    def told(*changes: Document) -> str:
        configure(*changes)
        with holding(latest_snapshot()):
            return site.post(f"/{section.key}/new/twins/", typed(), headers=HTMX).content.decode()

    assert told(rule(section.key, hidden="silent")) == ""
    everything = {**REVIEWING, "records": {"*": {"read": "all"}}}
    assert "Скрытый" in told(rule(section.key), role("manager", everything))
    assert told(role("manager", {**everything, "fields": {section.key: {"x_town": "hidden"}}})) == ""
