"""Sections: the first page of the designer, a new section, one section, its rights; and suggestions while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.access.roles import EVERY_SECTION
from artel.platform.definitions.models import Revision
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.naming.built_in import (
    RESET,
    naming_edit,
    read_naming,
    section_naming,
    standard_section,
)
from artel.platform.designer.naming.keys import INNER, KINDS, KeyOf
from artel.platform.designer.naming.suggesting import counted_en, counted_ru
from artel.platform.designer.parts.section_form import Errors, section_form, section_table
from artel.platform.designer.section_input import read_section, section_edits, section_problems
from artel.platform.designer.views.frame import (
    design_page,
    designing,
    drafting,
    save,
    section_crumb,
    section_in,
    section_tabs,
    top_tabs,
)
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.kernel.errors import NotFound
from artel.platform.kernel.text import clean_line
from artel.platform.screens.answers import whole_page
from artel.platform.sections.spec import RoleSpec, SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html
from artel.platform.ui.feedback import Notice
from artel.platform.ui.page import Crumb
from artel.platform.ui.table import Column, Group, Row, Table

LONGEST = 200


@require_GET
@designing
def sections(request: HttpRequest, working: Working) -> HttpResponse:
    """All sections with what each has, and who changed the configuration last."""
    add = Button(label=_("New section"), url=reverse("designer:section_new"), icon="plus", kind="primary", shortcut="N")
    history = Button(label=_("History"), url=reverse("designer:revisions"), icon="history", kind="bare")
    actions: tuple[Html, ...] = (add,)
    if may_use(actor_on(request), Tool.REVISIONS):
        actions = (_last_revision(), history, add)
    return design_page(
        request,
        working,
        _("Designer"),
        [section_table(working)],
        tabs=top_tabs("sections", actor=actor_on(request)),
        actions=actions,
    )


def _last_revision() -> Html:
    last = Revision.objects.select_related("author").order_by("-number").first()
    if last is None:
        return EMPTY
    author = last.author.name if last.author else _("The system")
    text = _("revision %(number)s, applied by %(author)s") % {"number": last.number, "author": author}
    return format_html('<span class="muted is-wide-only">{}</span>', text)


@require_http_methods(["GET", "POST"])
@designing
def new_section(request: HttpRequest, working: Working) -> HttpResponse:
    """The form of a new section; saved, one goes on to its fields."""
    key, parent = clean_line(request.POST.get("key", "")), request.POST.get("parent", "")
    body: Mapping[str, Any] = {}
    errors: Errors = {}
    if request.method == "POST":
        body = read_section(request.POST, {})
        key = KeyOf(kind="section").named(key, body, working)
        errors = section_problems(key, body, working, is_new=True)
        if not errors:
            edits = section_edits(key, body, parent, is_new=True, working=working)
            errors = save(edits, actor=actor_on(request))
        if not errors:
            return redirect("designer:fields", key)
    form = section_form(
        working,
        key,
        body,
        errors,
        action=reverse("designer:section_new"),
        is_new=True,
        csrf_token=get_token(request),
        parent=parent,
    )
    return design_page(
        request, working, _("New section"), [form], crumbs=(Crumb(_("New section")),), status=422 if errors else 200
    )


@require_http_methods(["GET", "POST"])
@designing
def section(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """Names, icon and switches of a section; of a built-in one what it is called and where it stands."""
    spec = section_in(working, section)
    before = working.body("section", section)
    crumbs = (section_crumb(spec), Crumb(_("Section")))
    if before is None:
        return _built_in(request, working, spec, crumbs)
    body, errors = before, dict[str, Any]()
    if request.method == "POST":
        body = read_section(request.POST, before)
        errors = section_problems(section, body, working, is_new=False)
        if not errors:
            edits = section_edits(section, body, "", is_new=False, working=working)
            errors = dict(save(edits, actor=actor_on(request)))
        if not errors:
            return redirect("designer:section", section)
    acts = retire_button(reverse("designer:section_retire", args=[section]))
    form = section_form(
        working,
        section,
        body,
        errors,
        action=reverse("designer:section", args=[section]),
        is_new=False,
        csrf_token=get_token(request),
        acts=acts,
    )
    return design_page(
        request,
        working,
        spec.label.text(),
        [form],
        tabs=section_tabs(spec, "section"),
        crumbs=crumbs,
        status=422 if errors else 200,
    )


def _built_in(request: HttpRequest, working: Working, spec: SectionSpec, crumbs: tuple[Crumb, ...]) -> HttpResponse:
    """Answer with the names of a section of the product, and take other ones."""
    standard = standard_section(spec.key)
    if standard is None:
        raise NotFound(section=spec.key)
    errors: Errors = {}
    if request.method == "POST":
        place = {"menu": spec.menu} if spec.menu else {}
        sent = {} if request.POST.get("act") == RESET else {**read_naming(request.POST, standard), **place}
        edit = naming_edit(spec.key, sent, working)
        errors = save([edit], actor=actor_on(request)) if edit else {}
        if not errors:
            return redirect("designer:section", spec.key)
    text = _("This section is a part of the product. Call it as you are used to: files and the API keep its key.")
    return design_page(
        request,
        working,
        spec.label.text(),
        [Notice(text=text), section_naming(spec, standard, errors, get_token(request))],
        tabs=section_tabs(spec, "section"),
        crumbs=crumbs,
        status=422 if errors else 200,
    )


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_section(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """Ask before a section of the company's goes out of use; what rests on it is named."""
    spec, body = section_in(working, section), working.body("section", section)
    if body is None:
        raise NotFound(section=section)
    text = format_html(
        "<p>{}</p>",
        _("The section leaves the menu, its records go out of sight. The plan will say how many there are."),
    )
    edits = _retiring(working, section, body)
    return ask_to_retire(request, spec.label.text(), text, edits, reverse("designer:sections"))


def _retiring(working: Working, section: str, body: Mapping[str, Any]) -> list[Edit]:
    """Return the edits that take a section out of use with all that is about it alone."""
    own = [
        Edit(kind=d.kind, key=d.key, body=d.body, is_retired=True)
        for d in working.documents.values()
        if not d.is_retired
        and d.kind in ("field", "view", "layout", "pipeline", "rule", "duplicates", "search_time")
        and (d.key.partition(".")[0] == section or d.body.get("section") == section)
    ]
    return [Edit(kind="section", key=section, body=body, is_retired=True), *own]


@require_GET
@designing
def access(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """Who may do what in the section, by role; the rights themselves are changed in the roles."""
    spec = section_in(working, section)
    columns = (
        Column(key="role", label=_("Role"), is_name=True),
        Column(key="may", label=_("What they may do"), width=400),
        Column(key="whose", label=_("Whose records"), width=240),
        Column(key="fields", label=_("Fields hidden or locked"), width=200, is_number=True),
    )
    can_open = may_use(actor_on(request), Tool.ROLES)
    rows = [_rights(role, spec, can_open=can_open) for role in working.snapshot.roles.values()]
    table = Table(columns=columns, groups=[Group(rows=rows)], caption=_("Access"), is_static=True)
    text = _("Rights stand in the roles. Press a role to hide or lock fields of this section for its people.")
    return design_page(
        request,
        working,
        spec.label.text(),
        [Notice(text=text), table],
        tabs=section_tabs(spec, "access"),
        crumbs=(section_crumb(spec), Crumb(_("Access"))),
    )


def _rights(role: RoleSpec, spec: SectionSpec, *, can_open: bool) -> Row:
    words = {
        "read": _("read"),
        "create": _("create"),
        "change": _("change"),
        "remove": _("delete"),
        "export": _("export"),
        "import": _("import"),
        "assign": _("assign"),
    }
    whose = {"own": _("own"), "team": _("of the team"), "all": _("all")}
    granted = role.sections.get(spec.key, role.sections.get(EVERY_SECTION, ()))
    policies = {**role.records.get(EVERY_SECTION, {}), **role.records.get(spec.key, {})}
    read = str(policies.get("read", "all"))
    rules = role.fields.get(spec.key, {})
    return Row(
        id=role.key,
        name=role.label.text(),
        url=reverse("designer:role_section", args=[role.key, spec.key]) if can_open else "",
        values={
            "role": role.label.text(),
            "may": ", ".join(str(words.get(str(o), o)) for o in granted) or _("nothing at all"),
            "whose": whose.get(read, read) if granted else "",
            "fields": str(len(rules)) if rules else "",
        },
    )


@require_GET
@drafting
def suggest(request: HttpRequest, working: Working) -> HttpResponse:
    """Answer while somebody types: a free key for a name, what is wrong with a key, the forms that go with a number."""
    text = clean_line(request.GET.get("text", ""))[:LONGEST]
    wanted, section = request.GET.get("as", "label"), request.GET.get("section", "")
    if wanted == "singular":
        one, few, many = counted_ru(text)
        return JsonResponse({"one": one, "few": few, "many": many})
    if wanted == "singular_en":
        en_one, en_many = counted_en(text)
        return JsonResponse({"en_one": en_one, "en_many": en_many})
    kind = request.GET.get("of", "")
    if kind not in (*KINDS, INNER) or (section and section not in working.snapshot.sections):
        raise NotFound(kind=kind, section=section)
    of = KeyOf(kind=kind, section=section)
    if wanted == "key":
        return JsonResponse({"problem": str(of.problem(text, working))})
    return JsonResponse({"key": of.suggested(text, working) if text else ""})
