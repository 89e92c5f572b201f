"""Where one may go from each stage: a line per stage with all others to tick. Nothing ticked: anywhere.

The lines follow the rows of stages while they are named, dragged, added and removed: `stage-moves` in the front end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.designer.list_input import label_in
from artel.platform.designer.process.pipelines.stage_input import HAS_MOVES
from artel.platform.ui.component import Component, attributes, join


@dataclass(frozen=True, slots=True, kw_only=True)
class StageMoves(Component):
    """`stages` are bodies of stages in their order."""

    stages: Sequence[Mapping[str, Any]]

    def render(self) -> SafeString:
        """See `Component`."""
        names = {str(stage["key"]): label_in(stage, "ru") or str(stage["key"]) for stage in self.stages}
        lines = join(
            _line(key, name, names, set(stage.get("to", ())))
            for stage, (key, name) in zip(self.stages, names.items(), strict=True)
        )
        return format_html(
            '<div class="a-moves is-wide" data-controller="stage-moves" data-named="{}">'
            '<input type="hidden" name="{}" value="1">'
            "<ul data-moves>{}</ul><template data-moves-line>{}</template><template data-moves-choice>{}</template>"
            "</div>",
            _("From the stage “%(name)s”"),
            HAS_MOVES,
            lines,
            _line("", "", {}, frozenset()),
            _choice("", "", "", is_chosen=False),
        )


def _line(key: str, name: str, names: Mapping[str, str], chosen: set[str] | frozenset[str]) -> SafeString:
    choices = join(
        _choice(key, other, label, is_chosen=other in chosen) for other, label in names.items() if other != key
    )
    return format_html(
        '<li data-from="{}"><span class="clip" title="{}" data-moves-name>{}</span>'
        '<span class="a-moves-to" role="group" aria-label="{}" data-moves-to>{}</span>'
        '<span class="small muted" data-moves-any{}>{}</span></li>',
        key,
        name,
        name,
        _("From the stage “%(name)s”") % {"name": name},
        choices,
        attributes({"hidden": bool(chosen)}),
        _("anywhere"),
    )


def _choice(source: str, target: str, name: str, *, is_chosen: bool) -> SafeString:
    given = attributes({"name": f"to.{source}", "value": target, "checked": is_chosen})
    return format_html(
        '<label class="a-toggle"><input type="checkbox" class="visually-hidden"{}><span>{}</span></label>', given, name
    )
