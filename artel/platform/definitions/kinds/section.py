"""A whole section made by a pack or by the company: its own table."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, LabelBody, Labelled, problem, unknown_menu
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Kind, Snapshot

PREFIX = "x_"
"""Keys of sections and fields made by companies begin so: a later built-in can't clash with them."""


class SectionBody(Labelled):
    """`parent` names the reference field that makes its records details of another record, `menu` its group there."""

    singular: LabelBody = LabelBody()
    counted: tuple[str, str, str, str, str] = ("запись", "записи", "записей", "record", "records")
    name_label: LabelBody = LabelBody(ru="Название", en="Name")
    name_required: bool = True
    icon: str = Field(default="folder", pattern=r"^[a-z0-9-]+$")
    parent: str | None = None
    in_menu: bool = True
    menu: str = ""
    position: int = 100
    has_feed: bool = True
    has_activities: bool = True
    has_pipeline: bool = False
    default_order: tuple[str, ...] = ("-updated_at",)


def check(document: Document, body: SectionBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """The key is prefixed; the parent is a reference field."""
    if not document.key.startswith(PREFIX):
        yield problem(document, "", "bad_key", _("The key of an own section begins with x_."))
    yield from unknown_menu(document, body.menu, snapshot)
    spec = snapshot.sections.get(document.key)
    if spec and body.parent:
        parent = spec.field(body.parent)
        if parent is None or parent.kind is not Kind.REFERENCE:
            yield problem(document, "parent", "bad_parent", _("The parent must be a reference field of the section."))


KIND = DefinitionKind(key="section", label=Label("Раздел", "Section"), body=SectionBody, check=check, order=10)
