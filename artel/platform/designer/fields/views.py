"""Fields of a section: the table, a new field, one field, taking one out of use and bringing it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.access.views.telling import path_in_words, title_of
from artel.platform.designer.condition_input import builder_of, problems_in, read_condition
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.fields.derived_form import CHECK, FILTER, LOOK, said_of
from artel.platform.designer.fields.form import field_dialog, type_dialog
from artel.platform.designer.fields.input import Errors, FieldInput, field_edits, own_problems, read_field
from artel.platform.designer.fields.table import field_table
from artel.platform.designer.fields.usage import taken_out, uses_of
from artel.platform.designer.naming.built_in import RESET, field_naming, naming_edit, read_naming, standard_field
from artel.platform.designer.naming.keys import KeyOf
from artel.platform.designer.views.frame import (
    design_page,
    designing,
    save,
    saved,
    section_crumb,
    section_in,
    section_tabs,
)
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.designer.wording import HIDDEN_TYPES
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.screens.answers import panel, whole_page
from artel.platform.sections.fieldtype import FieldType, field_types
from artel.platform.sections.spec import FieldSpec, SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Html, Text, join
from artel.platform.ui.feedback import Dialog, Notice
from artel.platform.ui.page import Crumb


@require_GET
@designing
def fields(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """The table of fields: the company's own ones first, built-in ones below."""
    spec = section_in(working, section)
    url = reverse("designer:field_new", args=[section])
    into: dict[str, AttributeValue] = {"hx-get": url, "hx-target": "#dialog", "data-dialog": "wide"}
    add = Button(label=_("New field"), url=url, icon="plus", kind="primary", shortcut="N", attrs=into)
    order = Button(
        label=_("Order"), url=reverse("designer:field_order", args=[section]), icon="arrows-sort", kind="bare"
    )
    parts: list[Html] = [field_table(spec, working)]
    return design_page(
        request,
        working,
        spec.label.text(),
        parts,
        tabs=section_tabs(spec, "fields"),
        crumbs=(section_crumb(spec), Crumb(_("Fields"))),
        actions=(order, add),
    )


@require_GET
@whole_page
@designing
def choose_type(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """Ask what a new field will hold."""
    return panel(type_dialog(section_in(working, section)))


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def new_field(request: HttpRequest, working: Working, section: str, field_type: str) -> HttpResponse:
    """The form of a new field; saved, it stands in the draft."""
    spec, chosen = section_in(working, section), _type(field_type)
    action = reverse("designer:field_of_type", args=[section, field_type])
    given = FieldInput(body={"type": field_type})
    errors: Errors = {}
    if request.method == "POST":
        given, errors = _read(request, working, spec, chosen, {})
        given = replace(given, key=KeyOf(kind="field", section=section).named(given.key, given.body, working))
        if request.POST.get("act") == CHECK:
            return HttpResponse(said_of(spec, working, given))
        if is_asked := request.POST.get("act") != LOOK:
            errors = {**own_problems(given, section, working, chosen, is_new=True), **errors}
            errors = errors or save(field_edits(given, section, working, is_new=True), actor=actor_on(request))
        if is_asked and not errors:
            return saved(request, reverse("designer:fields", args=[section]))
    return _dialog(request, working, spec, chosen, given, errors, action=action, is_new=True)


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def field(request: HttpRequest, working: Working, section: str, field: str) -> HttpResponse:
    """One field: its words and, of the company's own, its rules; the type and the key stay as they are."""
    spec = section_in(working, section)
    standard = standard_field(section, field)
    if standard is not None:
        return _built_in(request, working, spec, standard)
    before = _body(working, section, field)
    chosen = _type(str(before["type"]))
    action = reverse("designer:field", args=[section, field])
    given = FieldInput(key=field, body=before)
    errors: Errors = {}
    if request.method == "POST":
        read, errors = _read(request, working, spec, chosen, before)
        given = replace(read, key=field)
        if request.POST.get("act") == CHECK:
            return HttpResponse(said_of(spec, working, given))
        if is_asked := request.POST.get("act") != LOOK:
            errors = {**own_problems(given, section, working, chosen, is_new=False), **errors}
            errors = errors or save(field_edits(given, section, working, is_new=False), actor=actor_on(request))
        if is_asked and not errors:
            return saved(request, reverse("designer:fields", args=[section]))
    acts = retire_button(reverse("designer:field_retire", args=[section, field]))
    return _dialog(request, working, spec, chosen, given, errors, action=action, is_new=False, acts=acts)


def _built_in(request: HttpRequest, working: Working, spec: SectionSpec, standard: FieldSpec) -> HttpResponse:
    """Answer with the words of a field of the product, and take other ones."""
    field, errors = spec.fields[standard.key], dict[str, tuple[Text, ...]]()
    if request.method == "POST":
        sent = {} if request.POST.get("act") == RESET else read_naming(request.POST, standard)
        edit = naming_edit(f"{spec.key}.{field.key}", sent, working)
        errors = dict(save([edit], actor=actor_on(request))) if edit else {}
        if not errors:
            return saved(request, reverse("designer:fields", args=[spec.key]))
    form = field_naming(spec, field, standard, errors, get_token(request))
    return panel(Dialog(title=field.label.text(), body=form), status=422 if errors else 200)


def _dialog(
    request: HttpRequest,
    working: Working,
    spec: SectionSpec,
    chosen: FieldType,
    given: FieldInput,
    errors: Errors,
    *,
    action: str,
    is_new: bool,
    acts: Html = EMPTY,
) -> HttpResponse:
    dialog = field_dialog(
        spec,
        working,
        chosen,
        given,
        errors,
        actor=actor_on(request),
        action=action,
        is_new=is_new,
        csrf_token=get_token(request),
        acts=acts,
    )
    return panel(dialog, status=422 if errors else 200)


def _read(
    request: HttpRequest, working: Working, spec: SectionSpec, chosen: FieldType, before: Mapping[str, Any]
) -> tuple[FieldInput, Errors]:
    """Return what was sent; the condition of a rollup is made of the rows that the page built."""
    given = read_field(request.POST, chosen, before)
    options = dict(given.body.get("options", {}))
    if FILTER not in request.POST.getlist("model.of") and f"text.{FILTER}" not in request.POST:
        return given, {}
    if options.get("section") != before.get("options", options).get("section") or request.POST.get("act") == LOOK:
        # Rows of another section's fields mean nothing here.
        return given, {}
    try:
        builder = builder_of(actor_on(request), working, str(options.get("section")))
        text = read_condition(request.POST, FILTER, builder)
    except ValidationFailed as refused:
        return given, {FILTER: problems_in(refused)}
    options = {**options, "filter": text} if text else options
    return replace(given, body={**given.body, "options": options}), {}


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_field(request: HttpRequest, working: Working, section: str, field: str) -> HttpResponse:
    """Say where a field is used; on POST take it out of lists of layouts and views, and out of use."""
    spec, body = section_in(working, section), _body(working, section, field)
    retired = Edit(kind="field", key=f"{section}.{field}", body=body, is_retired=True)
    edits = [retired, *taken_out(working, section, field)]
    back = reverse("designer:fields", args=[section])
    return ask_to_retire(request, spec.fields[field].label.text(), _uses(working, section, field), edits, back)


@require_POST
@designing
def revive_field(request: HttpRequest, working: Working, section: str, field: str) -> HttpResponse:
    """Bring a retired field back, with the data it has."""
    found = working.documents.get(("field", f"{section}.{field}"))
    if found is None or not found.is_retired:
        raise NotFound(section=section, field=field)
    save([Edit(kind="field", key=found.key, body=found.body)], actor=actor_on(request))
    return saved(request, reverse("designer:fields", args=[section]))


def _uses(working: Working, section: str, field: str) -> Html:
    found = uses_of(working, section, field)
    kept = format_html(
        "<p>{}</p>", _("It goes out of sight at once. Its data is kept for 30 days and can be brought back.")
    )
    if not found:
        return join((kept, format_html('<p class="muted">{}</p>', _("It is used nowhere else."))))
    lines = join(
        format_html(
            '<li>{} <span class="muted">{}</span>{}</li>',
            title_of(use.kind, use.key, working.documents[use.kind, use.key].body, working.snapshot),
            path_in_words(use.path.replace("[]", "")),
            EMPTY if use.is_listed else format_html(' <span class="a-flag is-late">{}</span>', _("by hand")),
        )
        for use in found
    )
    by_hand = [use for use in found if not use.is_listed]
    notice = Notice(
        text=_("What is marked “by hand” is a condition or a right: change it first, then take the field out of use."),
        tone="soon",
    )
    text = _("It leaves these places:")
    return join((kept, notice if by_hand else EMPTY, format_html("<p>{}</p><ul>{}</ul>", text, lines)))


def _type(key: str) -> FieldType:
    found = field_types.find(key)
    if found is None or key in HIDDEN_TYPES:
        raise NotFound(type=key)
    return found


def _body(working: Working, section: str, field: str) -> dict[str, Any]:
    body = working.body("field", f"{section}.{field}")
    if body is None:
        raise NotFound(section=section, field=field)
    return dict(body)
