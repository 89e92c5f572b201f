"""The menu's page: headings and sections in one list that is dragged into order."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.designer.drafts import Working
from artel.platform.designer.list_input import label_in
from artel.platform.designer.menu.menu_input import MenuPart, menu_edits, menu_of, read_menu
from artel.platform.designer.naming.keys import KeyOf
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.views.frame import Errors, design_page, designing, save, top_tabs
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, attributes, join
from artel.platform.ui.forms import Fieldset, Form
from artel.platform.ui.icons import icon, known
from artel.platform.ui.page import Crumb


@require_http_methods(["GET", "POST"])
@designing
def menu(request: HttpRequest, working: Working) -> HttpResponse:
    """Groups of the menu with their names, and which section stands where."""
    parts = menu_of(working)
    errors: Errors = {}
    if request.method == "POST":
        parts = read_menu(request.POST, working)
        edits = menu_edits(parts, working)
        errors = save(edits, actor=actor_on(request)) if edits else {}
        if not errors:
            return redirect("designer:menu")
    note = _("What stands below a heading belongs to its group. Drag, or move with Alt and arrows.")
    form = Form(
        action=reverse("designer:menu"),
        groups=[Fieldset(note=note, fields=[Among(_list(parts, working))])],
        errors=[message for messages in errors.values() for message in messages],
        buttons=(Button(label=_("Add to draft"), kind="primary", is_submit=True),),
        csrf_token=get_token(request),
        foot="sticky",
    )
    tabs, status = top_tabs("menu", actor=actor_on(request)), 422 if errors else 200
    return design_page(request, working, _("Menu"), [form], tabs=tabs, crumbs=(Crumb(_("Menu")),), status=status)


def _list(parts: Sequence[MenuPart], working: Working) -> SafeString:
    lines: list[Html] = []
    for part in parts:
        lines += [_heading(part)] if part.key else []
        lines += [_section(working.snapshot.sections[key]) for key in part.sections]
    add = Button(label=_("Add a group"), icon="plus", is_small=True, attrs={"data-row-add": True})
    return format_html(
        '<div class="a-rows a-menu-order is-wide" data-controller="row-list" data-key-address="{}">'
        '<ul data-controller="sortable" data-row-list>{}</ul><template data-row-blank>{}</template>{}</div>',
        KeyOf(kind="menu").address,
        join(lines),
        _heading(MenuPart("", {}, ())),
        add,
    )


def _grip() -> SafeString:
    said = _("Drag, or Alt and arrows")
    return format_html(
        '<button type="button" class="grip btn-reset" data-grip aria-label="{0}" title="{0}">{1}</button>',
        said,
        icon("grip-vertical", "sm"),
    )


def _section(spec: SectionSpec) -> SafeString:
    blank = join(format_html('<input type="hidden" name="row.{}">', name) for name in ("was", "key", "ru", "en"))
    return format_html(
        '<li class="a-row">{}<input type="hidden" name="row.section" value="{}">{}{}<span class="clip">{}</span></li>',
        _grip(),
        spec.key,
        blank,
        icon(known(spec.icon)),
        spec.label.text(),
    )


def _heading(part: MenuPart) -> SafeString:
    body = {"label": part.label}
    names = join(
        format_html(
            '<span class="a-row-cell grow"><input class="form-control"{}></span>',
            attributes(
                {
                    "name": f"row.{code}",
                    "value": label_in(body, code),
                    "aria-label": label,
                    "placeholder": label,
                    "autocomplete": "off",
                }
            ),
        )
        for code, label in (("ru", _("Group in Russian")), ("en", _("In English")))
    )
    key = attributes(
        {
            "name": "row.key",
            "value": part.key,
            "aria-label": _("Key"),
            "placeholder": _("Key: by the name"),
            "readonly": bool(part.key),
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "data-row-key": True,
        }
    )
    remove = Button(
        label=_("Remove"), icon="x", kind="bare", is_icon_only=True, is_small=True, attrs={"data-row-remove": True}
    )
    return format_html(
        '<li class="a-row is-heading">{}<input type="hidden" name="row.section">'
        '<input type="hidden" name="row.was" value="{}">{}'
        '<span class="a-row-cell is-key"><input class="form-control"{}></span>{}</li>',
        _grip(),
        part.key,
        names,
        key,
        remove,
    )
