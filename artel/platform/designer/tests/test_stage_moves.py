"""A stage is taken out in the designer while records stand in it: its plan asks where they go, beside the button."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots, latest_snapshot, read_revision
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/"
STAGES = [
    {"key": "got", "label": {"ru": "Получена", "en": "Got"}},
    {"key": "weighed", "label": {"ru": "Взвешена", "en": "Weighed"}},
    {"key": "gone", "label": {"ru": "Отгружена", "en": "Gone"}, "kind": "success"},
]


@pytest.fixture
def desk(clara: User) -> Iterator[Client]:
    """Return the coordinator's browser; two batches of grain are weighed."""
    body = {"section": "x_batches", "label": "Партии", "is_default": True, "stages": STAGES}
    documents = [
        Document(kind="section", key="x_batches", body={"label": "Партии", "has_pipeline": True}),
        Document(kind="pipeline", key="batches", body=body),
    ]
    apply_documents(documents, actor=SYSTEM)
    door.create("x_batches", [{"name": name, "stage": "weighed"} for name in ("Рожь", "Овёс")], actor=SYSTEM)
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def take_out(desk: Client, stage: str) -> str:
    """Leave a stage out of the form and send it; return the plan's page."""
    kept = [each for each in STAGES if each["key"] != stage]
    sent = {"label.ru": "Партии", "is_default": "on", "row.key": [str(s["key"]) for s in kept]}
    sent["row.was"] = sent["row.key"]
    sent["row.ru"] = [s["label"]["ru"] for s in kept]  # type: ignore[index]
    sent["row.kind"] = [str(s.get("kind", "open")) for s in kept]
    sent["row.hue"] = ["1"] * len(kept)
    assert desk.post(f"{BASE}x_batches/pipelines/batches/", sent).status_code == 302
    return desk.get(BASE + "+plan/").content.decode()


def standing() -> list[str]:
    return sorted(visible_to(SYSTEM, "x_batches").values_list("stage", flat=True))


def test_the_plan_asks_and_the_records_go_where_they_are_sent(desk: Client) -> None:
    page = take_out(desk, "weighed")
    assert 'name="move:batches.weighed"' in page
    assert "2 записи в стадии «Взвешена»" in page
    assert '<option value="batches.gone"' in page
    base = str(read_revision())
    refused = desk.post(BASE + "+plan/apply/", {"base": base}, follow=True)
    assert "2 записи стоят в стадии «Взвешена»" in refused.content.decode()
    assert standing() == ["weighed", "weighed"]
    desk.post(BASE + "+plan/apply/", {"base": base, "move:batches.weighed": "batches.got"})
    assert [s.key for s in latest_snapshot().section("x_batches").pipelines[0].stages] == ["got", "gone"]
    assert standing() == ["got", "got"]
    record = visible_to(SYSTEM, "x_batches").order_by("id").values_list("id", flat=True)[0]
    feed = desk.get(f"/x_batches/{record}/feed/").content.decode()
    assert "Стадии «Взвешена» больше нет." in feed


def test_a_stage_where_nobody_stands_goes_without_a_question(desk: Client) -> None:
    assert "move:" not in take_out(desk, "gone")


def test_the_way_back_asks_too(desk: Client) -> None:
    before = read_revision()
    more = [*STAGES, {"key": "dried", "label": "Просушена"}]
    body = {"section": "x_batches", "label": "Партии", "is_default": True, "stages": more}
    apply_documents([Document(kind="pipeline", key="batches", body=body)], actor=SYSTEM)
    door.create("x_batches", [{"name": "Пшеница", "stage": "dried"}], actor=SYSTEM)
    url = f"{BASE}+history/{before}/restore/"
    page = desk.get(url).content.decode()
    assert 'name="move:batches.dried"' in page
    desk.post(url, {"base": str(read_revision()), "move:batches.dried": "batches.got"})
    assert standing() == ["got", "weighed", "weighed"]
