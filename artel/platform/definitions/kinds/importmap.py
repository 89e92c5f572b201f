"""A saved mapping of a file's columns to fields. Its body is written and read by `exchange`."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from artel.platform.definitions.kind import DefinitionKind, Labelled, no_check
from artel.platform.kernel.labels import Label


class ImportMapBody(Labelled):
    """`section` is the main section; `columns` and `options` are the engine's own."""

    section: str
    columns: list[dict[str, Any]] = Field(default_factory=list)
    options: dict[str, Any] = Field(default_factory=dict)


KIND = DefinitionKind(
    key="importmap", label=Label("Сопоставление", "Import map"), body=ImportMapBody, check=no_check, order=90
)
