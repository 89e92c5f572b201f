"""Deals that need a visa, in the base pack: what tests of approvals declare, do and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.process.approvals.models import Approval
from artel.platform.process.moving import move
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Team, User
from tests.support.domain import make
from tests.support.people import person

Declare = Callable[..., None]
KINDS = {"new": "open", "visa": "open", "work": "open", "won": "success", "lost": "failure"}
HEAD = {"to": "role", "role": "head"}


def visa(**facts: Any) -> dict[str, Any]:
    """Return the body of an approval by whoever has the role of a head."""
    return {"key": "visa", "label": {"ru": "Виза", "en": "Visa"}, "to": [HEAD], **facts}


def pipeline(**stages: dict[str, Any]) -> Document:
    """Return the pipeline of deals new → visa → work → won, lost, with facts of stages."""
    found = [
        {"key": key, "label": {"ru": key, "en": key}, "kind": kind, **stages.get(key, {})}
        for key, kind in KINDS.items()
    ]
    body = {"label": {"ru": "Визы", "en": "Visas"}, "section": "deals", "is_default": True, "stages": found}
    return Document(kind="pipeline", key="a_visas", body=body)


@pytest.fixture
def declare(base_pack: Snapshot) -> Iterator[Declare]:
    """Return a function that declares stages, `declare(visa={"approvals": [...]})`, and holds what was applied."""
    with ExitStack() as held:

        def put(**stages: dict[str, Any]) -> None:
            apply_documents([pipeline(**stages)], actor=SYSTEM)
            held.enter_context(holding(latest_snapshot()))

        yield put


@pytest.fixture
def vera(sales_team: Team) -> User:
    """Return another head of the department."""
    return person("vera", "Вересаева Вера", team=sales_team, role="head")


def acts(user: User) -> Actor:
    """Return a person as the actor of a request."""
    return actor_of(user)


def asked_deal(owner: User, **values: object) -> int:
    """Return a deal that its owner has moved to the stage of the visa."""
    deal = make("deals", name="Лифт", owner=owner.pk, **values)
    move("deals", [deal], "visa", actor=acts(owner))
    return deal


def approval_of(deal: int, key: str = "visa") -> Approval:
    """Return the last round of an approval."""
    return Approval.objects.filter(record_id=deal, key=key).order_by("-round")[0]


def states(deal: int) -> list[tuple[int, str]]:
    """Return (round, state) of all that was asked of a deal."""
    return list(Approval.objects.filter(record_id=deal).order_by("round").values_list("round", "state"))
