"""The views of a section as tabs: «All», those of the company's settings, the person's own and shared ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artel.platform.screens.models import SavedView
from artel.platform.screens.opening.state import ALL
from artel.platform.screens.place import Place
from artel.platform.sections.spec import ViewSpec
from artel.platform.ui.component import Text

MOST_SAVED = 30
"""Views of one section that stand in a person's tabs, newest last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a tab opens. `counter` is "", "plain" or "late"; `saved_id` and `is_mine` are set for a saved one."""

    key: str
    label: Text
    kind: str = "list"
    filter: str = ""
    order: tuple[str, ...] = ()
    group: str = ""
    columns: tuple[str, ...] = ()
    counter: str = ""
    saved_id: int | None = None
    is_mine: bool = False
    is_shared: bool = False


def views_of(place: Place) -> tuple[View, ...]:
    """Return the views that the actor has in this section; one query."""
    declared = [_declared(v) for v in place.spec.views if not v.roles or _has_role(place, v)]
    if all(view.key != ALL for view in declared):
        declared.insert(0, View(key=ALL, label=_("All")))
    return (*declared, *(_saved(v, place) for v in saved_views(place)))


def saved_views(place: Place) -> list[SavedView]:
    """Return the saved views that the actor may open: his own and those shared with everybody."""
    mine = Q(author_id=place.actor.user_id) | Q(is_shared=True)
    return list(SavedView.objects.filter(mine, section=place.spec.key).order_by("id")[:MOST_SAVED])


def _has_role(place: Place, view: ViewSpec) -> bool:
    return place.actor.is_unrestricted or bool(set(view.roles) & set(place.actor.roles))


def _declared(view: ViewSpec) -> View:
    return View(
        key=view.key,
        label=view.label.text(),
        kind=view.kind,
        filter=view.filter,
        order=view.order,
        group=view.group,
        columns=view.columns,
        counter=view.counter,
    )


def _saved(view: SavedView, place: Place) -> View:
    return View(
        key=view.key,
        label=view.label,
        kind=view.kind,
        filter=view.filter,
        order=tuple(view.order),
        group=view.group,
        columns=tuple(view.columns),
        saved_id=view.pk,
        is_mine=view.author_id == place.actor.user_id,
        is_shared=view.is_shared,
    )
