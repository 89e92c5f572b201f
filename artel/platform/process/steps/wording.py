"""Words about steps: why one needs attention."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.process.steps.assignees import Attention

ATTENTION: dict[str, Promise | str] = {
    Attention.NOBODY: _("nobody has the role that it was meant for"),
    Attention.EMPTY: _("the record does not say whose it is"),
    Attention.LEFT: _("whom it was meant for has left"),
    Attention.AWAY: _("whom it was meant for is away without a deputy"),
    Attention.NO_HOURS: _("the calendar has no working hours"),
}


def attention_text(code: str) -> str:
    """Return why a step needs attention, in the language in force."""
    return str(ATTENTION.get(code, code))
