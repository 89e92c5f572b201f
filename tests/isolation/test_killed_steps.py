"""A process killed in the middle of a move leaves nothing half: no record moved, no step made, and then all once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.process.models import ProcessStep
from artel.platform.process.moving import move
from artel.platform.records import door
from tests.exchange.test_interruptions import address_of_tests
from tests.isolation.test_apply_under_load import clean_schema  # noqa: F401 - a fixture
from tests.support.domain import rows

NUMBER = 60
# The activities are written, their steps are not remembered yet: then the process is killed.
MOVING = """
import os, signal, sys
import django
django.setup()
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.events import RecordsCreated, subscribe
from artel.platform.process.moving import move

@subscribe(RecordsCreated, section="tasks")
def die(event):
    os.kill(os.getpid(), signal.SIGKILL)

with holding(latest_snapshot()):
    move("deals", [int(i) for i in sys.argv[1].split(",")], "work", actor=SYSTEM)
"""
STAGES = [
    {"key": "new", "label": {"ru": "Новая", "en": "New"}},
    {
        "key": "work",
        "label": {"ru": "Работа", "en": "Work"},
        "steps": [{"key": key, "label": {"ru": key, "en": key}} for key in ("a", "b")],
    },
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clean_schema")
def test_a_killed_move_leaves_nothing_half() -> None:
    body = {"label": {"ru": "Шаги", "en": "Steps"}, "section": "deals", "is_default": True, "stages": STAGES}
    apply_documents([Document(kind="pipeline", key="a_steps", body=body)], actor=SYSTEM)
    with holding(latest_snapshot()):
        ids = door.create("deals", [{"name": f"Лифт {n}"} for n in range(NUMBER)], actor=SYSTEM)
        environment = {**os.environ, "DATABASE_URL": address_of_tests()}
        killed = subprocess.run(
            [sys.executable, "-c", MOVING, ",".join(map(str, ids))], env=environment, check=False, timeout=120
        )
        assert killed.returncode == -signal.SIGKILL
        assert {stage for (stage,) in rows("deals", "stage")} == {"new"}
        assert rows("tasks", "id") == []
        assert not ProcessStep.objects.exists()
        move("deals", ids, "work", actor=SYSTEM)
        move("deals", ids, "new", actor=SYSTEM)
        move("deals", ids, "work", actor=SYSTEM)
        assert len(rows("tasks", "id")) == ProcessStep.objects.count() == 2 * NUMBER
