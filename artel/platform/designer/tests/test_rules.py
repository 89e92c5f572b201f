"""Rules by the designer: everything a pack can say is drawn as a form and comes back as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of
from artel.platform.automation.models import RuleRun, RunState
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.designer.drafts import working_of
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import make
from tests.support.forms import Sent, form_on

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/deals/rules/"
EVERYTHING: Mapping[str, Mapping[str, Any]] = {
    "told": {
        "on": {"event": "changed", "fields": ["amount"]},
        "when": "amount gt 1000000 and owner ne null",
        "was": "amount le 1000000",
        "do": [
            {
                "act": "notify",
                "to": ["owner", "account/owner", "role:head"],
                "title": {"ru": "Крупная: {{ name }}", "en": "Big: {{ name }}"},
                "text": {"ru": "{{ amount }}\nНовая строка", "en": "{{ amount }}"},
            },
            {"act": "letter", "to": "account/email", "subject": "{{ name }}", "text": "Здравствуйте!"},
            {"act": "letter", "to": "boss@example.com", "subject": "!", "text": "{{ amount }}"},
            {"act": "webhook", "url": "https://example.com/hook", "fields": ["name", "amount"]},
        ],
        "position": 10,
    },
    "made": {
        "on": [{"event": "created"}, {"event": "stage", "entered": ["offer", "won"], "left": ["interest"]}],
        "do": [
            {
                "act": "create",
                "section": "tasks",
                "values": {
                    "name": "Позвонить: {{ name }}",
                    "due_at": {"formula": "now() add duration'PT4H'"},
                    "owner": {"formula": "account/owner"},
                },
            },
            {"act": "hand_on", "of": "account", "values": {"description": "Есть продажа"}},
        ],
    },
    "dated": {
        "on": {"event": "date", "field": "expected_on", "shift": "-3d", "working": True, "at": "10:30"},
        "do": [
            {
                "act": "set",
                "values": {
                    "amount": 10.5,
                    "expected_on": {"formula": "today() add duration'P14D'"},
                    "description": None,
                    "probability": {"formula": "probability mul 2"},
                    "loss_reason": "price",
                },
            },
            {"act": "move", "stage": "lost"},
        ],
        "is_paused": True,
    },
    "quiet": {
        "on": {"event": "silence", "days": 5},
        "do": [{"act": "webhook", "url": "https://example.com/quiet"}],
    },
    "every": {
        "on": {"event": "schedule", "at": "18:00", "weekdays": ["mon", "fri"], "month_days": [1, 15]},
        "do": [{"act": "set", "values": {"description": "Проверено"}}],
    },
    "gone": {"on": {"event": "deleted"}, "do": [{"act": "notify", "to": ["owner"], "title": "Удалено"}]},
    "later": {"on": {"event": "message"}, "do": [{"act": "set", "values": {"description": "Пишут"}}]},
}


def rule(key: str, body: Mapping[str, Any]) -> Document:
    """Return the document of a rule of deals."""
    return Document(kind="rule", key=key, body={"label": {"ru": key, "en": key}, "section": "deals", **body})


@pytest.fixture
def desk(base_pack: Snapshot, clara: User) -> Iterator[Client]:
    """Return the administrator's browser over the base pack."""
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def page(desk: Client, url: str, status: int = 200) -> str:
    """Return a page as text."""
    answer = desk.get(url)
    assert answer.status_code == status, url
    return str(answer.content.decode())


def pressed(desk: Client, url: str, sent: Mapping[str, Any], act: str = "") -> str:
    """Send a form as a press of one of its buttons does; return the form that comes back."""
    answer = desk.post(url, {**sent, "act": act})
    assert answer.status_code in (200, 422), answer.status_code
    return str(answer.content.decode())


def drafted(person: User, key: str) -> Mapping[str, Any] | None:
    """Return a rule as the person's draft has it."""
    return working_of(actor_of(person)).body("rule", key)


def start(desk: Client, *rules: Document) -> None:
    """Put rules into force."""
    apply_documents(list(rules), actor=SYSTEM)
    forget_snapshots()


def test_every_rule_comes_back_from_its_form_as_it_was_written(desk: Client, clara: User) -> None:
    start(desk, *(rule(key, body) for key, body in EVERYTHING.items()))
    for key in EVERYTHING:
        url = f"{BASE}{key}/"
        answer = desk.post(url, form_on(page(desk, url), url))
        assert answer.status_code == 302, answer.content.decode()
    assert working_of(actor_of(clara)).steps == ()


def test_a_rule_is_built_press_by_press_and_nothing_typed_is_lost(desk: Client, clara: User) -> None:
    url = BASE + "+new/"
    form = form_on(page(desk, url), url)
    form |= {"label.ru": ["Позвонить после КП"], "on.0.event": ["stage"]}
    form = form_on(pressed(desk, url, form, "look:on.0"), url)
    form["on.0.entered"] = ["offer"]
    form = form_on(pressed(desk, url, form, "add:do:create"), url)
    assert form["do.0.v.0.field"] == ["name"]
    form["do.0.v.0.value"] = ["Позвонить: {{ name }}"]
    form = form_on(pressed(desk, url, form, "value:do.0"), url)
    form["do.0.v.1.field"] = ["due_at"]
    form = form_on(pressed(desk, url, form, "look:do.0"), url)
    form["do.0.v.1.way"] = ["after"]
    form = form_on(pressed(desk, url, form, "look:do.0"), url)
    form["do.0.v.1.after"] = ["3"]
    form = form_on(pressed(desk, url, form, "add:do:notify"), url)
    form |= {"do.1.to": ["owner"], "do.1.title.ru": ["Вышло КП"]}
    form = form_on(pressed(desk, url, form, "add:do:webhook"), url)
    form = form_on(pressed(desk, url, form, "remove:do.2"), url)
    # Dragged above the first one: the order is that of the inputs.
    form["do"] = ["1", "0"]
    assert desk.post(url, form).status_code == 302
    key = next(step.document.key for step in working_of(actor_of(clara)).steps)
    assert drafted(clara, key) == {
        "label": {"ru": "Позвонить после КП", "en": ""},
        "section": "deals",
        "on": {"event": "stage", "entered": ["offer"]},
        "do": [
            {"act": "notify", "to": ["owner"], "title": {"ru": "Вышло КП"}},
            {
                "act": "create",
                "section": "tasks",
                "values": {"name": "Позвонить: {{ name }}", "due_at": {"formula": "now() add duration'P3D'"}},
            },
        ],
    }
    listed = page(desk, BASE)
    assert "Позвонить после КП" in listed
    assert "не применено" in listed


def test_problems_stand_beside_their_cause_and_what_was_typed_stays(desk: Client) -> None:
    url = BASE + "+new/"
    form: Sent = {
        "label.ru": ["Плохое"],
        "key": ["bad"],
        "is_acting": ["on"],
        "on": ["0"],
        "on.0.event": ["stage"],
        "do": ["0", "1"],
        "do.0.act": ["set"],
        "do.0.v": ["0"],
        "do.0.v.0.field": ["amount"],
        "do.0.v.0.way": ["value"],
        "do.0.v.0.value": ["много"],
        "do.1.act": ["notify"],
        "do.1.to": ["owner"],
        "do.1.title.ru": ["{{ nobody }}"],
    }
    told = pressed(desk, url, form)
    assert 'id="f-do.0.v.0.value-error"' in told
    assert 'id="f-do.1.title.ru-error"' in told
    again = form_on(told, url)
    assert again["do.0.v.0.value"] == ["много"]
    assert again["do.1.title.ru"] == ["{{ nobody }}"]


def test_a_rule_says_of_which_records_it_would_be_true_while_it_is_written(desk: Client, clara: User) -> None:
    make("deals", name="Мелкая", amount="10")
    make("deals", name="Большая", amount="2000000")
    start(desk, rule("told", EVERYTHING["told"]))
    url = f"{BASE}told/"
    form = form_on(page(desk, url), url)
    form["model"][0] = '{"match": "all", "rows": [{"field": "amount", "operator": "lt", "value": "100"}]}'
    tried = pressed(desk, url, form, "try")
    assert "Мелкая" in tried
    assert "Большая" not in tried
    assert working_of(actor_of(clara)).steps == ()


def test_a_rule_is_paused_and_taken_out_of_use_in_the_draft(desk: Client, clara: User) -> None:
    start(desk, rule("quiet", EVERYTHING["quiet"]))
    assert desk.post(f"{BASE}quiet/pause/", {"paused": "1"}).status_code == 302
    assert (drafted(clara, "quiet") or {})["is_paused"] is True
    assert latest_snapshot().documents["rule"]["quiet"].get("is_paused") is None
    assert "на паузе" in page(desk, BASE)
    assert desk.post(f"{BASE}quiet/pause/", {}).status_code == 302
    assert working_of(actor_of(clara)).steps == ()
    assert desk.post(f"{BASE}quiet/retire/").status_code == 302
    assert drafted(clara, "quiet") is None


def test_the_list_tells_when_a_rule_acted_last_and_what_failed(desk: Client) -> None:
    start(desk, rule("quiet", EVERYTHING["quiet"]), rule("gone", EVERYTHING["gone"]))
    run = {"rule": "quiet", "section": "deals", "record_id": 1, "trigger": "silence", "cause": "c", "depth": 1}
    for state in (RunState.FAILED, RunState.DONE):
        RuleRun.objects.create(**run, at=clock.now(), state=state)
    listed = page(desk, BASE)
    assert "с ошибкой: 1" in listed
    assert 'href="/settings/rules/quiet/"' in listed
    assert "ещё не срабатывало" in listed


def test_only_who_shapes_sections_writes_rules(base_pack: Snapshot, client: Client, anna: User) -> None:
    client.force_login(anna)
    for url in (BASE, BASE + "+new/"):
        page(client, url, 403)
    assert client.post(BASE + "+new/", {}).status_code == 403


def test_a_rule_of_another_section_is_not_found_here(desk: Client) -> None:
    start(desk, rule("quiet", EVERYTHING["quiet"]))
    page(desk, "/settings/designer/leads/rules/quiet/", 404)
    page(desk, f"{BASE}nothing/", 404)
