"""Records of the base that fit a mention of the file, and what people are asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.mapping import Target
from artel.platform.exchange.planning.plans import Finding, Level

CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A record of the base that fits: its id, what people call it, and what tells it apart from others."""

    id: int
    name: str
    is_made_here: bool = False
    told: tuple[str, ...] = ()


def _answers(held: Sequence[Held]) -> list[dict[str, object]]:
    known = [{"do": "update", "value": one.id, "label": one.name} for one in held[:CANDIDATES]]
    return [*known, {"do": "create", "label": ""}, {"do": "skip", "label": ""}]


def ask_which(target: Target, key: str, value: object, held: Sequence[Held]) -> Finding:
    """Return what is asked where several records have a value that makes a record the same."""
    names = ", ".join(one.name for one in held[:CANDIDATES])
    message = format_lazy(_("Several records have this value: {names}."), names=names)
    finding = Finding(Level.SIMILAR, "several_records", message, target.alias, "", key, str(value))
    finding.answers = _answers(held)
    return finding


def ask_about(target: Target, key: str, value: object, held: Sequence[Held]) -> Finding:
    """Return what is asked where records look the same by a value that is no proof."""
    names = ", ".join(one.name for one in held[:CANDIDATES])
    if all(one.is_made_here for one in held):
        message = format_lazy(_("Looks the same as {names} from an earlier row of this file."), names=names)
        code = "similar_in_file"
    else:
        message = format_lazy(_("Looks the same as {names}."), names=names)
        code = "similar"
    finding = Finding(Level.SIMILAR, code, message, target.alias, "", key, str(value))
    finding.answers = _answers(held)
    return finding
