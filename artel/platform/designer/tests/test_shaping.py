"""What the designer shapes beside fields and cards, asked by plain requests: moves between stages and the like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from artel.platform.definitions.current import forget_snapshots
from artel.platform.designer.models import DesignDraft
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, document
from tests.support.personas import install

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/"
STAGES = (("prepare", "Готовим", "open"), ("sent", "Подана", "open"), ("won", "Победа", "success"))


@pytest.fixture
def desk(clara: User) -> Iterator[Client]:
    """Return the coordinator's browser over an installation with tenders; nothing of it outlives the test."""
    install(TENDERS)
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def edits() -> dict[str, dict[str, Any]]:
    """Return what stands in the draft: key → body."""
    found = DesignDraft.objects.get().edits
    return {edit["key"]: edit["body"] for edit in found if not edit.get("is_retired")}


def rows_of(*stages: tuple[str, str, str, str]) -> dict[str, object]:
    """Return what a form sends of stages: id of the row, key it had, name, kind."""
    names = ("row.id", "row.was", "row.ru", "row.kind")
    return {name: [stage[place] for stage in stages] for place, name in enumerate(names)} | {"label.ru": "Торги"}


def test_moves_are_chosen_among_stages_and_new_ones(desk: Client) -> None:
    body = {
        "label": "Заявки",
        "section": "x_tenders",
        "stages": [{"key": key, "label": name, "kind": kind} for key, name, kind in STAGES],
    }
    body["stages"][0]["to"] = ["won", "sent"]
    install([document("pipeline", "x_bids", body=body)])
    url = f"{BASE}x_tenders/pipelines/x_bids/"
    page = desk.get(url).content.decode()
    assert 'name="to.prepare" value="sent" checked' in page
    assert 'name="to.sent" value="won">' in page

    added = rows_of(*((key, key, name, kind) for key, name, kind in STAGES), ("+1", "", "Торг", "open"))
    ticked = {"has_moves": "1", "to.prepare": ["won", "sent"], "to.sent": ["+1", "won"], "to.+1": ["won", "gone"]}
    assert desk.post(url, {**added, **ticked}).status_code == 302
    told = {stage["key"]: stage.get("to") for stage in edits()["x_bids"]["stages"]}
    assert told == {"prepare": ["won", "sent"], "sent": ["won", "torg"], "won": None, "torg": ["won"]}

    taken = rows_of(("prepare", "prepare", "Готовим", "open"), ("won", "won", "Победа", "success"))
    assert desk.post(url, {**taken, "has_moves": "1", "to.prepare": ["sent", "won"]}).status_code == 302
    told = {stage["key"]: stage.get("to") for stage in edits()["x_bids"]["stages"]}
    assert told == {"prepare": ["won"], "won": None}
