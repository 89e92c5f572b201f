"""Parsing shared by the field types that store one line or several lines of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel import text
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.spec import FieldSpec

MAX_LINE = 500
MAX_LONG = 100_000


def as_line(spec: FieldSpec, value: object) -> str:
    """Return one clean line no longer than the field allows; raises ValueProblem."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueProblem("not_text", _("A line of text is expected here."))
    line = text.clean_line(value if isinstance(value, str) else str(value))
    limit = spec.options.get("max_length", MAX_LINE)
    if len(line) > limit:
        raise ValueProblem(
            "too_long",
            _("The text is longer than %(limit)s characters.") % {"limit": limit},
            suggestion=line[:limit],
        )
    return line


def as_text(spec: FieldSpec, value: object) -> str:
    """Return clean text with its line breaks; raises ValueProblem."""
    if not isinstance(value, str):
        raise ValueProblem("not_text", _("Text is expected here."))
    cleaned = text.clean(value)
    if len(cleaned) > MAX_LONG:
        raise ValueProblem("too_long", _("The text is longer than %(limit)s characters.") % {"limit": MAX_LONG})
    return cleaned


def text_column(limit: int | None = None) -> Callable[[FieldSpec], models.Field[Any, Any]]:
    """Return a maker of a nullable text column; PostgreSQL's text has no need for a length."""

    def make(_spec: FieldSpec) -> models.Field[Any, Any]:
        column: models.Field[Any, Any] = models.TextField(null=True, blank=True, max_length=limit)
        return column

    return make


def show_text(_spec: FieldSpec, value: object, _language: str) -> str:
    """Return the stored text as it is."""
    return str(value)
