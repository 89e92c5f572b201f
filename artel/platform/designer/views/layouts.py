"""The card and the forms of a section: put in order by dragging, seen on a real record; its list the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.designer.drafts import Edit, Working, working_of
from artel.platform.designer.layout_input import changed_body, ordered, read_model
from artel.platform.designer.naming.keys import INNER, KeyOf
from artel.platform.designer.parts.layout_editor import card_panel, details_panel, field_list, form_panel
from artel.platform.designer.parts.pick_list import PickList, blank_item, field_items
from artel.platform.designer.parts.plan import plan_slot
from artel.platform.designer.parts.preview import Looking, preview_of, records_to_try
from artel.platform.designer.parts.rule_table import rule_table
from artel.platform.designer.views.frame import (
    Errors,
    design_page,
    designing,
    save,
    section_crumb,
    section_in,
    section_tabs,
)
from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed
from artel.platform.screens.reading.layouts import resolved
from artel.platform.sections.spec import LayoutSpec, SectionSpec
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.forms import Field, Option
from artel.platform.ui.page import Crumb, Tab, Tabs


@require_http_methods(["GET", "POST"])
@designing
def layout(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """The editor with its preview; a change is posted at once and answered with the preview and the plan."""
    spec, key = section_in(working, section), _key(request, working, section)
    if request.method == "POST":
        return _changed(request, working, spec, key)
    body, chosen = working.body("layout", key) or {}, _layout_of(spec, key)
    panels = (
        ("card", _("Card"), card_panel(spec, body, chosen, is_variant="." in key)),
        ("form", _("Form"), form_panel(spec, body, chosen)),
        ("details", _("Related lists"), details_panel(spec, body, chosen, working.snapshot)),
        ("rules", _("Rules of fields"), rule_table(spec, key, body)),
    )
    switch = Tabs(
        label=_("Parts of the layout"),
        tabs=[Tab(label=label, panel=f"part-{name}", is_current=name == "card") for name, label, _part in panels],
    )
    panes = join(
        format_html(
            '<div role="tabpanel" id="part-{0}" aria-labelledby="tab-part-{0}" class="stack">{1}</div>', name, part
        )
        for name, _label, part in panels
    )
    tried = records_to_try(actor_on(request), section)
    record = tried[0][0] if tried else None
    looking = Looking(working=working, spec=spec, layout=_edited(spec, key), record_id=record)
    preview = preview_of(actor_on(request), looking)
    editor = _editor(request, join((switch, panes)), preview, tried, working)
    crumbs = (section_crumb(spec), Crumb(_("Card and form")))
    tabs = section_tabs(spec, "layout")
    parts = [_variants(spec, key, page="layout", among=spec.variants), editor]
    return design_page(request, working, spec.label.text(), parts, tabs=tabs, crumbs=crumbs)


@require_http_methods(["GET", "POST"])
@designing
def lists(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """Columns, filters, totals and facts of the board: what lists of the section show before a person chooses."""
    spec, key = section_in(working, section), _key(request, working, section)
    if request.method == "POST":
        return _changed(request, working, spec, key)
    body, chosen = working.body("layout", key) or {}, _layout_of(spec, key)
    names = [("columns", _("Columns of the list")), ("filters", _("Quick filters")), ("totals", _("Totals"))]
    if spec.has_pipeline:
        names.append(("board_facts", _("Fields on board cards")))
    lists_ = join(field_list(spec, body, chosen, name, title) for name, title in names)
    # What is sent at once is answered with the plan alone: there is nothing to look at here.
    form = _form(request, format_html('<div class="a-zones">{}</div><div id="layout-preview" hidden></div>', lists_))
    crumbs = (section_crumb(spec), Crumb(_("List")))
    # A list shows many records: a variant for some of them says nothing of it.
    parts = [_variants(spec, key, page="lists", among=[v for v in spec.variants if not v.when]), form]
    return design_page(request, working, spec.label.text(), parts, tabs=section_tabs(spec, "lists"), crumbs=crumbs)


@require_http_methods(["GET", "POST"])
@designing
def order(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """The order of the section's fields: where no list says which stand there, they stand so."""
    spec = section_in(working, section)
    if request.method == "POST":
        return _changed(request, working, spec, section)
    fields = ordered(spec)
    stated = (working.body("layout", section) or {}).get("order", fields)
    text = _("So they stand in imports, in the API, in choices of fields, and where a card or form says nothing else.")
    picked = PickList(
        name="order",
        title=_("Order of fields"),
        items=field_items(spec.fields, stated),
        offered=field_items(spec.fields, fields),
        help=text,
    )
    form = _form(request, format_html('<div class="a-columns">{}</div><div id="layout-preview" hidden></div>', picked))
    crumbs = (section_crumb(spec), Crumb(_("Fields"), reverse("designer:fields", args=[section])), Crumb(_("Order")))
    return design_page(request, working, spec.label.text(), [form], tabs=section_tabs(spec, "fields"), crumbs=crumbs)


@require_GET
@designing
def records(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """Records to look at, by name, for the choice above the preview."""
    section_in(working, section)
    found = records_to_try(actor_on(request), section, request.GET.get("q", "").strip()[:100])
    return JsonResponse({"items": [{"value": str(i), "label": name} for i, name in found]})


def _changed(request: HttpRequest, working: Working, spec: SectionSpec, key: str) -> HttpResponse:
    actor = actor_on(request)
    errors: Errors = {}
    try:
        model = read_model(request.POST.get("model", "{}"))
    except (ValueError, TypeError, KeyError) as error:
        message = _("The page could not be read. Open it again.")
        raise ValidationFailed([Problem(code="bad_layout", message=message)]) from error
    if model:
        body = changed_body(working.body("layout", key) or {}, model)
        errors = save([Edit(kind="layout", key=key, body=body)], actor=actor)
    if errors:
        lines = join(format_html("<p>{}</p>", m) for messages in errors.values() for m in messages)
        response = HttpResponse(Notice(text=lines, tone="late").render(), status=422)
        response["HX-Retarget"], response["HX-Reswap"] = "#layout-problems", "innerHTML"
        return response
    working = working_of(actor)
    fresh = section_in(working, spec.key)
    record = request.POST.get("record", "")
    shown: Html = EMPTY
    if "record" in request.POST:
        record_id = int(record[:18]) if record.isdecimal() else None
        role = request.POST.get("role", "")
        looking = Looking(
            working=working,
            spec=fresh,
            layout=_edited(fresh, key),
            record_id=record_id,
            role=role if role in working.snapshot.roles else "",
        )
        shown = preview_of(actor, looking)
    slot = plan_slot(working, csrf_token=get_token(request), back=request.get_full_path(), is_swapped=True)
    gone = SafeString('<div id="layout-problems" hx-swap-oob="true"></div>')
    return HttpResponse(format_html("{}{}{}", shown, slot, gone))


def _edited(spec: SectionSpec, key: str) -> LayoutSpec:
    """Return the layout that is edited, with the roles that it is for."""
    variant = next((each for each in spec.variants if each.key == key.partition(".")[2]), None)
    return replace(_layout_of(spec, key), roles=variant.roles if variant else ())


def _editor(
    request: HttpRequest, editor: Html, preview: Html, tried: list[tuple[int, str]], working: Working
) -> SafeString:
    section = str(request.resolver_match.kwargs["section"]) if request.resolver_match else ""
    picker = Field(
        name="record",
        label=_("Shown on the record"),
        kind="select",
        value=str(tried[0][0]) if tried else "",
        options=tuple(Option(str(i), name) for i, name in tried[:1]),
        search_url=reverse("designer:records", args=[section]),
    )
    role = Field(
        name="role",
        label=_("As somebody of the role"),
        kind="select",
        options=tuple(Option(r.key, r.label.text()) for r in working.snapshot.roles.values()),
        placeholder=_("this layout, whoever looks"),
    )
    side = format_html(
        '<aside class="a-preview-side" aria-label="{}">{}{}<div id="layout-preview">{}</div></aside>',
        _("Preview"),
        picker,
        role,
        preview,
    )
    inside = format_html('<div class="a-layout"><div class="stack">{}</div>{}</div>', editor, side)
    return _form(request, inside)


def _form(request: HttpRequest, inside: Html) -> SafeString:
    url = request.get_full_path()
    given = attributes(
        {
            "data-key-address": KeyOf(kind=INNER).address,
            "hx-post": url,
            "hx-trigger": "layout:save",
            "hx-target": "#layout-preview",
            "hx-swap": "innerHTML",
            "action": url,
            "method": "post",
        }
    )
    return format_html(
        '<form id="layout-form" data-controller="layout"{}><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="model" value="{{}}"><div id="layout-problems"></div>{}{}</form>',
        given,
        get_token(request),
        inside,
        blank_item(),
    )


def _key(request: HttpRequest, working: Working, section: str) -> str:
    variant = request.GET.get("variant", "")
    key = f"{section}.{variant}" if variant else section
    if variant and working.body("layout", key) is None:
        raise NotFound(layout=key)
    return key


def _layout_of(spec: SectionSpec, key: str) -> LayoutSpec:
    """Return the layout that a document makes: a variant on top of the section's own."""
    variant = key.partition(".")[2]
    return resolved(spec, (each for each in spec.variants if variant and each.key == variant))


def _variants(spec: SectionSpec, key: str, *, page: str, among: Sequence[LayoutSpec]) -> Html:
    """Return the choice between the layout for everybody and its variants."""
    url, now = reverse(f"designer:{page}", args=[spec.key]), key.partition(".")[2]
    links: list[tuple[str, Html, str]] = [("", _("For everybody"), url)]
    links += [(v.key, v.label.text() or v.key, f"{url}?variant={v.key}") for v in among]
    items = join(
        format_html(
            '<a class="btn btn-sm{}" href="{}"{}>{}</a>',
            "" if name == now else " btn-bare",
            address,
            attributes({"aria-current": "true" if name == now else None}),
            label,
        )
        for name, label, address in links
    )
    new = reverse("designer:variant_new", args=[spec.key])
    change = EMPTY
    if now:
        change = format_html(
            '<a class="btn btn-sm btn-bare" href="{0}" hx-get="{0}" hx-target="#dialog">{1}</a>',
            reverse("designer:variant", args=[spec.key, now]),
            _("For whom…"),
        )
    add = format_html(
        '<a class="btn btn-sm btn-bare" href="{0}" hx-get="{0}" hx-target="#dialog">{1}</a>', new, _("+ Variant")
    )
    return format_html(
        '<div class="row-x wrap" role="group" aria-label="{}">{}{}{}</div>', _("Variants"), items, change, add
    )
