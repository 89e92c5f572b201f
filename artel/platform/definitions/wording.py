"""What a body's form gets wrong, in the reader's language: Pydantic's own messages are English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

TEXTS: Mapping[str, str | Promise] = {
    "missing": _("This must be given."),
    "extra_forbidden": _("There is no such key here."),
    "string_type": _("A text is expected; put quotes around it."),
    "int_type": _("A whole number is expected."),
    "int_parsing": _("A whole number is expected."),
    "int_from_float": _("A whole number is expected."),
    "float_type": _("A number is expected."),
    "float_parsing": _("A number is expected."),
    "decimal_type": _("A number is expected."),
    "decimal_parsing": _("A number is expected."),
    "bool_type": _("true or false is expected."),
    "bool_parsing": _("true or false is expected."),
    "dict_type": _("A mapping of keys to values is expected here."),
    "mapping_type": _("A mapping of keys to values is expected here."),
    "model_type": _("A mapping of keys to values is expected here."),
    "model_attributes_type": _("A mapping of keys to values is expected here."),
    "tuple_type": _("A list is expected."),
    "list_type": _("A list is expected."),
    "literal_error": _("One of these is expected: %(expected)s."),
    "enum": _("One of these is expected: %(expected)s."),
    "string_pattern_mismatch": _("The text does not have the form expected: %(pattern)s."),
    "string_too_long": _("The text is longer than %(max_length)s characters."),
    "string_too_short": _("The text is shorter than %(min_length)s characters."),
    "too_long": _("There are more than %(max_length)s values."),
    "too_short": _("There are fewer than %(min_length)s values."),
    "greater_than_equal": _("The number is less than %(ge)s."),
    "greater_than": _("The number must be more than %(gt)s."),
    "less_than_equal": _("The number is more than %(le)s."),
    "less_than": _("The number must be less than %(lt)s."),
    "union_tag_invalid": _("One of these is expected: %(expected_tags)s."),
    "union_tag_not_found": _("%(discriminator)s must say what this is."),
    "value_error": "%(error)s",
}


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing wrong with a form: dotted path, stable code, message for people."""

    path: str
    code: str
    message: str | Promise


def form_problems(error: ValidationError) -> Iterator[FormProblem]:
    """Yield all that Pydantic found."""
    for found in error.errors():
        facts: Mapping[str, Any] = found.get("ctx", {})
        text = TEXTS.get(found["type"])
        message = found["msg"] if text is None else text % facts if facts else text
        yield FormProblem(".".join(str(part) for part in found["loc"]), found["type"], message)
