"""Tables of the test sections, made once for the tests of conditions and dropped after them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, models

from artel.platform.conditions.tests.rows import create_tables


@pytest.fixture(scope="session")
def tables(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, type[models.Model]]]:
    """Runtime classes whose tables exist for the length of the session; tests fill them in transactions."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        found = create_tables()
    yield found
    with django_db_blocker.unblock(), connection.schema_editor() as editor:  # type: ignore[attr-defined]
        for model in reversed(found.values()):
            editor.delete_model(model)
