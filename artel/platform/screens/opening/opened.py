"""A view of a section as the address opens it: which records, in which order, with which columns.

List, board, export and the counters of tabs all begin here, so that one address means one set of records everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from artel.platform.kernel.errors import ArtelError
from artel.platform.kernel.labels import Label
from artel.platform.screens.activities import PLANNED
from artel.platform.screens.opening.filtering import condition, quick_search
from artel.platform.screens.opening.state import ListState
from artel.platform.screens.opening.tabs import View, views_of
from artel.platform.screens.place import Place
from artel.platform.screens.reading.paging import OrderKey, order_keys
from artel.platform.screens.reading.reached import has_reached, reached_stage
from artel.platform.sections.declaring import declare_field
from artel.platform.sections.spec import FieldSpec, Kind

MOST_COLUMNS = 25
DEFAULT_COLUMNS = 7
NEXT_ACTION = declare_field("next_action", "text", Label("Следующее действие", "Next action"), system=True)
"""A column that is no field: what is planned about the record, see `activities.py`."""
GROUPED = (Kind.CHOICE, Kind.PERSON, Kind.REFERENCE, Kind.BOOLEAN, Kind.DATE, Kind.DATETIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The state of the address laid over the view it names. `problem` says why the filter was not understood."""

    place: Place
    state: ListState
    views: tuple[View, ...]
    view: View
    filter: str
    order: tuple[str, ...]
    group: FieldSpec | None
    columns: tuple[FieldSpec, ...]
    condition: Q
    problem: ArtelError | None = None

    @property
    def has_chosen_columns(self) -> bool:
        """Return whether a person or a view chose the columns, rather than the layout."""
        return bool(self.view.columns if self.state.columns is None else self.state.columns)

    def records(self, *, operation: str = "read") -> QuerySet[Any]:
        """Return the records of the view, in no particular order."""
        found = self.place.records(operation)
        if self.problem is not None:
            return found.none()
        return found.filter(self.condition)

    def keys(self) -> tuple[OrderKey, ...]:
        """Return the order; the field of the groups comes first."""
        wanted = self.order or self.place.spec.default_order
        if self.group is not None:
            first = next((k for k in wanted if k.removeprefix("-") == self.group.key), self.group.key)
            wanted = (first, *(k for k in wanted if k != first))
        return order_keys(self.place.spec, self.place.snapshot, wanted)

    def at(self, name: str = "list", **changes: Any) -> str:
        """Return the address of a screen of the section in this state, changed, from the first page on."""
        return self.state.first_page(**changes).at(self.place.url(name))


def open_view(place: Place, state: ListState, *, kind: str = "list") -> Opened:
    """Return what the address opens. An unknown view opens everything; a wrong filter opens nothing and says why."""
    views = views_of(place)
    view = next((v for v in views if v.key == state.view), None) or _default(views, kind)
    wanted = view.filter if state.filter is None else state.filter
    problem: ArtelError | None = None
    found = Q()
    try:
        found = condition(place, wanted)
        if state.search:
            found &= quick_search(place, state.search)
        if stage := reached_stage(place.spec, state.reached):
            found &= has_reached(place.spec, *stage)
    except ArtelError as error:
        problem = error
    group_key = view.group if state.group is None else state.group
    group = place.fields.get(group_key)
    return Opened(
        place=place,
        state=replace(state, view="" if view == _default(views, kind) else view.key),
        views=views,
        view=view,
        filter=wanted,
        order=_known(place, view.order if state.order is None else state.order),
        group=group if group is not None and group.kind in GROUPED else None,
        columns=columns_of(place, (view.columns if state.columns is None else state.columns)),
        condition=found,
        problem=problem,
    )


def _default(views: Sequence[View], kind: str) -> View:
    """A board opens on the first view made for a board, a list on the first one made for a list."""
    return next((v for v in views if v.kind == kind), views[0])


def _known(place: Place, order: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in order if key.removeprefix("-") in place.fields)


def columns_of(place: Place, wanted: Sequence[str]) -> tuple[FieldSpec, ...]:
    """Return the columns of a list, the name always first; without a wish those of the layout.

    `NEXT_ACTION` is among them where records have activities: it stands for the columns that keep it, unasked before
    the owner.
    """
    offered = dict(place.fields)
    keys = list(wanted or place.layout.columns or [f.key for f in place.offered[: DEFAULT_COLUMNS + 1]])
    if place.spec.has_activities:
        offered |= dict.fromkeys((NEXT_ACTION.key, *PLANNED), NEXT_ACTION)
        if not wanted and not set(keys) & {NEXT_ACTION.key, *PLANNED}:
            keys.insert(keys.index("owner") if "owner" in keys else len(keys), NEXT_ACTION.key)
    rest = dict.fromkeys(offered[key].key for key in keys if key in offered and key != "name")
    chosen = tuple(offered[key] for key in rest if wanted or key != "id")
    return (*place.shown(("name",)), *chosen)[:MOST_COLUMNS]
