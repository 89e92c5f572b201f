"""Saving, changing and finding one's own views."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, QueryDict
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.screens.models import SavedView
from artel.platform.screens.opening.opened import Opened
from artel.platform.screens.opening.tabs import MOST_SAVED
from artel.platform.screens.place import Place
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Field, Fieldset, Form

LONGEST_NAME = 80


def own_view(place: Place, view_id: int) -> SavedView:
    """Return a view that the actor made in this section; raises NotFound."""
    found = SavedView.objects.filter(id=view_id, section=place.spec.key, author_id=place.actor.user_id).first()
    if found is None:
        raise NotFound
    return found


def create_view(opened: Opened, post: QueryDict) -> SavedView:
    """Save what is open under a name; raises ValidationFailed for a missing name or too many views."""
    place = opened.place
    if place.actor.user_id is None:
        raise NotFound
    if SavedView.objects.filter(section=place.spec.key, author_id=place.actor.user_id).count() >= MOST_SAVED:
        message = _("You have %(limit)s views here already. Remove one first.") % {"limit": MOST_SAVED}
        raise ValidationFailed([Problem(code="too_many", message=message)])
    view = SavedView(section=place.spec.key, author_id=place.actor.user_id, kind=_kind(opened, post))
    _fill(opened, view)
    _name(opened, view, post)
    view.save()
    return view


def change_view(opened: Opened, view: SavedView, post: QueryDict) -> None:
    """Write a view's name and sharing; `with_state` also takes over what the address says."""
    if post.get("with_state"):
        _fill(opened, view)
    _name(opened, view, post)
    view.save()


def _kind(opened: Opened, post: QueryDict) -> str:
    return "board" if post.get("kind") == "board" and opened.place.has_board else "list"


def _fill(opened: Opened, view: SavedView) -> None:
    view.filter = opened.filter
    view.order = list(opened.order)
    view.group = opened.group.key if opened.group else ""
    view.columns = list(opened.state.columns if opened.state.columns is not None else opened.view.columns)


def _name(opened: Opened, view: SavedView, post: QueryDict) -> None:
    label = clean_line(post.get("label", ""))
    if not label:
        raise ValidationFailed([Problem(code="required", message=_("Give the view a name."), field="label")])
    if len(label) > LONGEST_NAME:
        message = _("The name is longer than %(limit)s characters.") % {"limit": LONGEST_NAME}
        raise ValidationFailed([Problem(code="too_long", message=message, field="label")])
    view.label = label
    view.is_shared = bool(post.get("is_shared")) and may_use(opened.place.actor, Tool.VIEWS)


def view_dialog(
    opened: Opened, request: HttpRequest, view: SavedView | None, *, problems: Sequence[Problem] = ()
) -> Dialog:
    """Return the dialog that names a view."""
    posted = request.POST if request.method == "POST" else None
    label = posted.get("label", "") if posted is not None else view.label if view else ""
    shared = bool(posted.get("is_shared")) if posted is not None else bool(view and view.is_shared)
    errors = tuple(p.message for p in problems if p.field == "label")
    fields: list[Component] = [
        Field(
            name="label",
            label=_("Name"),
            value=label,
            is_required=True,
            error=errors,
            width="wide",
            attrs={"maxlength": LONGEST_NAME},
        )
    ]
    if may_use(opened.place.actor, Tool.VIEWS):
        fields.append(
            Field(
                name="is_shared",
                label=_("Show to everybody"),
                kind="checkbox",
                value="on" if shared else "",
                width="wide",
            )
        )
    if view is not None and opened.state.is_changed:
        fields.append(
            Field(
                name="with_state",
                label=_("Remember the conditions, order and columns as they are now"),
                kind="checkbox",
                value="on",
                width="wide",
            )
        )
    action = request.get_full_path()
    form = Form(
        action=action,
        groups=[Fieldset(fields=fields)],
        errors=[str(p.message) for p in problems if p.field != "label"],
        buttons=[
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=_("Save"), kind="primary", is_submit=True),
        ],
        hidden={"kind": request.GET.get("kind", "list")},
        attrs={"hx-post": action, "hx-target": "#dialog"},
        csrf_token=get_token(request),
    )
    return Dialog(title=_("Change the view") if view else _("New view"), body=form)
