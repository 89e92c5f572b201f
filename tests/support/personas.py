"""The roles of Anna, Boris and Dmitri, installed as a pack would install them, and the four as actors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User

Body = Mapping[str, Any]

MANAGER: Body = {
    "label": {"ru": "Менеджер", "en": "Manager"},
    "sections": {"*": ["read", "create", "change", "remove", "assign", "export"]},
    "records": {"*": {"read": "own"}},
    "tools": ["export.run"],
}
HEAD: Body = {
    "label": {"ru": "Руководитель отдела", "en": "Head of department"},
    "sections": {"*": ["read", "create", "change", "remove", "export", "import", "assign"]},
    "records": {"*": {"read": "team"}},
    "tools": ["export.run", "import.run", "views.share", "access.explain"],
}
PORTAL: Body = {
    "label": {"ru": "Внешний пользователь", "en": "Outsider"},
    "sections": {},
    "is_portal": True,
}


def role(key: str, body: Body) -> Document:
    """Return the document of a role."""
    return Document(kind="role", key=key, body=body)


def install(documents: Sequence[Document]) -> Snapshot:
    """Apply documents as the system and return the snapshot in force."""
    apply_documents(documents, actor=SYSTEM)
    return latest_snapshot()


@pytest.fixture
def roles(db: None) -> Iterator[Snapshot]:
    """Hold a configuration with the roles `manager` (own), `head` (team) and `portal` (nothing yet)."""
    with holding(install([role("manager", MANAGER), role("head", HEAD), role("portal", PORTAL)])) as snapshot:
        yield snapshot


@pytest.fixture
def acting(roles: Snapshot) -> Callable[[User], Actor]:
    """Return a function from a person to the actor that a request of his would carry."""
    return actor_of
