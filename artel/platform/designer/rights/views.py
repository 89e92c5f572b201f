"""Roles: the list, a new one, one role as a matrix, its rights in one section. Every save goes into the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.access.roles import Group
from artel.platform.designer.condition_input import builder_of, problems_in, read_condition
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import label_in
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.rights.matrix import matrix_form
from artel.platform.designer.rights.role_input import CONDITION, body_from, names_from, section_body
from artel.platform.designer.rights.section_form import ruled_fields, section_form
from artel.platform.designer.views.frame import (
    Errors,
    design_page,
    save,
    saved,
    section_in,
    shaping_rights,
    top_tabs,
)
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.screens.answers import panel, whole_page
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.spec import RoleSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import AttributeValue, Component, Html
from artel.platform.ui.feedback import Dialog, EmptyState
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb, Tab, Tabs
from artel.platform.ui.table import Column, Row, Table
from artel.platform.ui.table import Group as Rows

Body = Mapping[str, Any]
TAKEN_OVER = ("sections", "records", "fields", "tools", "menu", "is_portal")
"""What a new role takes from the one that it begins with."""


@require_GET
@shaping_rights
def roles(request: HttpRequest, working: Working) -> HttpResponse:
    """The list of roles with the number of people who have each."""
    url = reverse("designer:role_new")
    into: dict[str, AttributeValue] = {"hx-get": url, "hx-target": "#dialog"}
    add = Button(label=_("New role"), url=url, icon="plus", kind="primary", shortcut="N", attrs=into)
    known = sorted(working.snapshot.roles.values(), key=lambda r: (r.is_portal, str(r.label)))
    empty = EmptyState(title=_("No roles yet"), icon="shield-lock", actions=(add,))
    parts: list[Html] = [_table(known, working) if known else empty]
    tabs = top_tabs("roles", actor=actor_on(request))
    return design_page(request, working, _("Roles"), parts, tabs=tabs, crumbs=(Crumb(_("Roles")),), actions=(add,))


@require_http_methods(["GET", "POST"])
@whole_page
@shaping_rights
def new_role(request: HttpRequest, working: Working) -> HttpResponse:
    """Ask for the name and the key of a new role, and whose rights it begins with; its matrix comes after."""
    of = KeyOf(kind="role")
    label, key, like = names_from(request.POST), clean_line(request.POST.get("key", "")), request.POST.get("like", "")
    errors: Errors = {}
    if request.method == "POST":
        key = of.named(key, {"label": label}, working)
        pattern = working.body("role", like) or {}
        body = {"label": label, **{part: pattern[part] for part in TAKEN_OVER if part in pattern}}
        if not any(label.values()):
            errors = {"label.ru": (_("Give the role a name."),)}
        elif wrong := of.problem(key, working):
            errors = {"key": (wrong,)}
        else:
            errors = save([Edit(kind="role", key=key, body=body)], actor=actor_on(request))
        if not errors:
            return saved(request, reverse("designer:role", args=[key]))
    dialog = Dialog(title=_("New role"), body=_new_form(request, working, label, key, like, errors))
    return panel(dialog, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@shaping_rights
def role(request: HttpRequest, working: Working, key: str) -> HttpResponse:
    """One role: rights by section, records, tools, menu."""
    body = _body(working, key)
    errors: Errors = {}
    if request.method == "POST":
        body = body_from(request.POST, body, working.snapshot.sections)
        errors = _name_problems(body) or save([Edit(kind="role", key=key, body=body)], actor=actor_on(request))
        if not errors:
            return redirect("designer:role", key)
    crumbs = role_crumbs(working, key)
    acts = retire_button(reverse("designer:role_retire", args=[key]))
    return design_page(
        request,
        working,
        crumbs[-1].label,
        [matrix_form(request, working, key, body, errors)],
        tabs=role_tabs(key, "role"),
        crumbs=crumbs,
        actions=(acts,),
        status=422 if errors else 200,
    )


@require_http_methods(["GET", "POST"])
@shaping_rights
def role_section(request: HttpRequest, working: Working, key: str, section: str) -> HttpResponse:
    """What the role may do in one section, with which records, and which fields it hides or locks."""
    body, spec = _body(working, key), section_in(working, section)
    builder = builder_of(actor_on(request), working, section)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        conditions = _conditions(request, section, builder, errors)
        body = section_body(request.POST, body, section, ruled_fields(spec), conditions)
        if not errors:
            errors = dict(save([Edit(kind="role", key=key, body=body)], actor=actor_on(request)))
        if not errors:
            return redirect("designer:role_section", key, section)
    title = _("%(role)s: %(section)s") % {"role": label_of(working, key), "section": spec.label.text()}
    return design_page(
        request,
        working,
        title,
        [section_form(request, key, body, spec, builder, errors)],
        crumbs=(*role_crumbs(working, key), Crumb(spec.label.text())),
        status=422 if errors else 200,
    )


@require_http_methods(["GET", "POST"])
@whole_page
@shaping_rights
def retire_role(request: HttpRequest, working: Working, key: str) -> HttpResponse:
    """Ask before a role goes out of use; how many people have it is said."""
    edit = Edit(kind="role", key=key, body=_body(working, key), is_retired=True)
    people = _people_by_role().get(key, 0)
    text = ngettext(
        "%(number)s person has this role and loses what only it grants.",
        "%(number)s people have this role and lose what only it grants.",
        people,
    )
    about = format_html("<p>{}</p>", text % {"number": people})
    return ask_to_retire(request, label_of(working, key), about, [edit], reverse("designer:roles"))


def role_crumbs(working: Working, key: str) -> tuple[Crumb, ...]:
    """Return the path to a role."""
    url = reverse("designer:role", args=[key])
    return (Crumb(_("Roles"), reverse("designer:roles")), Crumb(label_of(working, key), url))


def role_tabs(key: str, current: str) -> Tabs:
    """Return the tabs of one role."""
    places = (("role", _("Rights")), ("role_seen", _("Who would see what")))
    return Tabs(
        label=_("Role"),
        tabs=[Tab(label=w, url=reverse(f"designer:{p}", args=[key]), is_current=p == current) for p, w in places],
    )


def label_of(working: Working, key: str) -> str:
    """Return what a role is called. Raises NotFound for one that is not there."""
    body = _body(working, key)
    found = working.snapshot.roles.get(key)
    return found.label.text() if found else label_in(body, "ru") or key


def _body(working: Working, key: str) -> Body:
    body = working.body("role", key)
    if body is None:
        raise NotFound(role=key)
    return body


def _name_problems(body: Body) -> Errors:
    return {} if any(body["label"].values()) else {"label.ru": (_("Give the role a name."),)}


def _conditions(request: HttpRequest, section: str, builder: Builder, errors: dict[str, Any]) -> dict[Group, str]:
    """Return the conditions that were built, for the policies that are to be one; what is wrong goes into `errors`."""
    found: dict[Group, str] = {}
    for group in Group:
        if request.POST.get(group.value) != CONDITION:
            continue
        path = f"records.{section}.{group}"
        try:
            found[group] = read_condition(request.POST, group.value, builder)
        except ValidationFailed as refused:
            errors[path] = problems_in(refused)
            continue
        if not found[group]:
            errors[path] = (_("Set the condition, or choose own, of the team or all."),)
    return found


def _new_form(
    request: HttpRequest, working: Working, label: Mapping[str, str], key: str, like: str, errors: Errors
) -> Form:
    of = KeyOf(kind="role")
    fields: list[Component] = [
        Field(
            name=f"label.{code}",
            label=words,
            value=label[code],
            is_required=code == "ru",
            error=errors.get(f"label.{code}", ()),
            attrs={"data-suggest-from": of.address} if code == "ru" else {},
        )
        for code, words in (("ru", _("Name in Russian")), ("en", _("Name in English")))
    ]
    fields += [
        key_field(of, key, errors.get("key", ()), is_new=True),
        Field(
            name="like",
            label=_("Begins with the rights of"),
            kind="select",
            value=like,
            options=tuple(Option(r.key, r.label.text()) for r in working.snapshot.roles.values()),
            placeholder=_("nobody: everything is closed"),
        ),
    ]
    return Form(
        action=request.path,
        groups=(Fieldset(fields=fields),),
        errors=[m for path, messages in errors.items() if path not in ("label.ru", "key") for m in messages],
        buttons=(
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"hx-post": request.path, "hx-target": "#dialog", "data-controller": "suggest"},
        csrf_token=get_token(request),
    )


def _table(known: list[RoleSpec], working: Working) -> Table:
    people = _people_by_role()
    columns = (
        Column(key="label", label=_("Role"), is_name=True),
        Column(key="key", label=_("Key"), width=160, is_soft=True, is_wide_only=True),
        Column(key="people", label=_("People"), width=120, is_number=True),
        Column(key="sections", label=_("Sections"), width=160),
        Column(key="kind", label=_("For whom"), width=140),
        Column(key="state", label=_("State"), width=120),
    )
    rows = [
        Row(
            id=each.key,
            url=reverse("designer:role", args=[each.key]),
            name=each.label.text(),
            values={
                "label": each.label.text(),
                "key": each.key,
                "people": str(people.get(each.key, 0)),
                "sections": _sections_in_words(each),
                "kind": Flag(_("outsiders")) if each.is_portal else Flag(_("colleagues"), "info"),
                "state": Flag(_("in the draft"), "soon") if working.is_edited("role", each.key) else "",
            },
        )
        for each in known
    ]
    return Table(columns=columns, groups=[Rows(rows=rows)], caption=_("Roles"), is_static=True)


def _people_by_role() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, count(*) FROM users_user, unnest(roles) AS role WHERE is_active GROUP BY role")
        return dict(cursor.fetchall())


def _sections_in_words(each: RoleSpec) -> str:
    named = sum(1 for key, operations in each.sections.items() if key != "*" and operations)
    if each.sections.get("*"):
        return _("all")
    return ngettext("%(number)s section", "%(number)s sections", named) % {"number": named} if named else _("none")
