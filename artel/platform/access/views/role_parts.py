"""Forms of a role: the matrix of sections and operations, the rules of fields, the form of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from artel.platform.access.permissions import tools
from artel.platform.access.role_form import CONDITION, row_of
from artel.platform.access.roles import EVERY_SECTION, SCOPES, Group, Operation, Scope
from artel.platform.access.views.frame import Errors
from artel.platform.definitions.current import current_snapshot
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, attributes, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.icons import icon
from artel.platform.ui.record import Panel
from artel.platform.ui.table import Column, Row, Table
from artel.platform.ui.table import Group as Rows

Body = Mapping[str, Any]

OPERATIONS = {
    Operation.READ: gettext_lazy("Read"),
    Operation.CREATE: gettext_lazy("Create"),
    Operation.CHANGE: gettext_lazy("Change"),
    Operation.REMOVE: gettext_lazy("Delete"),
    Operation.EXPORT: gettext_lazy("Export"),
    Operation.IMPORT: gettext_lazy("Import"),
    Operation.ASSIGN: gettext_lazy("Assign"),
}
SCOPE_WORDS = {
    Scope.OWN: gettext_lazy("own"),
    Scope.TEAM: gettext_lazy("of the team"),
    Scope.ALL: gettext_lazy("all"),
}


def new_form(request: HttpRequest, key: str, body: Body, errors: Errors) -> Form:
    """Return the form that makes a role."""
    label = body["label"]
    fields = (
        Field(
            name="key",
            label=_("Key"),
            value=key,
            is_required=True,
            error=errors.get("key", ()),
            help=_("Latin letters and digits; it never changes."),
        ),
        Field(name="label_ru", label=_("Name in Russian"), value=label.get("ru", ""), is_required=True),
        Field(name="label_en", label=_("Name in English"), value=label.get("en", "")),
    )
    save = Button(label=_("Create"), kind="primary", is_submit=True)
    return Form(
        action=reverse("settings_role_new"),
        groups=(Fieldset(fields=fields),),
        errors=errors.get("", ()),
        buttons=(save, Button(label=_("Cancel"), url=reverse("settings_roles"), kind="bare")),
        csrf_token=get_token(request),
    )


def matrix_form(request: HttpRequest, key: str, body: Body, errors: Errors) -> Html:
    """Return the form of a role: names, the matrix, tools, menu. Problems stand beside their cause."""
    sections = [s for s in current_snapshot().sections.values() if not s.retired]
    placed = {f"records.{s}.{g}" for s in (EVERY_SECTION, *(x.key for x in sections)) for g in Group}
    rest = [
        format_html("<p>{}: {}</p>", path or "", m)
        for path, found in errors.items()
        if path not in placed
        for m in found
    ]
    rows = [_matrix_row(key, body, None, errors), *(_matrix_row(key, body, s, errors) for s in sections)]
    columns = (
        Column(key="section", label=_("Section"), width=200),
        *(Column(key=o.value, label=str(label), width=80) for o, label in OPERATIONS.items()),
        Column(key="read_policy", label=_("Whose records are seen"), width=180),
        Column(key="change_policy", label=_("Whose records are changed"), width=180),
        Column(key="fields", label=_("Fields"), width=160),
    )
    matrix = Table(
        columns=columns,
        groups=[Rows(rows=rows)],
        caption=_("Rights by section"),
        is_static=True,
        attrs={"data-controller": None},
    )
    return format_html(
        '<form class="a-form stack" method="post" action="{}" novalidate>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}{}<div class="a-matrix">{}</div>{}{}'
        '<footer class="a-foot">{}{}</footer></form>',
        reverse("settings_role", args=[key]),
        get_token(request),
        Notice(tone="late", text=join(rest)) if rest else EMPTY,
        _names(body),
        matrix,
        _tools(body),
        _menu(body, sections),
        Button(label=_("Show the plan"), kind="primary", is_submit=True),
        Button(label=_("Cancel"), url=reverse("settings_roles"), kind="bare"),
    )


def _names(body: Body) -> SafeString:
    label: Any = body.get("label", {})
    names = label if isinstance(label, Mapping) else {"ru": label, "en": label}
    fields = (
        Field(name="label_ru", label=_("Name in Russian"), value=names.get("ru", ""), is_required=True),
        Field(name="label_en", label=_("Name in English"), value=names.get("en", "")),
        Field(
            name="is_portal",
            label=_("For outsiders: clients, dealers, authors on the portal"),
            kind="switch",
            value="on" if body.get("is_portal") else "",
        ),
    )
    return format_html('<div class="a-fields">{}</div>', join(fields))


def _matrix_row(role: str, body: Body, spec: SectionSpec | None, errors: Errors) -> Row:
    key = spec.key if spec else EVERY_SECTION
    name = spec.label.text() if spec else _("All other sections")
    granted = row_of(body, key)
    boxes = {o.value: _box(key, name, o, is_set=o in granted) for o in Operation}
    is_named = spec is None or key in body.get("sections", {})
    mark = EMPTY if is_named else format_html(' <span class="muted small">{}</span>', _("as all others"))
    policies = {
        "read_policy": _policy(body, key, name, Group.READ, errors),
        "change_policy": _policy(body, key, name, Group.CHANGE, errors),
    }
    shown = format_html("<b>{}</b>", name) if spec is None else format_html("{}{}", name, mark)
    fields = _fields_link(role, body, spec) if spec else EMPTY
    return Row(id=key, name=name, values={"section": shown, **boxes, **policies, "fields": fields})


def _box(section: str, name: str, operation: Operation, *, is_set: bool) -> SafeString:
    label = f"{name}: {OPERATIONS[operation]}"
    given = attributes(
        {"name": f"operations:{section}", "value": operation.value, "checked": is_set, "aria-label": label}
    )
    return format_html('<input type="checkbox" class="form-check-input"{}>', given)


def _policy(body: Body, section: str, name: str, group: Group, errors: Errors) -> SafeString:
    """Return the choice of a record policy with the text of a condition beside, and what is wrong with it below."""
    text = body.get("records", {}).get(section, {}).get(group.value, "")
    chosen = text if text in SCOPES or not text else CONDITION
    choices = {"": _inherited(section, group), **{scope.value: str(label) for scope, label in SCOPE_WORDS.items()}}
    if section != EVERY_SECTION:
        choices[CONDITION] = _("by a condition")
    options = join(
        format_html('<option value="{}"{}>{}</option>', key, attributes({"selected": key == chosen}), label)
        for key, label in choices.items()
    )
    asked = _("whose records are seen") if group is Group.READ else _("whose records are changed")
    path = f"records.{section}.{group}"
    found = errors.get(path, ())
    given = {
        "name": f"{group}-text:{section}",
        "value": text.strip() if chosen == CONDITION else "",
        "placeholder": "stage eq 'won' or owner eq me()",
        "aria-label": f"{name}: {asked}, {_('condition')}",
        "aria-invalid": "true" if found else None,
        "aria-describedby": f"error-{path}" if found else None,
        "spellcheck": "false",
    }
    wrong = EMPTY
    if found:
        lines = join(found, " ")
        wrong = format_html(
            '<span class="a-error" id="error-{}">{}<span>{}</span></span>', path, icon("alert-circle", "sm"), lines
        )
    return format_html(
        '<span class="a-policy"><select class="form-select" name="{}:{}" aria-label="{}: {}">{}</select>'
        '<input class="form-control" type="text"{}>{}</span>',
        group.value,
        section,
        name,
        asked,
        options,
        attributes(given),
        wrong,
    )


def _inherited(section: str, group: Group) -> str:
    if section == EVERY_SECTION:
        return _("own") if group is Group.READ else _("the same as seen")
    return _("as all others")


def _fields_link(role: str, body: Body, spec: SectionSpec) -> SafeString:
    rules = list(body.get("fields", {}).get(spec.key, {}).values())
    hidden, locked = rules.count("hidden"), rules.count("readonly")
    words = [_("hidden: %(number)s") % {"number": hidden}] if hidden else []
    words += [_("locked: %(number)s") % {"number": locked}] if locked else []
    url = reverse("settings_role_fields", args=[role, spec.key])
    label = _("Fields of “%(section)s”") % {"section": spec.label.text()}
    return format_html(
        '<a class="a-link" href="{}" aria-label="{}">{}</a>', url, label, ", ".join(words) or _("all open")
    )


def _tools(body: Body) -> Panel:
    chosen = set(body.get("tools", ()))
    boxes = join(
        format_html(
            '<label class="a-check"><input type="checkbox" class="form-check-input" name="tools" value="{}"{}>'
            '<span>{} <code class="muted">{}</code></span></label>',
            tool.key,
            attributes({"checked": tool.key in chosen}),
            tool.label.text(),
            tool.key,
        )
        for tool in tools
    )
    return Panel(title=_("Tools"), body=format_html('<div class="a-checks">{}</div>', boxes))


def _menu(body: Body, sections: list[SectionSpec]) -> Panel:
    """Return the order of the rail: chosen sections first; they are dragged, or moved with Alt and arrows."""
    chosen = list(body.get("menu", ()))
    rank = {key: place for place, key in enumerate(chosen)}
    ordered = sorted((s for s in sections if s.in_menu), key=lambda s: (rank.get(s.key, len(chosen)), s.position))
    items = join(
        format_html(
            '<li><span data-grip>{}</span><label class="a-check"><input type="checkbox" class="form-check-input"'
            ' name="menu" value="{}"{}><span>{}</span></label></li>',
            icon("grip-vertical", "sm"),
            s.key,
            attributes({"checked": s.key in rank}),
            s.label.text(),
        )
        for s in ordered
    )
    hint = _("Ticked sections stand first in the menu, in this order; the rest follow. Alt and arrows move a line.")
    body_ = format_html('<p class="muted">{}</p><ul class="a-order" data-controller="sortable">{}</ul>', hint, items)
    return Panel(title=_("Menu"), body=body_)


def fields_form(request: HttpRequest, key: str, body: Body, spec: SectionSpec) -> Html:
    """Return the form of the rules for the fields of a section."""
    rules = body.get("fields", {}).get(spec.key, {})
    options = (
        Option("", _("seen and changed")),
        Option("readonly", _("read only")),
        Option("hidden", _("hidden")),
    )
    fields: list[Component] = [
        Field(name=f"rule:{f.key}", label=f.label.text(), kind="radio", value=rules.get(f.key, ""), options=options)
        for f in spec.shown_fields
        if f.key not in ("id", "version", "trashed_at")
    ]
    return Panel(
        body=Form(
            action=reverse("settings_role_fields", args=[key, spec.key]),
            groups=(Fieldset(fields=fields, note=_("A field is hidden when every role of a person hides it.")),),
            buttons=(
                Button(label=_("Show the plan"), kind="primary", is_submit=True),
                Button(label=_("Cancel"), url=reverse("settings_role", args=[key]), kind="bare"),
            ),
            csrf_token=get_token(request),
        )
    )
