"""Rules on the screen: as sentences, with their log, paused, tried and repeated; «why did this happen?» on the card."""

from __future__ import annotations

import pytest
from django.test import Client

from artel.platform.automation.models import RuleRun, RunState
from artel.platform.automation.tests.conftest import Rules
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.records.models import FeedEntry
from artel.platform.users.models import User
from tests.support.domain import change, make, stored


@pytest.fixture
def big(rules: Rules) -> None:
    """Put a rule into force that names big deals."""
    rules(
        big={
            "label": {"ru": "Крупная продажа", "en": "Big deal"},
            "on": {"event": "changed", "fields": ["amount"]},
            "when": "amount gt 1000",
            "do": [{"act": "set", "values": {"description": "Крупная: {{ amount }}"}}],
        }
    )


def page(client: Client, url: str, status: int = 200) -> str:
    """Return a page as text."""
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def test_a_rule_reads_as_a_sentence_in_both_languages(big: None, client: Client, clara: User) -> None:
    client.force_login(clara)
    text = page(client, "/settings/rules/")
    assert "Крупная продажа" in text
    assert "изменено: Сумма; Сумма больше 1\N{NO-BREAK SPACE}000" in text
    assert "записать Описание = «Крупная: …»" in text
    clara.language = "en"
    clara.save()
    assert "changed: Amount; Amount more than" in page(client, "/settings/rules/")


def test_whom_a_rule_would_concern_is_seen_before(big: None, client: Client, clara: User) -> None:
    make("deals", name="Мелкая", amount="10")
    make("deals", name="Большая", amount="2000")
    client.force_login(clara)
    assert "Большая" not in page(client, "/settings/rules/big/")
    tried = page(client, "/settings/rules/big/?try=1")
    assert "Большая" in tried
    assert "Мелкая" not in tried


def test_the_log_names_records_and_is_narrowed_by_state(big: None, client: Client, clara: User) -> None:
    record = make("deals", name="Лифт")
    change("deals", record, amount="5000")
    client.force_login(clara)
    assert "Лифт" in page(client, "/settings/rules/big/")
    assert "Лифт" in page(client, "/settings/rules/big/?state=done")
    assert "Лифт" not in page(client, "/settings/rules/big/?state=failed")


def test_a_rule_is_paused_and_acts_again(big: None, client: Client, clara: User) -> None:
    client.force_login(clara)
    record = make("deals", name="Лифт")
    for paused, expected in (("1", None), ("0", "Крупная: 6\N{NO-BREAK SPACE}000,00\N{NO-BREAK SPACE}₽")):
        assert client.post("/settings/rules/big/pause/", {"paused": paused}).status_code == 302
        with holding(latest_snapshot()):
            change("deals", record, amount="5000" if paused == "1" else "6000")
        assert stored("deals", record, "description") == (expected,)


def test_a_failed_run_is_repeated_when_its_reason_is_gone(rules: Rules, client: Client, clara: User) -> None:
    rules(name={"on": {"event": "created"}, "do": [{"act": "set", "values": {"name": {"formula": "description"}}}]})
    record = make("deals", name="Лифт")
    assert RuleRun.objects.get().state == RunState.FAILED
    client.force_login(clara)
    change("deals", record, description="Новое имя")
    assert client.post("/settings/rules/name/replay/").status_code == 302
    run = RuleRun.objects.get()
    assert (run.state, run.attempt) == (RunState.DONE, 2)
    assert stored("deals", record, "name") == ("Новое имя",)


def test_only_who_may_sees_rules(big: None, client: Client, anna: User) -> None:
    client.force_login(anna)
    for url in ("/settings/rules/", "/settings/rules/big/"):
        page(client, url, 403)
    assert client.post("/settings/rules/big/pause/", {"paused": "1"}).status_code == 403
    assert client.post("/settings/rules/big/replay/").status_code == 403


def test_an_unknown_rule_is_not_found(big: None, client: Client, clara: User) -> None:
    client.force_login(clara)
    page(client, "/settings/rules/nothing/", 404)


def test_the_card_says_why_something_happened(big: None, client: Client, anna: User, boris: User) -> None:
    record = make("deals", name="Лифт", owner=anna.pk)
    change("deals", record, amount="5000")
    entry = FeedEntry.objects.get(section="deals", record_id=record, rule="big")
    client.force_login(anna)
    url = f"/deals/{record}/feed/{entry.pk}/why/"
    assert url in page(client, f"/deals/{record}/feed/")
    told = page(client, url)
    for words in ("Крупная продажа", "изменено: Сумма", "Артель: изменение записи", "Лифт"):
        assert words in told
    theirs = FeedEntry.objects.filter(section="deals", record_id=record, rule="").first()
    assert theirs is not None
    page(client, f"/deals/{record}/feed/{theirs.pk}/why/", 404)


def test_why_names_no_record_that_one_may_not_see(rules: Rules, client: Client, anna: User, boris: User) -> None:
    rules(
        hand={
            "on": {"event": "created"},
            "do": [{"act": "hand_on", "of": "account", "values": {"description": "Есть продажа"}}],
        }
    )
    account = make("accounts", name="ООО «Дом»", owner=anna.pk)
    hidden = make("deals", name="Тайная", owner=boris.pk, account=account)
    entry = FeedEntry.objects.get(section="accounts", record_id=account, rule="hand")
    client.force_login(anna)
    told = page(client, f"/accounts/{account}/feed/{entry.pk}/why/")
    assert "Тайная" not in told
    assert f"№ {hidden}" in told
