"""A worker killed while it sends out of the house: nothing is lost, and whoever knows the keys does nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.utils import timezone

from artel.platform.automation.models import OutboxState, Outgoing, RuleRun, RunState
from artel.platform.automation.outbox import LEASE, send_due
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots, holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door

pytestmark = pytest.mark.django_db(transaction=True)
RECORDS = 20
STUCK_AT = 7
WORKER = """
import django; django.setup()
from artel.platform.automation.outbox import send_due
send_due()
"""


class Receiver(ThreadingHTTPServer):
    """Takes requests, notes their keys, and keeps one waiting for an answer until it is told to go on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.keys: list[str] = []
        self.is_stuck, self.may_go_on = threading.Event(), threading.Event()


class Taking(BaseHTTPRequestHandler):
    """One request."""

    server: Receiver

    def do_POST(self) -> None:
        """Note the key; the seventh request gets no answer for the time being."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keys.append(self.headers["Idempotency-Key"])
        if len(self.server.keys) == STUCK_AT:
            self.server.is_stuck.set()
            self.server.may_go_on.wait(timeout=120)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Keep still."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that listens."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.may_go_on.set()
        server.shutdown()
        thread.join()
    forget_snapshots()


def address_of_tests() -> str:
    """Return the address of the tests' own database for another process."""
    found = connection.settings_dict
    person = f"{found['USER'] or 'postgres'}:{found['PASSWORD']}"
    if str(found["HOST"]).startswith("/"):
        return f"postgresql://{person}@/{found['NAME']}?host={found['HOST']}"
    return f"postgresql://{person}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


def test_a_killed_worker_loses_nothing_and_doubles_nothing(receiver: Receiver) -> None:
    url = f"http://127.0.0.1:{receiver.server_address[1]}/hook"
    rule = {
        "label": "Наружу",
        "section": "deals",
        "on": {"event": "created"},
        "do": [{"act": "webhook", "url": url}],
    }
    apply_documents([Document(kind="rule", key="outward", body=rule)], actor=SYSTEM)
    with holding(latest_snapshot()):
        door.create("deals", [{"name": f"Сделка {n}"} for n in range(RECORDS)], actor=SYSTEM)
    environment = {**os.environ, "DATABASE_URL": address_of_tests()}
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
    assert receiver.is_stuck.wait(timeout=120)
    worker.kill()
    worker.wait()
    sent = Outgoing.objects.filter(state=OutboxState.SENT).count()
    assert sent == STUCK_AT - 1
    receiver.may_go_on.set()
    assert send_due(now=timezone.now() + LEASE) == RECORDS - sent
    assert set(RuleRun.objects.values_list("state", flat=True)) == {RunState.DONE}
    came = Counter(receiver.keys)
    assert len(came) == RECORDS
    # The one that was on its way came twice, under its own key: the receiver knows it by that.
    assert [count for count in came.values() if count > 1] == [2]
