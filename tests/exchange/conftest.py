"""What the stories of import need: a lookup, managers to be named in cells, and a base with a few accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.users.models import User
from tests.support import messy_workbook
from tests.support.people import person

CATEGORIES = [{"key": key, "label": label} for key, label in messy_workbook.CATEGORIES.items()]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Settings) -> None:
    """Keep uploads of a test in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def house(db: None) -> Iterator[None]:
    """Apply the lookup of categories."""
    forget_snapshots()
    body = {"label": "Категории", "values": CATEGORIES}
    apply_documents([Document(kind="lookup", key="account_categories", body=body)], actor=SYSTEM)
    yield
    forget_snapshots()


@pytest.fixture
def managers(db: None) -> list[User]:
    """Return the people whom the messy base names."""
    return [person(f"manager{n}", name) for n, name in enumerate(messy_workbook.MANAGERS)]


@pytest.fixture
def clerk(clara: User, house: None) -> Actor:
    """Return the administrator as the one who imports."""
    return actor_of(clara)
