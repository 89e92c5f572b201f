"""What the screens of a section show. The document's key is the section's."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import Body, DefinitionKind, Labelled, problem, unknown_fields
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Kind, Snapshot


class GroupBody(Labelled):
    """A heading with its fields."""

    fields: tuple[str, ...]


class DetailBody(Body):
    """A related list: records of `section` whose `field` points here."""

    section: str
    field: str


class LayoutBody(Body):
    """See LayoutSpec; what is left out is derived from the fields."""

    columns: tuple[str, ...] = ()
    groups: tuple[GroupBody, ...] = ()
    key_facts: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    board_facts: tuple[str, ...] = ()
    details: tuple[DetailBody, ...] = ()
    totals: tuple[str, ...] = ()


def check(document: Document, body: LayoutBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Every field and detail named exists."""
    spec = snapshot.sections.get(document.key)
    if spec is None:
        yield problem(document, "", "unknown_section", _("There is no section «%(key)s».") % {"key": document.key})
        return
    for part in ("columns", "key_facts", "form", "filters", "board_facts", "totals"):
        yield from unknown_fields(document, part, getattr(body, part), spec.fields)
    for position, group in enumerate(body.groups):
        yield from unknown_fields(document, f"groups.{position}", group.fields, spec.fields)
    for position, detail in enumerate(body.details):
        section = snapshot.sections.get(detail.section)
        pointing = section.field(detail.field) if section else None
        if pointing is None or pointing.kind is not Kind.REFERENCE or pointing.target != document.key:
            message = _("«%(section)s.%(field)s» does not point to this section.") % {
                "section": detail.section,
                "field": detail.field,
            }
            yield problem(document, f"details.{position}", "bad_detail", message)


KIND = DefinitionKind(key="layout", label=Label("Макет", "Layout"), body=LayoutBody, check=check, order=40)
