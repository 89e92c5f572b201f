"""Stages: a record begins in the first one, keeps to its pipeline and goes allowed ways only, in every section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, ActorKind
from artel.platform.kernel.errors import StaleRecord, ValidationFailed
from artel.platform.process.moving import first_stage, move, open_moves, way_to
from artel.platform.records.models import FeedEntry
from artel.platform.sections.spec import Snapshot
from tests.support.domain import change, make, problems, rows, stored

CLERK = replace(SYSTEM, kind=ActorKind.USER, is_admin=True)
SECTION: dict[str, Any] = {
    "label": {"ru": "Заявки", "en": "Requests"},
    "has_pipeline": True,
}


def pipeline(section: str, *, is_default: bool = True) -> dict[str, Any]:
    """Return a pipeline where work is checked before it is done, and done work is never opened again."""
    return {
        "label": {"ru": "Работа", "en": "Work"},
        "section": section,
        "is_default": is_default,
        "stages": [
            {"key": "done", "label": {"ru": "Сделано", "en": "Done"}, "kind": "success", "to": ["check"]},
            {"key": "new", "label": {"ru": "Новая", "en": "New"}, "to": ["check"]},
            {"key": "check", "label": {"ru": "Проверка", "en": "Check"}},
        ],
    }


@pytest.fixture(params=["deals", "x_requests"])
def section(request: pytest.FixtureRequest, db: None) -> Iterator[str]:
    """Return a section with the pipeline: one built-in, one of the company's own."""
    documents = [
        Document(kind="section", key="x_requests", body=SECTION),
        Document(kind="pipeline", key="first", body=pipeline(request.param)),
        Document(kind="pipeline", key="second", body=pipeline(request.param, is_default=False)),
    ]
    apply_documents(documents, actor=SYSTEM)
    with holding(latest_snapshot()):
        yield str(request.param)


def test_a_new_record_stands_in_the_first_open_stage_of_the_default_pipeline(section: str) -> None:
    record = make(section, name="Лифт", actor=CLERK)
    pipeline_key, stage, since = stored(section, record, "pipeline", "stage", "stage_since")
    assert (pipeline_key, stage) == ("first", "new")
    assert since is not None


def test_a_new_record_may_begin_further_on(section: str) -> None:
    assert stored(section, make(section, name="Лифт", stage="check"), "stage") == ("check",)


def test_an_unknown_stage_is_refused(section: str) -> None:
    assert problems({"name": "Лифт", "stage": "lost"}, section) == {("stage", "unknown_stage")}


def test_an_allowed_move_is_told_in_the_feed_and_starts_the_clock(section: str) -> None:
    record = make(section, name="Лифт")
    (before,) = stored(section, record, "stage_since")
    assert move(section, [record], "check", actor=CLERK) == [record]
    stage, since = stored(section, record, "stage", "stage_since")
    assert stage == "check"
    assert since != before
    entry = FeedEntry.objects.get(section=section, record_id=record, kind="stage")
    assert entry.body["fields"]["stage"] == ["new", "check"]


def test_a_way_that_is_not_drawn_is_refused_and_says_which_are(section: str) -> None:
    record = make(section, name="Лифт")
    with pytest.raises(ValidationFailed) as refused:
        move(section, [record], "done", actor=CLERK)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("stage", "move_not_allowed")
    assert "«Проверка» → «Сделано»" in str(problem.message), "the way there, step by step"
    assert stored(section, record, "stage") == ("new",)


def test_the_way_is_the_shortest_and_leads_through_no_end(section: str) -> None:
    found = latest_snapshot().section(section).pipeline("first")
    assert found is not None
    assert [stage.key for stage in way_to(found, "new", "done", CLERK)] == ["check", "done"]
    stages = tuple(replace(s, to=("done",)) if s.key == "new" else s for s in found.stages)
    assert way_to(replace(found, stages=stages), "new", "check", CLERK) == (), "done work is never opened again"


def test_one_refused_record_keeps_the_whole_batch(section: str) -> None:
    fine, wrong = make(section, name="Лифт", stage="check"), make(section, name="Эскалатор")
    with pytest.raises(ValidationFailed):
        move(section, [fine, wrong], "done", actor=CLERK)
    assert rows(section, "stage") == [("check",), ("new",)]


def test_the_system_goes_any_way(section: str) -> None:
    record = make(section, name="Лифт")
    move(section, [record], "done", actor=SYSTEM)
    assert stored(section, record, "stage") == ("done",)


def test_a_stale_screen_does_not_move(section: str) -> None:
    record = make(section, name="Лифт")
    change(section, record, name="Лифт грузовой")
    with pytest.raises(StaleRecord):
        move(section, [record], "check", actor=CLERK, version=1)


def test_a_record_can_not_stand_nowhere(section: str) -> None:
    record = make(section, name="Лифт")
    with pytest.raises(ValidationFailed):
        change(section, record, actor=CLERK, stage=None)


def test_open_moves_follow_the_drawing(section: str) -> None:
    found = latest_snapshot().section(section).pipeline("first")
    assert found is not None
    assert first_stage(found).key == "new"
    assert [s.key for s in open_moves(found, "new", CLERK)] == ["check"]
    assert [s.key for s in open_moves(found, "check", CLERK)] == ["done", "new"]
    assert [s.key for s in open_moves(found, "removed", CLERK)] == ["done", "new", "check"]


def test_a_record_of_another_pipeline_keeps_to_that_one(section: str) -> None:
    record = make(section, name="Лифт", pipeline="second")
    assert stored(section, record, "pipeline", "stage") == ("second", "new")
    assert problems({"name": "Лифт", "pipeline": "third"}, section) == {("pipeline", "unknown_pipeline")}


def test_a_snapshot_without_pipelines_leaves_stages_alone(base_pack: Snapshot) -> None:
    assert base_pack.section("accounts").has_pipeline is False
    make("accounts", name="ООО «Лифт»")
