"""A stage goes while records stand in it: the plan asks where they go, the apply moves them by the door."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents, restore
from artel.platform.definitions.current import current_snapshot, read_revision
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import StageMove
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.packs.tests.conftest import MakePack
from artel.platform.packs.tests.test_commands import run
from artel.platform.process.doctor import checks
from artel.platform.process.settling import settle
from artel.platform.records import door
from artel.platform.records.models import FeedEntry

pytestmark = pytest.mark.django_db

SECTION = "label: Стройки\nhas_pipeline: true\nfields: {x_sum: {type: integer, label: Сумма}}\n"
STAGES = {
    "new": "{key: new, label: Новая}",
    "decision": "{key: decision, label: Решение}",
    "work": "{key: work, label: В работе}",
    "done": "{key: done, label: Готово, kind: success}",
}


def pipeline(*stages: str, key: str = "building", more: str = "is_default: true") -> str:
    listed = ", ".join(STAGES[stage] for stage in stages)
    return f"{key}: {{section: x_sites, label: Стройка, {more}, stages: [{listed}]}}\n"


@pytest.fixture
def site(make_pack: MakePack) -> Path:
    """A pack with a section in which two records wait for a decision, and one works."""
    files = {"sections/x_sites.yaml": SECTION, "pipelines.yaml": pipeline("new", "decision", "work", "done")}
    folder = make_pack("sites", files)
    assert run("apply", folder, "--yes") == 0
    fill("decision", "decision", "work")
    return folder


def fill(*stages: str, **more: object) -> list[int]:
    rows = [{"name": f"Дом {n}", "stage": stage, **more} for n, stage in enumerate(stages)]
    return door.create("x_sites", rows, actor=SYSTEM)


def standing() -> dict[str, int]:
    stages = visible_to(SYSTEM, "x_sites").order_by().values_list("pipeline", "stage")
    return {f"{p}.{s}": list(stages).count((p, s)) for p, s in set(stages)}


def without_a_decision(site: Path) -> Path:
    (site / "pipelines.yaml").write_text(pipeline("new", "work", "done"), encoding="utf-8")
    return site


def test_the_plan_says_how_many_stand_there_and_what_to_write(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without_a_decision(site)
    capsys.readouterr()
    assert run("plan", site) == 1
    said = capsys.readouterr().err
    assert "sites/pipelines.yaml:1" in said
    assert "2 записи стоят в стадии «Решение» (building.decision)" in said
    assert "new, work, done" in said
    assert "--move" in said
    revision = read_revision()
    assert run("apply", site, "--yes") == 1
    assert (read_revision(), standing()) == (revision, {"building.decision": 2, "building.work": 1})


def test_records_go_where_the_command_says_and_history_says_why(site: Path) -> None:
    without_a_decision(site)
    assert run("plan", site, "--move", "building.decision=work") == 2
    assert run("apply", site, "--yes", "--move", "building.decision=work") == 0
    assert standing() == {"building.work": 3}
    told = FeedEntry.objects.filter(section="x_sites", kind="stage").values_list("body", flat=True)
    assert [body["why"] for body in told] == [{"gone": {"ru": "Решение", "en": "Решение"}}] * 2
    assert run("plan", site) == 0
    assert run("plan", site, "--move", "building.decision=work") == 0, "a script may be run again"
    assert [check.detail for check in checks()] == ["all there"]


def test_records_go_where_the_pack_says(site: Path) -> None:
    without_a_decision(site)
    manifest = site / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8") + "moves: {building.decision: new}\n", encoding="utf-8")
    assert run("apply", site, "--yes") == 0
    assert standing() == {"building.new": 2, "building.work": 1}


@pytest.mark.parametrize("target", ["decision", "nowhere", "other.new"])
def test_a_stage_that_is_not_there_takes_nobody(site: Path, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    without_a_decision(site)
    capsys.readouterr()
    assert run("apply", site, "--yes", "--move", f"building.decision={target}") == 1
    assert f"«{target}»" in capsys.readouterr().err


def test_an_answer_of_an_older_version_leads_on(site: Path) -> None:
    (site / "pipelines.yaml").write_text(pipeline("new", "done"), encoding="utf-8")
    words = ("--move", "building.decision=work", "--move", "building.work=new")
    assert run("apply", site, "--yes", *words) == 0
    assert standing() == {"building.new": 3}


def test_a_pipeline_that_goes_leaves_its_records_where_they_are_told(site: Path, make_pack: MakePack) -> None:
    text = pipeline("new", "decision", "work", "done") + pipeline("new", "done", key="small", more="is_default: false")
    (site / "pipelines.yaml").write_text(text, encoding="utf-8")
    run("apply", site, "--yes")
    (site / "pipelines.yaml").write_text(
        pipeline("new", "done", key="small", more="is_default: true"), encoding="utf-8"
    )
    manifest = site / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8") + "retires: [pipeline building]\n", encoding="utf-8")
    assert run("apply", site, "--yes") == 1
    moves = ("--move", "building.decision=small.new", "--move", "building.work=new")
    assert run("apply", site, "--yes", *moves) == 0
    assert standing() == {"small.new": 3}


def test_a_pipeline_that_comes_back_with_other_stages_asks(site: Path) -> None:
    gone = current_snapshot().documents["pipeline"]["building"]
    other = Document(kind="pipeline", key="small", body={**gone, "label": "Малая"})
    apply_documents([other, Document(kind="pipeline", key="building", body=gone, is_retired=True)], actor=SYSTEM)
    assert standing() == {"building.decision": 2, "building.work": 1}, "the stages have the same keys there"
    back = Document(kind="pipeline", key="building", body={**gone, "stages": [{"key": "new", "label": "Новая"}]})
    with pytest.raises(ConfigurationRefused) as refused:
        apply_documents([back], actor=SYSTEM)
    assert [problem.code for problem in refused.value.problems] == ["stranded", "stranded"]
    apply_documents([back], actor=SYSTEM, moves={"building.decision": "new", "building.work": "small.work"})
    settle()
    assert standing() == {"building.new": 2, "small.work": 1}


def test_going_back_to_a_revision_asks_too(site: Path) -> None:
    number = read_revision()
    more = pipeline("new", "decision", "work", "done").replace("Новая}", "Новая}, {key: bid, label: Торги}")
    (site / "pipelines.yaml").write_text(more, encoding="utf-8")
    run("apply", site, "--yes")
    fill("bid")
    with pytest.raises(ConfigurationRefused, match=r"building\.bid"):
        restore(number, actor=SYSTEM)


def test_a_removed_pack_leaves_no_record_without_a_stage(site: Path, make_pack: MakePack) -> None:
    over = make_pack(
        "over", {"pipelines.yaml": "amends: {building: {stages: {bid: {label: Торги}}}}\n"}, requires="[sites]"
    )
    assert run("apply", over, "--yes") == 0
    fill("bid")
    assert run("remove", "over", "--yes") == 1
    assert run("remove", "over", "--yes", "--move", "building.bid=work") == 0
    assert standing() == {"building.decision": 2, "building.work": 2}


def test_what_a_rule_refuses_stays_and_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill("decision", x_sum=5)
    layout = "layout: {stages: {work: {required: [x_sum]}}}\n"
    (site / "sections" / "x_sites.yaml").write_text(SECTION + layout, encoding="utf-8")
    without_a_decision(site)
    assert run("apply", site, "--yes", "--move", "building.decision=work") == 1
    assert "2 не удалось перевести" in capsys.readouterr().err
    assert standing() == {"building.decision": 2, "building.work": 2}
    (check,) = checks()
    assert not check.is_ok
    assert "x_sites: 2 in building.decision (x_sum: " in check.detail


def test_queries_do_not_grow_with_the_records_of_a_batch(site: Path) -> None:
    counted, whole = [], current_snapshot().documents["pipeline"]["building"]
    for more in (60, 90):
        fill(*["decision"] * more)
        StageMove.objects.all().delete()
        note(site)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            settle()
        counted.append(len(queries))
        apply_documents([Document(kind="pipeline", key="building", body=whole)], actor=SYSTEM)
    assert counted[0] == counted[1]


def note(site: Path) -> None:
    """Apply, and leave the moves to the job."""
    gone = current_snapshot().documents["pipeline"]["building"]
    stages = [stage for stage in gone["stages"] if stage["key"] != "decision"]
    body = {**gone, "stages": stages}
    apply_documents(
        [Document(kind="pipeline", key="building", body=body)], actor=SYSTEM, moves={"building.decision": "work"}
    )


def test_who_is_killed_between_two_batches_goes_on_where_he_was(site: Path) -> None:
    fill(*["decision"] * 5)
    note(site)
    assert settle(batch=3, most=1).moved == 3
    assert standing() == {"building.decision": 4, "building.work": 4}
    assert settle(batch=3).moved == 7
    assert standing() == {"building.work": 8}
    assert settle(batch=3).moved == 0


def test_what_came_meanwhile_by_the_old_configuration_is_moved_by_the_second_look(site: Path) -> None:
    note(site)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE x_sites SET stage = 'decision' WHERE name = 'Дом 2'")
    assert settle(have_left=lambda _moment: False).moved == 0
    assert settle(have_left=lambda _moment: True).moved == 1
    assert standing() == {"building.work": 3}
    assert not StageMove.objects.filter(done_at=None).exists()
