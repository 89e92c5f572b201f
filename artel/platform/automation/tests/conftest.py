"""Rules of a test, put into force over the base pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot

Rules = Callable[..., None]


@pytest.fixture
def rules(base_pack: Snapshot) -> Iterator[Rules]:
    """Return a function that puts rules of deals into force: key=body; they hold to the end of the test."""
    with ExitStack() as held:

        def put(**bodies: Mapping[str, Any]) -> None:
            apply_documents(
                [
                    Document(kind="rule", key=key, body={"label": key, "section": "deals", **body})
                    for key, body in bodies.items()
                ],
                actor=SYSTEM,
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS affiliations_main_once DEFERRED")
            held.enter_context(holding(latest_snapshot()))

        yield put
