"""A section with several pipelines: a new record begins in the one whose records one looks at, or that one chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots, holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM


def pipeline(key: str, label: str, *stages: str, **more: object) -> Document:
    listed = [{"key": stage, "label": stage} for stage in stages]
    return Document(kind="pipeline", key=key, body={"section": "x_jobs", "label": label, "stages": listed, **more})


JOBS = (
    Document(kind="section", key="x_jobs", body={"label": "Работы", "has_pipeline": True}),
    Document(kind="field", key="x_jobs.x_reason", body={"label": "Повод", "type": "text"}),
    Document(
        kind="layout",
        key="x_jobs",
        body={
            "form": ["name"],
            "fields": {"x_reason": {"visible": "stage eq 'call'"}},
            "stages": {"call": {"form": ["name", "x_reason"]}},
        },
    ),
    pipeline("fitting", "Монтаж", "measure", "done", is_default=True),
    pipeline("service", "Сервис", "call", "done"),
)


@pytest.fixture
def jobs(site: Client) -> Iterator[Client]:
    """Return the site with a section of two pipelines, of which «Монтаж» is the default."""
    apply_documents(JOBS, actor=SYSTEM)
    yield site
    forget_snapshots()


def button_of(jobs: Client, **asked: str) -> str:
    """Return where «Create» of a list leads."""
    page = jobs.get("/x_jobs/", asked).content.decode()
    return re.findall(r'hx-get="(/x_jobs/new/[^"]*)"', page)[0]


def begun() -> list[tuple[str, str]]:
    """Return where the records made so far stand."""
    with holding(latest_snapshot()):
        return list(visible_to(SYSTEM, "x_jobs").order_by("id").values_list("pipeline", "stage"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "/x_jobs/new/"),
        ("pipeline eq 'service'", "/x_jobs/new/?pipeline=service"),
        ("name ne 'Я' and pipeline eq 'service'", "/x_jobs/new/?pipeline=service"),
        ("stage eq 'call'", "/x_jobs/new/?pipeline=service"),
        ("stage in ('measure', 'done')", "/x_jobs/new/"),
        ("pipeline eq 'service' or name eq 'Я'", "/x_jobs/new/"),
        ("pipeline eq 'fitting'", "/x_jobs/new/"),
        ("pipeline eq 'nothing'", "/x_jobs/new/"),
    ],
)
def test_a_list_of_one_pipeline_creates_in_it(jobs: Client, condition: str, expected: str) -> None:
    assert button_of(jobs, filter=condition) == expected


def test_the_form_offers_the_pipelines_and_the_record_goes_where_one_chooses(jobs: Client) -> None:
    form = jobs.get("/x_jobs/new/?pipeline=service").content.decode()
    assert re.findall(r'<option value="(fitting|service)"( selected)?', form) == [
        ("fitting", ""),
        ("service", " selected"),
    ]
    assert 'name="x_reason"' in form, "what its first stage asks is asked at once"
    assert jobs.post("/x_jobs/new/", {"name": "Лифт встал", "pipeline": "service"}).status_code == 302
    assert jobs.post("/x_jobs/new/", {"name": "Замер", "pipeline": "fitting"}).status_code == 302
    assert begun() == [("service", "call"), ("fitting", "measure")]


def test_another_choice_asks_what_its_first_stage_demands(jobs: Client) -> None:
    form = jobs.get("/x_jobs/new/").content.decode()
    assert re.search(r'data-reads="[^"]*pipeline', form)
    told = jobs.post("/x_jobs/new/asking/", {"name": "", "pipeline": "service"}).content.decode()
    assert "x_reason" in told.partition("front")[2]


def test_where_conditions_choose_nobody_has_to(jobs: Client) -> None:
    apply_documents([pipeline("service", "Сервис", "call", "done", when="contains(name, 'встал')")], actor=SYSTEM)
    form = jobs.get("/x_jobs/new/").content.decode()
    assert '<option value="" selected>По условиям' in form
    assert jobs.post("/x_jobs/new/", {"name": "Лифт встал", "pipeline": ""}).status_code == 302
    assert begun() == [("service", "call")]
    assert button_of(jobs, filter="pipeline eq 'fitting'") == "/x_jobs/new/?pipeline=fitting"


def test_one_pipeline_is_nothing_to_choose(site: Client) -> None:
    assert 'name="pipeline"' not in site.get("/leads/new/").content.decode()
