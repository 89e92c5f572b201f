"""When a section is searched for duplicates. The document's key is the section's; without one the default holds.

The time is that of the company's clock. Rules that act in a search are what it looks by (`kinds/duplicates.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import Body, DefinitionKind, problem
from artel.platform.definitions.kinds.calendar import Weekday
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot


class SearchTimeBody(Body):
    """`day` is that of a search every week; `never` leaves searching to people."""

    every: Literal["day", "week", "never"] = "day"
    day: Weekday = "sun"
    at: str = Field(default="02:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


def check(document: Document, _body: SearchTimeBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """There is such a section."""
    if document.key not in snapshot.sections:
        yield problem(document, "", "unknown_section", _("There is no section “%(key)s”.") % {"key": document.key})


KIND = DefinitionKind(
    key="search_time",
    label=Label("Время поиска дубликатов", "Time of the search for duplicates"),
    body=SearchTimeBody,
    check=check,
    order=60,
)
