"""Patience with the database: what takes too long is stopped and undone, and the patience ends with its block."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from artel.platform.kernel.patience import TookTooLong, patiently

pytestmark = pytest.mark.django_db


def _ask(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_what_takes_too_long_is_stopped_and_all_goes_on_as_before() -> None:
    before = _ask("SELECT current_setting('statement_timeout')")
    with transaction.atomic():
        with pytest.raises(TookTooLong), patiently(50):
            _ask("SELECT pg_sleep(20)")
        assert _ask("SELECT current_setting('statement_timeout')") == before
        with patiently(50_000):
            assert _ask("SELECT current_setting('statement_timeout')") == "50s"
        assert _ask("SELECT current_setting('statement_timeout')") == before


def test_other_trouble_stays_what_it_is() -> None:
    with pytest.raises(OperationalError), patiently(1000):
        raise OperationalError
