"""What can be wrong with a condition; always with the place and the word."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.errors import ArtelError, Problem


class ConditionError(ArtelError):
    """The text is no condition, or does not fit the section.

    `data`: `reason` (see the codes below), `position` (offset of the first wrong character, from 0), `word` (what
    stands there), `suggestion` (a word that would be right, or None).
    """

    code = "bad_condition"
    http_status = 400

    def __init__(
        self, reason: str, message: str | Promise, *, position: int, word: str = "", suggestion: str | None = None
    ) -> None:
        """`reason` is one of: bad_syntax, too_complex, unknown_field, unknown_function, wrong_type, unknown_choice."""
        placed = _("%(message)s (character %(number)s)") % {"message": message, "number": position + 1}
        super().__init__(placed, reason=reason, position=position, word=word, suggestion=suggestion)
        self.reason = reason
        self.position = position
        self.word = word
        self.suggestion = suggestion

    def as_problem(self) -> Problem:
        """Return the same finding as a value for lists of problems."""
        return Problem(
            code=self.reason,
            message=self.message,
            value=self.word,
            suggestion=self.suggestion,
            data={"position": self.position, "word": self.word},
        )
