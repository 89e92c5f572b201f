"""Migration operations of built-in sections: foreign keys with ON DELETE in the database."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


def foreign_key_sql(table: str, column: str, target_table: str, *, cascade: bool, is_validated: bool = True) -> str:
    """Return the statement that adds one foreign key; `is_validated` False defers the check of old rows."""
    action = "CASCADE" if cascade else "SET NULL"
    suffix = "" if is_validated else " NOT VALID"
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{foreign_key_name(table, column)}" '
        f'FOREIGN KEY ("{column}") REFERENCES "{target_table}" ("id") ON DELETE {action}{suffix}'
    )


def foreign_key_name(table: str, column: str) -> str:
    """Return the constraint's name, within PostgreSQL's 63 bytes."""
    return f"{table}_{column}"[:57] + "_fk"


class AddForeignKeys(Operation):
    """Adds `ON DELETE` foreign keys: rows of (column, target table, cascade)."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, keys: list[tuple[str, str, bool]]) -> None:
        """`table` is the referencing table."""
        self.table = table
        self.keys = keys

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The model state does not know these constraints."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Add each key."""
        for column, target, cascade in self.keys:
            schema_editor.execute(foreign_key_sql(self.table, column, target, cascade=cascade))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drop each key."""
        for column, _target, _cascade in self.keys:
            schema_editor.execute(
                f'ALTER TABLE "{self.table}" DROP CONSTRAINT IF EXISTS "{foreign_key_name(self.table, column)}"'
            )

    def describe(self) -> str:
        """Say what it does."""
        return f"Add foreign keys with ON DELETE to {self.table}"
