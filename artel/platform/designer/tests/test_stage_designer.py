"""A stage in the designer: what it demands, does and holds fast is drawn as a form and comes back as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import current_snapshot, forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.designer.drafts import working_of
from artel.platform.designer.process.pipelines.drawing import Drawing
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.forms import Sent, form_on

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/deals/pipelines/long/"
STAGES: list[dict[str, Any]] = [
    {
        "key": "first",
        "label": {"ru": "Первая", "en": "First"},
        "hue": 2,
        "limit": "8h",
        "warn": "6h",
        "to": ["second", "lost"],
        "to_roles": {"second": ["head"]},
        "leave": [
            {"key": "whose", "fields": ["owner", "account"], "message": {"ru": "С кем?", "en": "With whom?"}},
            {
                "key": "big",
                "holds": "amount gt 1000",
                "message": {"ru": "Больше 1000", "en": "Over 1000"},
                "when": "source ne 'website'",
                "roles_free": ["head"],
            },
            {"key": "lines", "detail": {"section": "deal_products", "at_least": 2}},
        ],
        "lock": {"fields": ["*"], "excepted": ["description", "account"], "roles": ["head"]},
    },
    {
        "key": "second",
        "label": {"ru": "Вторая", "en": "Second"},
        "limit_days": 3,
        "approvals": [
            {
                "key": "terms",
                "label": {"ru": "Условия", "en": "Terms"},
                "to": [{"to": "head"}, {"to": "role", "role": "head", "share": "round_robin"}],
                "mode": "order",
                "limit": "4h",
                "escalate_to": {"to": "author"},
                "reject_to": "first",
                "after": ["prepare"],
                "when": "amount gt 7",
            }
        ],
        "leave": [{"key": "agreed", "approval": "terms"}],
        "enter": [{"key": "sum", "fields": ["amount"]}],
        "steps": [
            {
                "key": "prepare",
                "label": {"ru": "Сделать КП: {{ name }}", "en": "Make it"},
                "text": {"ru": "Сумма {{ amount }}\nи ещё"},
                "assignee": {"to": "role", "role": "manager", "share": "round_robin"},
                "due": "4h",
                "required": True,
                "when": "amount gt 100",
                "outcomes": [{"key": "done", "label": {"ru": "Готово", "en": "Done"}}, {"key": "cancelled"}],
            },
            {"key": "show", "label": "Показать", "after": ["prepare"], "assignee": {"to": "field", "field": "owner"}},
            {"key": "again", "label": "Переделать", "on_outcome": {"step": "prepare", "outcome": "cancelled"}},
        ],
        "lock": {"fields": ["amount"]},
    },
    {"key": "won", "label": {"ru": "Успех", "en": "Won"}, "kind": "success"},
    {
        "key": "lost",
        "label": {"ru": "Отказ", "en": "Lost"},
        "kind": "failure",
        "reasons": {"field": "loss_reason", "values": ["price"]},
    },
]


@pytest.fixture
def desk(base_pack: Snapshot, clara: User) -> Iterator[Client]:
    """Return the administrator's browser over a pipeline that has everything a stage can have."""
    body = {"label": {"ru": "Длинная", "en": "Long"}, "section": "deals", "stages": STAGES, "when": "amount gt 5"}
    apply_documents([Document(kind="pipeline", key="long", body=body)], actor=SYSTEM)
    forget_snapshots()
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def shown(desk: Client, url: str) -> Sent:
    """Return what the form of a page would send."""
    answer = desk.get(url)
    assert answer.status_code == 200, url
    return form_on(answer.content.decode(), url)


def pressed(desk: Client, url: str, sent: Mapping[str, Any], act: str) -> Sent:
    """Press a button of a form; return the form that comes back."""
    answer = desk.post(url, {**sent, "act": act})
    assert answer.status_code in (200, 422), answer.status_code
    return form_on(answer.content.decode(), url)


def stage_in_draft(person: User, key: str) -> Mapping[str, Any]:
    """Return a stage as the person's draft has it."""
    body = working_of(actor_of(person)).body("pipeline", "long") or {}
    return next(stage for stage in body["stages"] if stage["key"] == key)


def test_every_stage_and_the_pipeline_come_back_as_they_were_written(desk: Client, clara: User) -> None:
    for url in (BASE, *(f"{BASE}stages/{stage['key']}/" for stage in STAGES)):
        answer = desk.post(url, shown(desk, url))
        assert answer.status_code == 302, (url, answer.content.decode())
        assert working_of(actor_of(clara)).steps == (), url


def test_every_pipeline_and_stage_of_the_base_pack_comes_back_too(desk: Client, clara: User) -> None:
    for key, body in current_snapshot().documents["pipeline"].items():
        pipeline = f"/settings/designer/{body['section']}/pipelines/{key}/"
        for url in (pipeline, *(f"{pipeline}stages/{stage['key']}/" for stage in body["stages"])):
            assert desk.post(url, shown(desk, url)).status_code == 302, url
    assert working_of(actor_of(clara)).steps == ()


def test_steps_and_requirements_are_added_changed_ordered_and_taken_out(desk: Client, clara: User) -> None:
    url = f"{BASE}stages/second/"
    form = pressed(desk, url, shown(desk, url), "add:steps")
    form |= {"steps.3.label.ru": ["Позвонить"], "steps.3.after": ["prepare"], "steps": ["3", "0", "1"]}
    form = pressed(desk, url, form, "add:enter")
    form["enter.1.demand"] = ["detail"]
    form = pressed(desk, url, form, "look:enter.1")
    form["enter.1.section"] = ["deal_products"]
    form = pressed(desk, url, form, "remove:enter.0")
    assert desk.post(url, form).status_code == 302
    stage = stage_in_draft(clara, "second")
    assert [s["key"] for s in stage["steps"]] == ["step_1", "prepare", "show"]
    assert stage["steps"][0] == {"key": "step_1", "label": {"ru": "Позвонить"}, "after": ["prepare"]}
    assert stage["steps"][1] == STAGES[1]["steps"][0]
    assert stage["enter"] == [{"key": "need_1", "detail": {"section": "deal_products", "at_least": 1}}]


def test_problems_stand_beside_their_cause_and_in_the_drawing(desk: Client, clara: User) -> None:
    url = f"{BASE}stages/first/"
    form = shown(desk, url)
    form |= {"warn.number": ["9"], "leave.1.message.ru": [""], "leave.1.message.en": [""]}
    answer = desk.post(url, form)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="f-warn.number-error"' in told
    assert 'id="f-leave.1.message.ru-error"' in told
    assert 'class="node is-current is-wrong"' in told
    assert form_on(told, url)["warn.number"] == ["9"]
    assert working_of(actor_of(clara)).steps == ()


def test_a_dead_end_shows_in_the_drawing_of_the_pipeline(desk: Client) -> None:
    form = shown(desk, BASE)
    form["to.first"] = ["second"]
    form["to.second"] = ["first"]
    answer = desk.post(BASE, form)
    assert answer.status_code == 422
    assert answer.content.decode().count('class="node is-wrong"') == 2


def test_the_drawing_shows_every_way_and_leads_to_the_stages(desk: Client) -> None:
    page = desk.get(BASE).content.decode()
    for stage in STAGES:
        assert f'href="{BASE}stages/{stage["key"]}/"' in page
    assert page.count('class="edge') == 3
    assert "Стадия «Вторая», норма 3 дн., 3 шага, 1 виза, 2 условия, поля закрыты, → в любую" in page


def test_twelve_stages_with_long_names_share_lanes_and_keep_within_their_boxes() -> None:
    name = "Согласование технических условий и протокола разногласий с заказчиком"
    stages: list[dict[str, Any]] = [
        {"key": f"s{n}", "label": f"{name} {n}", "to": [f"s{n + 1}", "lost"]} for n in range(11)
    ]
    drawn = str(
        Drawing(
            stages=[*stages, {"key": "lost", "label": {"ru": "Отказ", "en": "Lost"}, "kind": "failure"}],
            links={},
            label="Путь",
        )
    )
    assert drawn.count("marker-end") == 21
    # Ten ways to «Refusal» end in one lane.
    assert len(set(re.findall(r"H(\d+)V", drawn))) == 1
    assert "…</text>" in drawn


def test_what_is_not_there_is_not_found(desk: Client) -> None:
    for path in (f"{BASE}stages/nothing/", "/settings/designer/leads/pipelines/long/stages/first/"):
        assert desk.get(path).status_code == 404, path
