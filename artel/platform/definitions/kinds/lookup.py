"""A lookup: an editable list of values. Values are never deleted, only retired."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, Labelled, problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot


class ValueBody(Labelled):
    """One value; `parent` is a value of the parent lookup."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")
    parent: str | None = None
    is_retired: bool = False


class LookupBody(Labelled):
    """Values in the order of showing."""

    values: tuple[ValueBody, ...] = ()


def check(document: Document, body: LookupBody, _snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """No key stands twice."""
    seen: set[str] = set()
    for position, value in enumerate(body.values):
        if value.key in seen:
            message = _("The value «%(key)s» stands twice.") % {"key": value.key}
            yield problem(document, f"values.{position}", "duplicate_key", message)
        seen.add(value.key)


KIND = DefinitionKind(key="lookup", label=Label("Справочник", "Lookup"), body=LookupBody, check=check, order=15)
