"""Roles: the list, one role as a matrix, the rules of its fields. Saving shows the plan first, then applies it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.access.actions.roles import apply_role, plan_role
from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.role_form import body_from, fields_from
from artel.platform.access.views.frame import Errors, act, settings_page, with_tool
from artel.platform.access.views.plan import plan_parts
from artel.platform.access.views.role_parts import fields_form, matrix_form, new_form
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.planning import Plan
from artel.platform.kernel.errors import ConfigurationRefused, Conflict, NotFound
from artel.platform.kernel.text import KEY, clean_line
from artel.platform.sections.spec import RoleSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel
from artel.platform.ui.table import Column, Group, Row, Table

Body = Mapping[str, Any]


@require_GET
@with_tool(Tool.ROLES)
def roles(request: HttpRequest) -> HttpResponse:
    """The list of roles with the number of people who have each."""
    add = Button(label=_("New role"), url=reverse("settings_role_new"), icon="plus", kind="primary", shortcut="N")
    known = sorted(current_snapshot().roles.values(), key=lambda r: (r.is_portal, str(r.label)))
    empty = EmptyState(title=_("No roles yet"), icon="shield-lock", actions=(add,))
    parts: list[Html] = [_table(known) if known else empty]
    return settings_page(request, _("Roles"), parts, place="roles", crumbs=(Crumb(_("Roles")),), actions=(add,))


@require_http_methods(["GET", "POST"])
@with_tool(Tool.ROLES)
def new_role(request: HttpRequest) -> HttpResponse:
    """Ask for the key and the name of a new role; its matrix comes after."""
    key = clean_line(request.POST.get("key", ""))
    errors: Errors = {}
    body: Body = {"label": {name: clean_line(request.POST.get(f"label_{name}", "")) for name in ("ru", "en")}}
    if request.method == "POST":
        errors = {**_key_problems(key), **_label_problems(body)}
        if not errors:
            plan = plan_role(key, body, actor=actor_on(request))
            if not plan.problems:
                apply_role(key, body, base=plan.base, actor=actor_on(request))
                return redirect("settings_role", key)
            errors = {"": tuple(str(p) for p in plan.problems)}
    crumbs = (Crumb(_("Roles"), reverse("settings_roles")), Crumb(_("New role")))
    panel = Panel(body=new_form(request, key, body, errors))
    return settings_page(request, _("New role"), [panel], place="roles", crumbs=crumbs, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@with_tool(Tool.ROLES)
def role(request: HttpRequest, key: str) -> HttpResponse:
    """One role: rights by section, records, tools, menu. Saving shows the plan."""
    before = _body(key)
    body = before
    if request.method == "POST":
        body = body_from(request.POST, before, current_snapshot().sections)
        plan = plan_role(key, body, actor=actor_on(request))
        errors = {**_by_path(plan, key), **_label_problems(body)}
        if not errors:
            return _plan_page(request, key, body, plan)
        return _role_page(request, key, body, errors, status=422)
    return _role_page(request, key, body, {})


@require_http_methods(["GET", "POST"])
@with_tool(Tool.ROLES)
def role_fields(request: HttpRequest, key: str, section: str) -> HttpResponse:
    """Which fields of a section the role hides or locks."""
    before, spec = _body(key), current_snapshot().sections.get(section)
    if spec is None or spec.retired:
        raise NotFound(section=section)
    if request.method == "POST":
        body = fields_from(request.POST, before, section, [f.key for f in spec.shown_fields])
        return _plan_page(request, key, body, plan_role(key, body, actor=actor_on(request)))
    crumbs = (*_crumbs(key), Crumb(spec.label.text()))
    title = _("Fields: %(section)s") % {"section": spec.label.text()}
    return settings_page(request, title, [fields_form(request, key, before, spec)], place="roles", crumbs=crumbs)


@require_POST
@with_tool(Tool.ROLES)
def apply(request: HttpRequest, key: str) -> HttpResponse:
    """Apply what the plan showed; if the configuration moved on meanwhile, show the new plan."""
    body, is_retired = _sent_body(request), bool(request.POST.get("retire"))
    base = int(request.POST["base"]) if request.POST.get("base", "").isdecimal() else -1
    try:
        apply_role(key, body, base=base, actor=actor_on(request), is_retired=is_retired)
    except (Conflict, ConfigurationRefused) as refused:
        plan = plan_role(key, body, actor=actor_on(request), is_retired=is_retired)
        return _plan_page(request, key, body, plan, is_retired=is_retired, refusal=str(refused))
    messages.success(request, _("Applied. The rights hold from the next request on."))
    return redirect("settings_roles") if is_retired else redirect("settings_role", key)


@require_POST
@with_tool(Tool.ROLES)
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Show the plan of taking a role out of use."""
    body = _body(key)
    plan = plan_role(key, body, actor=actor_on(request), is_retired=True)
    return _plan_page(request, key, body, plan, is_retired=True)


def _table(known: list[RoleSpec]) -> Table:
    people = _people_by_role()
    columns = (
        Column(key="label", label=_("Role"), is_name=True),
        Column(key="key", label=_("Key"), width=160, is_soft=True, is_wide_only=True),
        Column(key="people", label=_("People"), width=120, is_number=True),
        Column(key="sections", label=_("Sections"), width=240),
        Column(key="kind", label=_("For whom"), width=140),
    )
    rows = [
        Row(
            id=each.key,
            url=reverse("settings_role", args=[each.key]),
            name=each.label.text(),
            values={
                "label": each.label.text(),
                "key": each.key,
                "people": str(people.get(each.key, 0)),
                "sections": _sections_in_words(each),
                "kind": Flag(_("outsiders")) if each.is_portal else Flag(_("colleagues"), "info"),
            },
        )
        for each in known
    ]
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Roles"))


def _people_by_role() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, count(*) FROM users_user, unnest(roles) AS role WHERE is_active GROUP BY role")
        return dict(cursor.fetchall())


def _sections_in_words(each: RoleSpec) -> str:
    named = sum(1 for key, operations in each.sections.items() if key != "*" and operations)
    if each.sections.get("*"):
        return _("all")
    return ngettext("%(number)s section", "%(number)s sections", named) % {"number": named} if named else _("none")


def _key_problems(key: str) -> Errors:
    if not KEY.match(key):
        return {"key": (_("Latin letters, digits and _, beginning with a letter."),)}
    if key in current_snapshot().roles:
        return {"key": (_("There is such a role already."),)}
    return {}


def _label_problems(body: Body) -> Errors:
    return {} if any(body["label"].values()) else {"": (_("Give the role a name."),)}


def _body(key: str) -> Body:
    body = current_snapshot().documents.get("role", {}).get(key)
    if body is None:
        raise NotFound(role=key)
    return body


def _sent_body(request: HttpRequest) -> Body:
    try:
        body = json.loads(request.POST.get("body", ""))
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Conflict(_("The plan was not read. Open the role again."))
    return body


def _crumbs(key: str) -> tuple[Crumb, ...]:
    label = current_snapshot().roles[key].label.text()
    return (Crumb(_("Roles"), reverse("settings_roles")), Crumb(label, reverse("settings_role", args=[key])))


def _by_path(plan: Plan, key: str) -> Errors:
    """Return the problems of the role by the place in its body; of anything else under the empty name."""
    found: dict[str, tuple[str, ...]] = {}
    for problem in plan.problems:
        prefix = f"role {key}: "
        place = problem.path.removeprefix(prefix) if problem.path.startswith(prefix) else ""
        message = str(problem.message) if place else str(problem)
        found[place] = (*found.get(place, ()), message)
    return found


def _role_page(request: HttpRequest, key: str, body: Body, errors: Errors, *, status: int = 200) -> HttpResponse:
    crumbs = _crumbs(key)
    remove = act(request, reverse("settings_role_retire", args=[key]), _("Take out of use"), icon="archive")
    parts = [matrix_form(request, key, body, errors)]
    title = crumbs[-1].label
    return settings_page(request, title, parts, place="roles", crumbs=crumbs, actions=(remove,), status=status)


def _plan_page(
    request: HttpRequest, key: str, body: Body, plan: Plan, *, is_retired: bool = False, refusal: str = ""
) -> HttpResponse:
    if plan.is_empty and not plan.problems:
        messages.info(request, _("Nothing has changed."))
        return redirect("settings_role", key)
    hidden = {"body": json.dumps(body, ensure_ascii=False), "base": str(plan.base), "retire": "1" if is_retired else ""}
    apply_url, back = reverse("settings_role_apply", args=[key]), reverse("settings_role", args=[key])
    button = act(request, apply_url, _("Apply"), kind="primary", hidden=hidden) if not plan.problems else EMPTY
    parts = plan_parts(plan, button, back, refusal=refusal)
    crumbs = (*_crumbs(key), Crumb(_("Plan of changes")))
    status = 422 if plan.problems else 409 if refusal else 200
    return settings_page(request, _("What will change"), parts, place="roles", crumbs=crumbs, status=status)
