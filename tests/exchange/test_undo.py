"""An undo puts back what the import changed, spares what people changed since, and says what it spared."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from artel.platform.access.policy import visible_to
from artel.platform.exchange import actions
from artel.platform.exchange.models import Import, ImportProblem, ImportState
from artel.platform.exchange.running.performing import perform
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.records.models import FeedEntry

TABLE = "Наименование организации;ИНН;Сайт;Прим.\nООО «Новая»;5036065113;;x\nООО «Старая»;7707083893;https://new.example;y\n"


@pytest.fixture
def old_id(clerk: Actor) -> int:
    return door.create(
        "accounts", [{"name": "ООО «Старая фирма»", "inn": "7707083893", "website": "https://old.example"}], actor=clerk
    )[0]


def loaded(clerk: Actor) -> Import:
    run = actions.start_import(BytesIO(TABLE.encode()), "x.csv", "accounts", actor=clerk)
    actions.begin(run, "load", actor=clerk)
    perform(run, "load")
    run.refresh_from_db()
    return run


def undone(run: Import, clerk: Actor) -> None:
    actions.begin(run, "undo", actor=clerk)
    perform(run, "undo")
    run.refresh_from_db()


def stored(clerk: Actor, record_id: int) -> dict[str, object]:
    found: dict[str, object] = visible_to(clerk, "accounts").values("name", "website", "description").get(id=record_id)
    return found


def test_changed_fields_get_their_old_values_and_the_feed_forgets(clerk: Actor, old_id: int) -> None:
    before = stored(clerk, old_id)
    run = loaded(clerk)
    assert run.counts["update"] == run.counts["create"] == 1
    assert stored(clerk, old_id) == {"name": "ООО «Старая»", "website": "https://new.example", "description": "y"}
    undone(run, clerk)
    assert run.state == ImportState.UNDONE
    assert stored(clerk, old_id) == before
    assert visible_to(clerk, "accounts", include_trashed=True).count() == 1
    assert list(FeedEntry.objects.filter(section="accounts").values_list("kind", flat=True)) == ["created"]


def test_what_somebody_changed_since_stays_and_is_told(clerk: Actor, old_id: int) -> None:
    run = loaded(clerk)
    door.change("accounts", [Change(id=old_id, values={"website": "https://mine.example"})], actor=clerk)
    undone(run, clerk)
    assert stored(clerk, old_id) == {
        "name": "ООО «Старая фирма»", "website": "https://mine.example", "description": None,
    }  # fmt: skip
    told = ImportProblem.objects.get(run=run, level="undo")
    assert (told.code, told.field, told.record) == ("changed_since", "website", "ООО «Старая»")


def test_an_import_past_its_time_is_not_undone(clerk: Actor, old_id: int) -> None:
    run = loaded(clerk)
    Import.objects.filter(pk=run.pk).update(finished_at=clock.now() - timedelta(days=31))
    with pytest.raises(Conflict):
        actions.begin(run, "undo", actor=clerk)


def test_an_import_is_undone_once(clerk: Actor, old_id: int) -> None:
    run = loaded(clerk)
    undone(run, clerk)
    with pytest.raises(Conflict):
        actions.begin(run, "undo", actor=clerk)


def test_details_go_with_their_records_and_those_that_were_moved_go_too(clerk: Actor) -> None:
    kept = door.create("contacts", [{"name": "Ким Вера"}], actor=clerk)[0]
    table = "ФИО;Телефон\nАбаев Ян;+79172550418\nБасов Лев;+79172550419\n"
    run = actions.start_import(BytesIO(table.encode()), "x.csv", "contacts", actor=clerk)
    actions.begin(run, "load", actor=clerk)
    perform(run, "load")
    phones = visible_to(clerk, "identities")
    moved = phones.values_list("id", flat=True).get(value="+79172550419")
    door.change("identities", [Change(id=moved, values={"contact": kept, "is_main": True})], actor=clerk)
    people = visible_to(clerk, "contacts", include_trashed=True)
    assert set(people.values_list("name", "phone")) == {
        ("Ким Вера", "+79172550419"), ("Абаев Ян", "+79172550418"), ("Басов Лев", None),
    }  # fmt: skip
    undone(run, clerk)
    assert list(people.values_list("name", "phone")) == [("Ким Вера", None)]
    assert not visible_to(clerk, "identities", include_trashed=True).exists()
