"""A whole section made by a pack or by the company: its own table."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import Body, DefinitionKind, LabelBody, Labelled, problem, unknown_menu
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

PREFIX = "x_"
"""Keys of sections and fields made by companies begin so: a later built-in can't clash with them."""
MOMENTS = (Kind.DATE, Kind.DATETIME)
MINUTES = (Kind.INTEGER, Kind.DURATION)


class CalendarBody(Body):
    """Fields that put records on the calendar: when they begin, and end or how many minutes they take."""

    start: str
    end: str = ""
    duration: str = ""


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
    calendar: CalendarBody | None = None


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
    if spec and body.calendar:
        yield from _check_calendar(document, body.calendar, spec)


def _check_calendar(document: Document, body: CalendarBody, spec: SectionSpec) -> Iterable[DefinitionProblem]:
    start = spec.field(body.start)
    if start is None or start.kind not in MOMENTS:
        yield problem(document, "calendar.start", "bad_calendar", _("A calendar begins with a date or a moment."))
    end = spec.field(body.end) if body.end else start
    if end is None or (start is not None and end.kind is not start.kind):
        yield problem(document, "calendar.end", "bad_calendar", _("The end is a field of the same type as the start."))
    length = spec.field(body.duration) if body.duration else None
    if body.duration and (length is None or length.kind not in MINUTES):
        yield problem(document, "calendar.duration", "bad_calendar", _("The length is a field of whole minutes."))


KIND = DefinitionKind(key="section", label=Label("Раздел", "Section"), body=SectionBody, check=check, order=10)
