"""Deals with steps, in the base pack: what tests of steps declare and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot

Declare = Callable[..., None]


def step(key: str, **facts: Any) -> dict[str, Any]:
    """Return a step's body; its title is its key."""
    return {"key": key, "label": {"ru": key, "en": key}, **facts}


def pipeline(steps: dict[str, list[dict[str, Any]]]) -> Document:
    """Return the pipeline of deals new → work → won, lost, with steps by stage."""
    kinds = {"new": "open", "work": "open", "won": "success", "lost": "failure"}
    stages = [
        {"key": key, "label": {"ru": key, "en": key}, "kind": kind, "steps": steps.get(key, [])}
        for key, kind in kinds.items()
    ]
    body = {"label": {"ru": "Шаги", "en": "Steps"}, "section": "deals", "is_default": True, "stages": stages}
    return Document(kind="pipeline", key="a_steps", body=body)


@pytest.fixture
def declare(base_pack: Snapshot) -> Iterator[Declare]:
    """Return a function that declares steps by stage, `declare(new=[step("call")])`, and holds what was applied."""
    with ExitStack() as held:

        def put(*more: Document, **steps: list[dict[str, Any]]) -> None:
            apply_documents([*more, pipeline(steps)], actor=SYSTEM)
            held.enter_context(holding(latest_snapshot()))

        yield put
