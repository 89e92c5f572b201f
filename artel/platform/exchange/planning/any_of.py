"""`column = ANY(array)`: one parameter for thousands of values, where Django's `IN` binds each by itself."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Lookup):
    """A condition for `filter()`: `AnyOf(F("phone"), [...])`. Values are of one type, already as stored."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Return the condition with its array as the only parameter."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*parameters, self.rhs)


def any_of(column: str, values: object) -> AnyOf:
    """Return the condition that a column, by its path, holds one of the values."""
    return AnyOf(F(column), list(values))  # type: ignore[call-overload]
