"""The builder of conditions: rows of field, relation and value, or the text itself where rows can't say it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.filter_model import FilterGroup
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.screens.display import screen_display
from artel.platform.screens.filters.model import (
    Builder,
    builder_for,
    conditions_in,
    fields_json,
    in_rows,
    labels_of,
    read_rows,
    rows_json,
)
from artel.platform.screens.opening.filtering import condition
from artel.platform.screens.opening.opened import Opened
from artel.platform.screens.opening.state import LONGEST_FILTER, ListState
from artel.platform.screens.place import Place
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text, join
from artel.platform.ui.feedback import Dialog, Notice
from artel.platform.ui.forms import Field


def builder_dialog(
    opened: Opened, *, kind: str = "list", error: ValidationFailed | None = None, typed: Mapping[str, str] | None = None
) -> Dialog:
    """Return the builder with the condition of the address in it, or with what was sent and what is wrong with it."""
    builder = builder_for(opened.place, screen_display(opened.place))
    text = (typed or {}).get("text", opened.filter)
    group = builder.read(text)
    body = _rows(builder, group) if group is not None and in_rows(group) else _text(text)
    wrong = Notice(text="; ".join(str(p.message) for p in error.problems), tone="late") if error else EMPTY
    action = opened.place.url("filter")
    hidden = {k: v for k, v in opened.state.first_page().query().items() if k != "filter"} | {"kind": kind}
    kept = join(format_html('<input type="hidden" name="{}" value="{}">', k, v) for k, v in hidden.items())
    form = format_html(
        '<form class="a-filter" data-controller="filter" data-fields="filter-fields" method="get" action="{0}" '
        'hx-get="{0}" hx-target="#dialog">{1}{2}{3}<footer class="a-form-foot">{4}{5}</footer></form>',
        action,
        kept,
        wrong,
        body,
        Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
        Button(label=_("Apply"), kind="primary", is_submit=True),
    )
    return Dialog(title=_("Conditions"), body=form, is_wide=True)


def _rows(builder: Builder, group: FilterGroup) -> Html:
    labels = labels_of(builder, conditions_in([group]))
    return format_html(
        '<div hidden id="filter-fields">{}</div><input type="hidden" name="model" value="{}">{}',
        fields_json(builder, labels),
        rows_json(group),
        rows_frame(_("Show records for which")),
    )


def rows_frame(opening: Text) -> Html:
    """Return what the script of the builder fills: how the rows go together, the rows, the buttons that add more."""
    return format_html(
        '<div class="a-filter-group" data-filter-group><label class="row-x"><span class="muted">{}</span>'
        '<select class="form-select" data-filter-match aria-label="{}">'
        '<option value="all">{}</option><option value="any">{}</option></select></label>'
        '<div class="a-filter-rows" data-filter-rows></div><div class="row-x wrap">{}{}</div></div>',
        opening,
        _("How conditions go together"),
        _("all conditions hold"),
        _("at least one condition holds"),
        Button(label=_("Add a condition"), icon="plus", kind="bare", is_small=True, attrs={"data-filter-add": True}),
        Button(label=_("Add a group"), icon="list-tree", kind="bare", is_small=True, attrs={"data-filter-nest": True}),
    )


def _text(text: str) -> Html:
    return Field(
        name="text",
        label=_("Condition as text"),
        kind="textarea",
        value=text,
        help=_("This condition is too rich for rows. It is written in the language of OData filters."),
        width="wide",
        rows=4,
    ).render()


def filtered_state(place: Place, state: ListState, query: Mapping[str, str]) -> ListState:
    """Return the state with the condition that the builder sent; raises ValidationFailed with what is wrong in it."""
    builder = builder_for(place, screen_display(place))
    sent = query.get("text")
    text = (
        sent.strip()[:LONGEST_FILTER] if sent is not None else builder.write(read_rows(builder, query.get("model", "")))
    )
    try:
        condition(place, text)
    except ConditionError as error:
        raise ValidationFailed([Problem(code=error.code, message=error.message)]) from error
    return state.first_page(filter=text)
