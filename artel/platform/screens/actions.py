"""Buttons that features add to records of their sections: «Qualify» on a lead, «Done» on a task.

A feature's `record_actions.py` calls `add_record_action`; cards show the offered ones in the head, lists in the bar of
the selection. The act itself is the feature's own view, at the address that the action gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Problem
from artel.platform.kernel.registry import Registry
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, Text

RecordValues = Mapping[str, object]
"""Stored values of a record by field key, `id` and `version` among them."""


def _always(_record: RecordValues, _actor: Actor) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAction:
    """A verb of a feature on records of one section.

    `url(section, ids)` is where pressing leads: opened in the dialog (`in_dialog`), followed as a link (`is_page`),
    else posted to. `is_offered` sees one record; in a list the button is offered to every selection when `for_many`
    is set. `needs` is the operation that the actor must have. `is_main` fills the button: at most one on a card.
    """

    key: str
    section: str
    label: Text
    icon: str
    url: Callable[[str, Sequence[int]], str]
    is_offered: Callable[[RecordValues, Actor], bool] = _always
    needs: str = "change"
    reads: tuple[str, ...] = ()
    in_dialog: bool = True
    is_page: bool = False
    for_many: bool = False
    is_main: bool = False
    position: int = 100


record_actions: Registry[RecordAction] = Registry("record actions")


def add_record_action(action: RecordAction) -> RecordAction:
    """Register a button; raises ValueError when the section has one of that key."""
    return record_actions.add(f"{action.section}.{action.key}", action)


def settling_buttons(section: str, record_id: int, problems: Sequence[Problem]) -> list[Html]:
    """Return the buttons of the acts that problems name as what would settle them (`verb` in their data)."""
    named = {str(p.data["verb"]) for p in problems if p.data.get("verb")}
    return [
        Button(
            label=action.label,
            icon=action.icon,
            kind="primary",
            is_small=True,
            url=action.url(section, [record_id]),
            attrs={"hx-get": action.url(section, [record_id]), "hx-target": "#dialog"},
        )
        for action in actions_of(section)
        if action.key in named and action.in_dialog
    ]


def actions_of(section: str) -> tuple[RecordAction, ...]:
    """Return all actions registered for a section, in order."""
    return tuple(sorted((a for a in record_actions if a.section == section), key=lambda a: a.position))
