"""Views of a section that stand in everybody's tabs, or in those of some roles: filter, columns, order, grouping."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.designer.condition_input import (
    ConditionField,
    builder_of,
    condition_in_words,
    problems_in,
    read_condition,
)
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.layout_input import offered
from artel.platform.designer.list_input import label_in, number_or_text, shown_label
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.parts.pick_list import PickList, blank_item, field_items
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.views.frame import (
    design_page,
    designing,
    save,
    section_crumb,
    section_in,
    section_tabs,
)
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.screens.answers import whole_page
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.spec import Kind, SectionSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, Text
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb
from artel.platform.ui.table import Column, Group, Row, Table

GROUPED = frozenset({Kind.CHOICE, Kind.PERSON, Kind.REFERENCE, Kind.BOOLEAN, Kind.DATE, Kind.DATETIME})


@require_GET
@designing
def views(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """The declared views in the order of the tabs, each with its condition in words."""
    spec = section_in(working, section)
    add = Button(
        label=_("A new view"),
        url=reverse("designer:view_new", args=[section]),
        icon="plus",
        kind="primary",
        shortcut="N",
    )
    text = _("A view is a filter with columns and an order under a name: “Without a next step”, “Lost this month”.")
    empty = EmptyState(title=_("No views yet"), text=text, icon="filter", actions=(add,))
    parts: list[Html] = [_table(request, spec, working) if spec.views else empty]
    return design_page(
        request,
        working,
        spec.label.text(),
        parts,
        tabs=section_tabs(spec, "views"),
        crumbs=(section_crumb(spec), Crumb(_("Views"))),
        actions=(add,) if spec.views else (),
    )


def _table(request: HttpRequest, spec: SectionSpec, working: Working) -> Table:
    builder = builder_of(actor_on(request), working, spec.key)
    columns = (
        Column(key="label", label=pgettext("saved view", "View"), is_name=True),
        Column(key="kind", label=_("Kind"), width=120),
        Column(key="filter", label=_("Condition"), width=400),
        Column(key="roles", label=_("For roles"), width=200),
    )
    roles = {r.key: r.label.text() for r in working.snapshot.roles.values()}
    rows = []
    for view in spec.views:
        flag = Flag(_("not applied"), "soon") if working.is_edited("view", f"{spec.key}.{view.key}") else EMPTY
        rows.append(
            Row(
                id=view.key,
                url=reverse("designer:view", args=[spec.key, view.key]),
                name=view.label.text(),
                values={
                    "label": format_html('<span class="row-x"><span class="clip">{}</span>{}</span>', view.label, flag),
                    "kind": _("board") if view.kind == "board" else _("list"),
                    "filter": condition_in_words(builder, view.filter) if view.filter else "",
                    "roles": ", ".join(roles.get(r, r) for r in view.roles) or _("everybody"),
                },
            )
        )
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Views"), is_static=True)


@require_http_methods(["GET", "POST"])
@designing
def view(request: HttpRequest, working: Working, section: str, key: str = "") -> HttpResponse:
    """One view; without a key a new one."""
    spec = section_in(working, section)
    before = working.body("view", f"{section}.{key}") if key else {"position": 10 * (len(spec.views) + 1)}
    if before is None:
        raise NotFound(view=key)
    builder = builder_of(actor_on(request), working, section)
    body: Mapping[str, Any] = before
    errors: dict[str, tuple[Text, ...]] = {}
    of, made = KeyOf(kind="view", section=section), key or clean_line(request.POST.get("key", ""))
    if request.method == "POST":
        body = _read(request, before, builder, errors)
        made = key or of.named(made, body, working)
        if not key and (wrong := of.problem(made, working)):
            errors["key"] = (wrong,)
        if not errors:
            errors = dict(save([Edit(kind="view", key=of.document(made), body=body)], actor=actor_on(request)))
        if not errors:
            return redirect("designer:views", section)
    title = shown_label(before) if key else _("A new view")
    acts = retire_button(reverse("designer:view_retire", args=[section, key])) if key else EMPTY
    named = key_field(of, made, errors.get("key", ()), is_new=not key)
    form = Form(
        action=request.path,
        groups=_groups(spec, working, body, builder, errors, named),
        errors=errors.get("", ()),
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", url=reverse("designer:views", args=[section])),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        hidden={"model.lists": "{}"},
        attrs={"data-controller": "layout suggest", "data-model": "model.lists"},
        csrf_token=get_token(request),
        foot="sticky",
    )
    crumbs = (section_crumb(spec), Crumb(_("Views"), reverse("designer:views", args=[section])), Crumb(title))
    tabs = section_tabs(spec, "views")
    return design_page(request, working, title, [form], tabs=tabs, crumbs=crumbs, status=422 if errors else 200)


def _groups(
    spec: SectionSpec,
    working: Working,
    body: Mapping[str, Any],
    builder: Builder,
    errors: Mapping[str, tuple[Text, ...]],
    key: Field,
) -> list[Fieldset]:
    columns = PickList(
        name="columns",
        title=_("Columns"),
        items=field_items(spec.fields, body.get("columns", ())),
        offered=field_items(spec.fields, offered(spec, "columns")),
        help=_("None: those of the section's list."),
    )

    def text(name: str, label: Text, **more: Any) -> Field:
        _part, _dot, code = name.partition(".")
        return Field(name=name, label=label, value=label_in(body, code), error=errors.get(name, ()), **more)

    named: dict[str, Any] = {
        "is_required": True,
        "attrs": {"data-suggest-from": KeyOf(kind="view", section=spec.key).address if not key.is_readonly else None},
    }
    condition = ConditionField(
        builder=builder,
        name="filter",
        label=_("Records for which"),
        value=str(body.get("filter", "")),
        errors=errors.get("filter", ()),
    )
    return [
        Fieldset(fields=[text("label.ru", _("Name in Russian"), **named), text("label.en", _("Name in English")), key]),
        Fieldset(fields=[condition]),
        Fieldset(title=_("How it is shown"), fields=_shown(spec, working, body, errors)),
        Fieldset(fields=[Among(format_html('<div class="is-wide">{}{}</div>', columns, blank_item()))]),
    ]


def _shown(
    spec: SectionSpec, working: Working, body: Mapping[str, Any], errors: Mapping[str, tuple[Text, ...]]
) -> list[Component]:
    groupable = [f for f in spec.shown_fields if f.kind in GROUPED or f.type == "stage"]
    roles = tuple(Option(r.key, r.label.text()) for r in working.snapshot.roles.values())
    order = [str(key) for key in body.get("order", ())]
    return [
        _select("kind", _("Shown as"), body, (("list", _("list")), ("board", _("board"))), errors, blank=False),
        _select("group", _("Grouped by"), body, [(f.key, f.label.text()) for f in groupable], errors),
        Field(
            name="order",
            label=_("Order by"),
            kind="select",
            value=order[0].removeprefix("-") if order else "",
            options=tuple(Option(f.key, f.label.text()) for f in spec.shown_fields),
            error=errors.get("order", ()),
            placeholder="—",
        ),
        Field(
            name="descending",
            label=_("Largest or newest first"),
            kind="switch",
            value="on" if order and order[0].startswith("-") else "",
        ),
        _select("counter", _("Number in the tab"), body, (("plain", _("shown")), ("late", _("shown in red"))), errors),
        Field(
            name="position",
            label=_("Position among tabs"),
            kind="number",
            value=str(body.get("position", 0)),
            error=errors.get("position", ()),
        ),
        Field(
            name="roles",
            label=_("Only for roles"),
            kind="multiselect",
            value=tuple(body.get("roles", ())),
            options=roles,
            error=errors.get("roles", ()),
            help=_("Empty: for everybody."),
        ),
    ]


def _select(
    name: str,
    label: Text,
    body: Mapping[str, Any],
    options: Any,
    errors: Mapping[str, tuple[Text, ...]],
    *,
    blank: bool = True,
) -> Field:
    return Field(
        name=name,
        label=label,
        kind="select",
        value=str(body.get(name, "" if blank else options[0][0])),
        options=tuple(Option(value, words) for value, words in options),
        error=errors.get(name, ()),
        placeholder="—" if blank else "",
        is_required=not blank,
    )


def _read(
    request: HttpRequest, before: Mapping[str, Any], builder: Builder, errors: dict[str, tuple[Text, ...]]
) -> dict[str, Any]:
    post = request.POST
    body = dict(before)
    body["label"] = {code: clean_line(post.get(f"label.{code}", "")) for code in ("ru", "en")}
    if not any(body["label"].values()):
        errors["label.ru"] = (_("Name the view."),)
    for name in ("kind", "group", "counter"):
        body[name] = post.get(name, "")
    descending = "-" if post.get("descending") else ""
    rest = [str(key) for key in before.get("order", ())][1:]
    body["order"] = [f"{descending}{post['order']}", *rest] if post.get("order") else []
    body["roles"] = post.getlist("roles")
    body["position"] = number_or_text(clean_line(post.get("position", "")))
    try:
        sent = json.loads(post.get("model.lists", "{}"))
    except ValueError:
        sent = {}
    if isinstance(sent, dict) and isinstance(sent.get("columns"), list):
        body["columns"] = [str(key) for key in sent["columns"]]
    try:
        body["filter"] = read_condition(post, "filter", builder)
    except ValidationFailed as refused:
        errors["filter"] = problems_in(refused)
    return {key: value for key, value in body.items() if value not in ("", None, [], ())}


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_view(request: HttpRequest, working: Working, section: str, key: str) -> HttpResponse:
    """Ask before a view goes; no record is touched."""
    body = working.body("view", f"{section}.{key}")
    if body is None:
        raise NotFound(view=key)
    edit = Edit(kind="view", key=f"{section}.{key}", body=body, is_retired=True)
    about = format_html("<p>{}</p>", _("The tab goes. Records stay as they are."))
    back = reverse("designer:views", args=[section])
    return ask_to_retire(request, shown_label(body) or key, about, [edit], back)
