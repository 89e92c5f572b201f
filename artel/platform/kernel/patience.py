"""How long the database may work on one thing before it is stopped: a condition may be one that no index serves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled

from artel.platform.kernel.errors import ArtelError


class TookTooLong(ArtelError):
    """The database was stopped at the end of our patience; nothing of what was begun is kept."""

    code = "took_too_long"
    http_status = 503
    message = _("The database needs too long for this condition.")


@contextmanager
def patiently(milliseconds: int) -> Iterator[None]:
    """Stop each statement inside that takes longer, undo what stands inside, and raise TookTooLong."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
                [str(milliseconds)],
            )
            before = cursor.fetchone()
            yield
            # Inside a greater transaction the setting would outlive this block; an undone block takes it along.
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before[0] if before else "0"])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise
