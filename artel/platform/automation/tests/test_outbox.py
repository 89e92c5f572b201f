"""What rules send out of the house: with the change, once, under a key that stays the same at every try."""

from __future__ import annotations

import hmac
import json
import threading
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from artel.platform.access.policy import actor_of
from artel.platform.automation.acting import replay
from artel.platform.automation.commands import run_key
from artel.platform.automation.models import OutboxState, Outgoing, RuleRun, RunState
from artel.platform.automation.outbox import PATIENCE, send_due, signature
from artel.platform.automation.tests.conftest import Rules
from artel.platform.users.models import User
from tests.support.domain import make


@dataclass(slots=True)
class Receiver:
    """A stand-in for somebody else's system: it remembers what came and answers as it is told."""

    url: str = ""
    status: int = 200
    came: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a system that takes requests at `url`."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["X-Artel-Signature"] == f"sha256={signature(body)}"
            found.came.append((self.headers["Idempotency-Key"], self.path, json.loads(body)))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Keep still."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        found.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        yield found
        server.shutdown()
        thread.join()


def hook(rules: Rules, receiver: Receiver) -> None:
    """Put the rule into force that tells the receiver of new deals."""
    action = {"act": "webhook", "url": receiver.url, "fields": ["name", "amount"]}
    rules(hook={"on": {"event": "created"}, "do": [action]})


def test_a_webhook_goes_out_with_its_key_and_the_run_is_done(rules: Rules, receiver: Receiver) -> None:
    hook(rules, receiver)
    record = make("deals", name="Лифт", amount="1500")
    assert not receiver.came
    assert RuleRun.objects.get().state == RunState.SENDING
    assert send_due() == 1
    run = RuleRun.objects.get()
    assert run.state == RunState.DONE
    ((key, path, body),) = receiver.came
    assert (key, path) == (f"{run.pk}-0", "/hook")
    assert (body["section"], body["id"], body["values"]) == ("deals", record, {"name": "Лифт", "amount": "1500.00"})
    assert send_due() == 0


def test_nothing_goes_out_for_a_change_that_was_rolled_back(rules: Rules, receiver: Receiver) -> None:
    hook(rules, receiver)
    with transaction.atomic():
        make("deals", name="Лифт")
        assert Outgoing.objects.exists()
        transaction.set_rollback(True)
    assert not Outgoing.objects.exists()
    assert send_due() == 0


def test_trouble_is_tried_again_later_with_the_same_key(rules: Rules, receiver: Receiver) -> None:
    hook(rules, receiver)
    make("deals", name="Лифт")
    receiver.status = 503
    assert send_due() == 0
    waiting = Outgoing.objects.get()
    assert (waiting.state, waiting.attempts) == (OutboxState.WAITING, 1)
    assert waiting.due_at > timezone.now()
    assert send_due() == 0
    receiver.status = 200
    assert send_due(now=timezone.now() + timedelta(minutes=1)) == 1
    assert len({key for key, _path, _body in receiver.came}) == 1


def test_what_is_given_up_is_told_and_can_be_sent_again(rules: Rules, receiver: Receiver, clara: User) -> None:
    hook(rules, receiver)
    make("deals", name="Лифт")
    receiver.status = 400
    send_due()
    run = RuleRun.objects.get()
    assert (run.state, run.error) == (RunState.FAILED, "400 Bad Request")
    receiver.status = 200
    assert replay([run.pk], actor=actor_of(clara)) == 1
    assert send_due() == 1
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert len({key for key, _path, _body in receiver.came}) == 1


def test_a_redirect_is_not_delivered(rules: Rules, receiver: Receiver) -> None:
    hook(rules, receiver)
    make("deals", name="Лифт")
    receiver.status = 302
    assert send_due() == 0
    run = RuleRun.objects.get()
    assert (run.state, run.error) == (RunState.FAILED, "302 Found")


def test_what_can_never_be_sent_is_given_up_and_stops_nobody(rules: Rules, receiver: Receiver) -> None:
    hook(rules, receiver)
    make("deals", name="Лифт")
    make("deals", name="Эскалатор")
    first = Outgoing.objects.earliest("id")
    Outgoing.objects.filter(pk=first.pk).update(payload={**first.payload, "url": "http://[broken/"})
    assert send_due() == 1
    first.refresh_from_db()
    assert first.state == OutboxState.FAILED
    assert len(receiver.came) == 1


def test_a_receiver_checks_the_signature_with_the_printed_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_key(Namespace()) == 0
    key = bytes.fromhex(capsys.readouterr().out)
    assert hmac.new(key, b"{}", "sha256").hexdigest() == signature(b"{}")


def test_after_many_tries_a_thing_is_given_up(rules: Rules, receiver: Receiver) -> None:
    hook(rules, receiver)
    make("deals", name="Лифт")
    receiver.status = 500
    for day in range(PATIENCE + 2):
        send_due(now=timezone.now() + timedelta(days=day))
    assert len(receiver.came) == PATIENCE
    assert RuleRun.objects.get().state == RunState.FAILED


def test_a_worker_that_died_leaves_its_things_to_the_next(rules: Rules, receiver: Receiver) -> None:
    hook(rules, receiver)
    make("deals", name="Лифт")
    Outgoing.objects.update(due_at=timezone.now() + timedelta(minutes=2))
    assert send_due() == 0
    assert send_due(now=timezone.now() + timedelta(minutes=3)) == 1


def test_a_letter_goes_to_the_address_of_the_record(rules: Rules) -> None:
    letter = {"act": "letter", "to": "account/email", "subject": "КП: {{ name }}", "text": "Сумма {{ amount }}"}
    rules(letter={"on": {"event": "created"}, "do": [letter]})
    account = make("accounts", name="ООО «Дом»", email="dom@example.com")
    make("deals", name="Лифт", amount="100", account=account)
    send_due()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["dom@example.com"], "КП: Лифт")
    assert str(RuleRun.objects.get().pk) in sent.extra_headers["Message-ID"]


def test_a_letter_without_an_address_fails_visibly(rules: Rules) -> None:
    letter = {"act": "letter", "to": "account/email", "subject": "А", "text": "Б"}
    rules(letter={"on": {"event": "created"}, "do": [letter]})
    make("deals", name="Лифт")
    assert RuleRun.objects.get().state == RunState.FAILED
