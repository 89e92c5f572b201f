"""Rules of duplicates by the designer: everything a pack can say, tried on the company's own records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.http import QueryDict
from django.test import Client

from artel.platform.access.policy import actor_of
from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kinds.duplicates import ACTS, DuplicatesBody
from artel.platform.designer.drafts import working_of
from artel.platform.designer.duplicates.rule_input import default_of, read_rule
from artel.platform.duplicates.trying import try_rule
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.personas import install

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/leads/duplicates/"
SOLUTIONS = Path(__file__).parents[4] / "solutions"
Given = dict[str, Any]


def form_of(body: Mapping[str, Any]) -> Given:
    """Return what the form of a rule sends when it shows this body."""
    rows = [{"match": "normalised", "form": "", "also": "", **each} for each in body["fields"]]
    given: Given = {f"row.{name}": [row[name] for row in rows] for name in ("field", "match", "form", "also")}
    given |= {"label.ru": body["label"]["ru"], "label.en": body["label"]["en"]}
    given |= {name: list(body.get(name, ())) for name in ("differs", "allowed")}
    given["acts"] = list(body.get("acts", ACTS))
    given |= {name: str(body.get(name, default_of(name))) for name in ("severity", "hidden", "likeness", "position")}
    return given


def sent(given: Given) -> QueryDict:
    """Return a form as the server gets it."""
    found = QueryDict(mutable=True)
    for key, value in given.items():
        found.setlist(key, value if isinstance(value, list) else [value])
    return found


def shipped_rules() -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return (file, name, body) of every rule that is shipped."""
    found = []
    for path in sorted(SOLUTIONS.glob("*/extends/*.yaml")):
        rules = yaml.safe_load(path.read_text()).get("duplicates", {})
        found += [(str(path.relative_to(SOLUTIONS)), name, body) for name, body in rules.items()]
    return found


@pytest.mark.parametrize(("file", "name", "body"), shipped_rules())
def test_every_shipped_rule_can_be_made_by_this_form(file: str, name: str, body: Mapping[str, Any]) -> None:
    made = read_rule(sent(form_of(body)), {}, body.get("when", ""))
    assert DuplicatesBody.model_validate(made) == DuplicatesBody.model_validate(body)
    assert made.keys() == {k for k, v in body.items() if k in ("label", "fields") or v != _silent(k)}


def _silent(name: str) -> Any:
    default = default_of(name)
    return list(default) if isinstance(default, tuple) else default


RULE = {"label": {"ru": "Тот же телефон", "en": "Same phone"}, "position": 10, "fields": [{"field": "phone"}]}


@pytest.fixture
def desk(clara: User) -> Iterator[Client]:
    """Return the coordinator's browser, with one rule in force."""
    install([Document(kind="duplicates", key="leads.phone", body=RULE)])
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def drafted(person: User, key: str) -> Mapping[str, Any] | None:
    """Return a rule as the person's draft has it."""
    return working_of(actor_of(person)).body("duplicates", f"leads.{key}")


def test_a_rule_is_made_changed_and_taken_out_of_use_in_the_draft(desk: Client, clara: User) -> None:
    body = {
        "label": {"ru": "Похожая компания", "en": "Alike company"},
        "fields": [{"field": "company_name", "match": "similar", "form": "company"}],
        "differs": ["inn"],
        "likeness": 60,
        "severity": "refuse",
        "acts": ["typing", "save"],
    }
    assert desk.post(BASE + "+new/", form_of(body) | {"key": "alike"}).status_code == 302
    assert drafted(clara, "alike") == body
    page = desk.get(BASE).content.decode()
    assert page.index("Похожая компания") < page.index("Тот же телефон")
    assert "не пропускает" in page
    assert desk.post(BASE + "phone/", form_of(RULE | {"position": 5})).status_code == 302
    assert (drafted(clara, "phone") or {})["position"] == 5
    assert desk.post(BASE + "phone/retire/").status_code == 302
    assert drafted(clara, "phone") is None
    for path in ("", "+new/", "alike/", "alike/retire/"):
        assert desk.get(BASE + path).status_code == 200, path


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"label.ru": "", "label.en": ""}, "Назовите правило"),
        ({"key": "phone"}, "Такой ключ здесь"),
        ({"key": "Ключ"}, "f-key-error"),
        ({"row.field": [""]}, "Выберите хотя бы одно поле"),
        ({"acts": []}, "Выберите, где оно действует"),
        ({"severity": "refuse", "acts": ["typing"]}, "действует при сохранении"),
        ({"likeness": "5"}, "30"),
        ({"likeness": "много"}, "f-likeness-error"),
        ({"row.field": ["budget"], "row.match": ["similar"]}, "только тексты"),
        ({"differs": ["phone"]}, "f-differs-error"),
        ({"differs": ["description"]}, "нельзя сравнивать"),
        ({"row.field": ["description"]}, "«Описание» нельзя сравнивать"),
        ({"text.when": "budget gtt 5"}, "budget gtt 5"),
    ],
)
@pytest.mark.parametrize("act", ["", "try"])
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    desk: Client, clara: User, wrong: Given, told: str, act: str
) -> None:
    given = form_of({**RULE, "label": {"ru": "Ещё одно", "en": "One more"}}) | {"key": "more", "act": act} | wrong
    answer = desk.post(BASE + "+new/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told.lower() in page.lower()
    assert not wrong.get("label.en", "One more") or "One more" in page
    assert not working_of(actor_of(clara)).edits


def test_fields_that_say_nothing_of_sameness_are_not_offered(desk: Client) -> None:
    page = desk.get(BASE + "phone/").content.decode()
    assert '<option value="company_name"' in page
    assert '<option value="description"' not in page


def test_a_rule_is_tried_on_the_records_and_nothing_is_kept(desk: Client, clara: User) -> None:
    rows: list[dict[str, object]] = [
        {"name": "Колос", "phone": "8 917 255-04-18"},
        {"name": "Колос-2", "phone": "+7 917 2550418"},
        {"name": "Нива", "phone": "+79172550419"},
    ]
    door.create("leads", rows, actor=SYSTEM)
    answer = desk.post(BASE + "phone/", form_of(RULE) | {"act": "try"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Нашлась бы 1 пара" in page
    assert "Колос-2" in page
    assert "Нива" not in page
    assert not working_of(actor_of(clara)).edits


def test_a_try_says_the_same_as_the_rule_does(clara: User) -> None:
    rows: list[dict[str, object]] = [
        {"name": "1", "company_name": "ООО «Волжский элеватор»", "inn": "7707083893"},
        {"name": "2", "company_name": "АО Волжский элеватор"},
        {"name": "3", "company_name": "Волжский элеваторъ", "inn": "5024051564"},
        {"name": "4", "company_name": "Кубанская нива", "budget": 5},
        {"name": "5", "company_name": "Кубанская нива"},
    ]
    ids = door.create("leads", rows, actor=SYSTEM)
    actor = actor_of(clara)

    def pairs(**body: object) -> set[tuple[int, int]]:
        tried = try_rule("leads", {"label": "Проба", **body}, actor=actor)
        assert tried
        assert tried.pairs == len(tried.sample)
        return {(ids.index(one[0]) + 1, ids.index(other[0]) + 1) for one, other in tried.sample}

    company = {"field": "company_name", "form": "company"}
    assert pairs(fields=[company]) == {(1, 2), (4, 5)}
    alike = [company | {"match": "similar"}]
    assert pairs(fields=alike, likeness=60) == {(1, 2), (1, 3), (2, 3), (4, 5)}
    assert pairs(fields=alike, likeness=60, differs=["inn"]) == {(1, 2), (2, 3), (4, 5)}
    assert pairs(fields=[company], when="budget gt 0") == set()
    assert pairs(fields=[company, {"field": "inn", "match": "exact"}]) == set()
    forget_snapshots()


def test_a_rule_over_a_field_of_the_draft_waits_with_its_try(desk: Client) -> None:
    desk.post("/settings/designer/leads/+field/text/", {"label.ru": "Холдинг", "key": "x_holding"})
    body = {**RULE, "fields": [{"field": "x_holding", "form": "company"}]}
    answer = desk.post(BASE + "+new/", form_of(body) | {"act": "try", "key": "holding"})
    assert answer.status_code == 200
    assert "когда они применены" in answer.content.decode()


def test_the_time_of_the_search_is_set_in_the_draft(desk: Client, clara: User) -> None:
    assert "каждый день в 02:00" in desk.get(BASE).content.decode()
    page = desk.get(BASE + "+time/").content.decode()
    assert 'type="time"' in page
    assert desk.post(BASE + "+time/", {"every": "day", "day": "sun", "at": "02:00"}).status_code == 302
    assert not working_of(actor_of(clara)).edits, "what says the same as saying nothing is not kept"
    wrong = desk.post(BASE + "+time/", {"every": "week", "day": "mon", "at": "ночью"})
    assert wrong.status_code == 422
    assert "f-at-error" in wrong.content.decode()
    assert desk.post(BASE + "+time/", {"every": "week", "day": "mon", "at": "06:30"}).status_code == 302
    body = working_of(actor_of(clara)).body("search_time", "leads")
    assert body == {"every": "week", "day": "mon", "at": "06:30"}
    page = desk.get(BASE).content.decode()
    assert "по понедельникам в 06:30" in page
    assert "Время поиска дубликатов «Лиды»" in page, "the plan says of which section"
    assert desk.post(BASE + "+time/", {"every": "day", "day": "mon", "at": "02:00"}).status_code == 302
    assert working_of(actor_of(clara)).body("search_time", "leads") == {}, "only a weekly search has a day"
