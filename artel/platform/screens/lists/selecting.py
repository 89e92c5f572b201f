"""What can be done with the selected records of a list: the bar, and reading which records were meant."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.kernel.errors import TooMany
from artel.platform.screens.actions import actions_of
from artel.platform.screens.opening.opened import Opened
from artel.platform.screens.place import Place
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import AttributeValue, Html
from artel.platform.ui.table import SelectionBar

MOST_AT_ONCE = 10_000
"""As many as the door takes in one batch."""
SENT = "#list [name=ids]:checked, #list [name=scope]:checked"


def selection_bar(opened: Opened, *, total: str) -> SelectionBar:
    """Return the bar of acts on the selected, each only for whom it may be."""
    place = opened.place
    acts: list[Html] = []
    if place.may("assign") and "owner" in place.fields:
        acts.append(_act(opened, "assign", _("Owner"), "user"))
    if place.may("change") and place.has_board:
        acts.append(_act(opened, "stage", _("Stage"), "arrow-right"))
    if place.may("change"):
        acts.append(_act(opened, "edit", _("Edit"), "pencil"))
    acts += [
        _act(opened, f"act-{a.key}", str(a.label), a.icon)
        for a in actions_of(place.spec.key)
        if a.for_many and place.may(a.needs)
    ]
    if place.may("change") and place.may("remove"):
        acts.append(_act(opened, "merge", _("Merge"), "arrows-join"))
    if place.may("export") and may_use(place.actor, Tool.EXPORT):
        acts.append(_act(opened, "export", _("Export"), "download"))
    if place.may("remove"):
        acts.append(_act(opened, "remove", _("Delete"), "trash", is_icon_only=True))
    return SelectionBar(actions=acts, total=total)


def _act(opened: Opened, verb: str, label: str, mark: str, *, is_icon_only: bool = False) -> Button:
    url = opened.state.first_page().at(opened.place.url("bulk", verb=verb))
    attrs: dict[str, AttributeValue] = {"hx-get": url, "hx-include": SENT, "hx-target": "#dialog"}
    return Button(label=label, icon=mark, is_icon_only=is_icon_only, attrs=attrs)


def chosen_ids(place: Place, opened: Opened, data: QueryDict, *, operation: str = "change") -> list[int]:
    """Return ids of the records that were meant: those ticked, or all that the view holds (`scope=all`).

    Only records that the actor may do `operation` with are returned. Raises TooMany over one batch.
    """
    if data.get("scope") == "all":
        found = list(
            opened.records(operation=operation).order_by("id").values_list("id", flat=True)[: MOST_AT_ONCE + 1]
        )
        if len(found) > MOST_AT_ONCE:
            raise TooMany(
                _("Not more than %(limit)s records at once. Narrow the list with a condition.")
                % {"limit": MOST_AT_ONCE}
            )
        return found
    ticked = numbers(data.getlist("ids"))[:MOST_AT_ONCE]
    seen = set(place.records(operation).filter(id__in=ticked).values_list("id", flat=True))
    return [each for each in ticked if each in seen]


def numbers(texts: Sequence[str]) -> list[int]:
    """Return the positive whole numbers among the texts, each once; commas separate as well."""
    parts = (part.strip() for text in texts for part in text.split(","))
    return list(dict.fromkeys(int(p) for p in parts if p.isascii() and p.isdigit() and len(p) < 19))
