"""Parsing shared by the field types that point at something by its id."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.spec import FieldSpec


def as_id(_spec: FieldSpec, value: object) -> int:
    """Return a positive id; whether it exists and may be seen is the door's question."""
    written = str(value).strip()
    if isinstance(value, bool) or not written.isascii() or not written.isdigit() or not 0 < int(written) < 2**63:
        raise ValueProblem("not_id", _("Choose a value from the list."))
    return int(written)


def show_id(_spec: FieldSpec, value: object, _language: str) -> str:
    """Return the bare id; consumers show the label that comes from the same query."""
    return str(value)
