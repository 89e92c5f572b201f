"""The one family of errors. Views and the API map it to a response in one place each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, beside its cause.

    `row` is the position in the batch (0 for a single record), `field` the key of the field
    or None for the record as a whole, `suggestion` a value that would be accepted, if one is known.
    """

    code: str
    message: str | Promise
    field: str | None = None
    row: int = 0
    value: object = None
    suggestion: object = None
    data: Mapping[str, object] = dataclass_field(default_factory=dict)


class ArtelError(Exception):
    """Base of everything the product refuses. Never raised itself."""

    code = "error"
    http_status = 500
    is_retryable = False
    message: str | Promise = _("Something went wrong.")

    def __init__(self, message: str | Promise | None = None, **data: object) -> None:
        """`message` replaces the class's translatable text; `data` goes to the client as is."""
        if message is not None:
            self.message = message
        self.data: dict[str, object] = data
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(ArtelError):
    """The record or definition does not exist, or the actor may not know that it does."""

    code = "not_found"
    http_status = 404
    message = _("Nothing is found here. It may have been deleted, or you may not see it.")


class AccessDenied(ArtelError):
    """The actor sees the record but may not do this with it."""

    code = "access_denied"
    http_status = 403
    message = _("You have no right to do this.")


class ValidationFailed(ArtelError):
    """Values were refused; nothing was written. Carries every problem, not the first one."""

    code = "validation_failed"
    http_status = 422
    message = _("Some values need correction.")

    def __init__(self, problems: Iterable[Problem], message: str | Promise | None = None) -> None:
        """`problems` is not empty."""
        super().__init__(message)
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        return "; ".join(f"{p.field or ''}: {p.message}".lstrip(": ") for p in self.problems)


class StaleRecord(ArtelError):
    """Somebody changed the record since it was read. Carries both versions."""

    code = "stale_record"
    http_status = 409
    message = _("This record has been changed meanwhile.")

    def __init__(
        self,
        *,
        record_id: int,
        expected: int,
        current: int,
        yours: Mapping[str, object],
        theirs: Mapping[str, object],
    ) -> None:
        """`yours` are the values refused, `theirs` the values of the same fields stored now."""
        super().__init__(record_id=record_id, expected=expected, current=current)
        self.record_id = record_id
        self.expected = expected
        self.current = current
        self.yours = yours
        self.theirs = theirs


class Conflict(ArtelError):
    """The act does not fit the present state (already done, already undone, in use)."""

    code = "conflict"
    http_status = 409
    message = _("This can't be done in the present state.")


class ConfigurationRefused(ArtelError):
    """Definitions do not fit together; nothing was applied. Carries all problems."""

    code = "configuration_refused"
    http_status = 422
    message = _("The configuration has problems; nothing was applied.")

    def __init__(self, problems: Iterable[DefinitionProblem]) -> None:
        """`problems` is not empty."""
        super().__init__()
        self.problems: tuple[DefinitionProblem, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(p) for p in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionProblem:
    """What is wrong in a definition, with file and line where it came from a file."""

    code: str
    message: str | Promise
    path: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class TooMany(ArtelError):
    """Too many requests or too large a batch; trying again later helps."""

    code = "too_many"
    http_status = 429
    is_retryable = True
    message = _("Too many requests. Please wait a little.")
