"""Lookups: the list, one with its values or a new one, values pasted from a spreadsheet, taking one out of use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.definitions.current import current_snapshot
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.fields.input import values_of_lines
from artel.platform.designer.list_input import label_in, lookup_values, problems_by_row
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.parts.rows import Among, Cell, RowEditor, hue_options
from artel.platform.designer.views.frame import Errors, design_page, designing, save, top_tabs
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.designer.wording import owner_words
from artel.platform.kernel.errors import NotFound
from artel.platform.kernel.text import clean_line
from artel.platform.screens.answers import whole_page
from artel.platform.sections.spec import LookupSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb
from artel.platform.ui.table import Column, Group, Row, Table

MOST_EDITED = 600
"""Values that are edited in rows; the form of more would be longer than a request may be."""
MOST_OPTIONS = 20_000
"""Options of all rows together; beyond it the key is typed."""


@require_GET
@designing
def lookups(request: HttpRequest, working: Working) -> HttpResponse:
    """All lookups with the number of their values and the fields that take values from them."""
    url = reverse("designer:lookup_new")
    add = Button(label=_("New lookup"), url=url, icon="plus", kind="primary", shortcut="N")
    found = sorted(working.snapshot.lookups.values(), key=lambda each: each.label.text())
    text = _("Values that people choose from: sources, reasons, kinds. A lookup serves any number of fields.")
    empty = EmptyState(title=_("No lookups yet"), text=text, icon="list-check", actions=(add,))
    parts: list[Html] = [_table(found, working) if found else empty]
    return design_page(
        request,
        working,
        _("Lookups"),
        parts,
        tabs=top_tabs("lookups", actor=actor_on(request)),
        crumbs=(Crumb(_("Lookups")),),
        actions=(add,) if found else (),
        count=len(found),
    )


def _table(found: list[LookupSpec], working: Working) -> Table:
    columns = (
        Column(key="label", label=_("Lookup"), is_name=True),
        Column(key="values", label=_("Values"), width=100, is_number=True),
        Column(key="fields", label=_("Fields"), width=400),
        Column(key="key", label=_("Key"), width=200, is_soft=True, is_wide_only=True),
        Column(key="owner", label=_("Whose"), width=120, is_soft=True, is_wide_only=True),
    )
    rows = []
    for each in found:
        flag = Flag(_("not applied"), "soon") if working.is_edited("lookup", each.key) else EMPTY
        live = sum(1 for value in each.values.values() if not value.is_retired)
        rows.append(
            Row(
                id=each.key,
                url=reverse("designer:lookup", args=[each.key]),
                name=each.label.text(),
                values={
                    "label": format_html('<span class="row-x"><span class="clip">{}</span>{}</span>', each.label, flag),
                    "values": str(live),
                    "fields": ", ".join(_fields_with(each.key, working)),
                    "key": format_html("<code>{}</code>", each.key),
                    "owner": str(owner_words(each.owner)),
                },
            )
        )
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Lookups"), is_static=True)


def _fields_with(lookup: str, working: Working) -> list[str]:
    return [
        f"{spec.label.text()}: {field.label.text()}"
        for spec in working.snapshot.sections.values()
        if not spec.retired
        for field in spec.shown_fields
        if field.lookup == lookup
    ]


@require_http_methods(["GET", "POST"])
@designing
def lookup(request: HttpRequest, working: Working, key: str = "") -> HttpResponse:
    """One lookup, without a key a new one: its values in order, new ones below, many at once by pasting."""
    before = working.body("lookup", key) if key else {"label": {"ru": "", "en": ""}, "values": []}
    if before is None:
        raise NotFound(lookup=key)
    body: Mapping[str, Any] = before
    errors: Errors = {}
    of, made = KeyOf(kind="lookup"), key or clean_line(request.POST.get("key", ""))
    if request.method == "POST":
        body = _read(request, before, _parents_of(working, key), key)
        made = key or of.named(made, body, working)
        errors = {} if any(body["label"].values()) else {"label.ru": (_("Name the lookup."),)}
        if not key and (wrong := of.problem(made, working)):
            errors = {**errors, "key": (wrong,)}
        errors = errors or save([Edit(kind="lookup", key=made, body=body)], actor=actor_on(request))
        if not errors:
            return redirect("designer:lookup", made)
    title = working.snapshot.lookups[key].label.text() if key else _("New lookup")
    form = _form(request, working, key_field(of, made, errors.get("key", ()), is_new=not key), body, errors)
    crumbs = (Crumb(_("Lookups"), reverse("designer:lookups")), Crumb(title))
    tabs = top_tabs("lookups", actor=actor_on(request))
    status, acts = 422 if errors else 200, (_from_file(key),) if key else ()
    return design_page(request, working, title, [form], tabs=tabs, crumbs=crumbs, actions=acts, status=status)


def _from_file(key: str) -> Button:
    return Button(label=_("From a file"), icon="upload", url=reverse("designer:lookup_table", args=[key]))


def _fixed(key: str) -> frozenset[str]:
    """Return the keys of values in force: records hold them."""
    found = current_snapshot().documents.get("lookup", {}).get(key, {})
    return frozenset(value["key"] for value in found.get("values", ()))


def _read(request: HttpRequest, before: Mapping[str, Any], parents: Mapping[str, str], key: str) -> dict[str, Any]:
    """Return the body as sent; a pasted line may name, after a tab, the value that its own belongs to."""
    post = request.POST
    if post.get("has_rows"):
        values = lookup_values(post, before, _fixed(key))
    else:
        values = [dict(v) for v in before.get("values", ())]
    above = {clean_line(label).casefold(): value for value, label in parents.items()} | {each: each for each in parents}
    named = [line.partition("\t") for line in post.get("values", "").splitlines()]
    belongs = {clean_line(label): clean_line(parent).casefold() for label, _tab, parent in named}
    known = {label_in(v, "ru").casefold() for v in values}
    for value in values_of_lines("\n".join(belongs), tuple(v["key"] for v in values)):
        label = label_in(value, "ru")
        if label.casefold() in known:
            continue
        parent = belongs.get(label, "")
        values.append({**value, **({"parent": above.get(parent, parent)} if parent else {})})
    label_ = {code: clean_line(post.get(f"label.{code}", "")) for code in ("ru", "en")}
    return {**before, "label": label_, "values": values}


def _parents_of(working: Working, key: str) -> dict[str, str]:
    """Return key → label of the values that those of this lookup may belong to: of the fields above its fields."""
    found: dict[str, str] = {}
    for spec in working.snapshot.sections.values():
        for field in spec.shown_fields:
            above = spec.field(str(field.options.get("parent") or "")) if field.lookup == key else None
            lookup = working.snapshot.lookups.get(above.lookup or "") if above else None
            if lookup is not None:
                found |= {value.key: value.label.text() for value in lookup.values.values() if not value.is_retired}
    return found


def _form(request: HttpRequest, working: Working, named: Field, body: Mapping[str, Any], errors: Errors) -> Html:
    key, is_new = str(named.value), not named.is_readonly
    suggests = KeyOf(kind="lookup").address if is_new else None
    names = [
        Field(
            name=f"label.{code}",
            label=words,
            value=label_in(body, code),
            error=errors.get(f"label.{code}", ()),
            is_required=code == "ru",
            attrs={"data-suggest-from": suggests if code == "ru" else None},
        )
        for code, words in (("ru", _("Name in Russian")), ("en", _("Name in English")))
    ]
    wrong, rest = problems_by_row(errors, "values")
    values: Html = _too_many(body)
    if len(body.get("values", ())) <= MOST_EDITED:
        kept = SafeString('<input type="hidden" name="has_rows" value="1">')
        values = format_html('<div class="is-wide">{}{}{}</div>', values, kept, _editor(working, key, body, wrong))
    lines = Field(
        name="values",
        label=_("Values, each on a line of its own"),
        kind="textarea",
        rows=8,
        width="wide",
        help=_("May be pasted from a spreadsheet. Order is kept."),
    )
    paste = format_html('<details class="is-wide"><summary>{}</summary>{}</details>', _("Paste many"), lines)
    acts = EMPTY if is_new else retire_button(reverse("designer:lookup_retire", args=[key])).render()
    return Form(
        action=request.path,
        groups=[Fieldset(fields=[*names, named]), Fieldset(title=_("Values"), fields=[Among(values), Among(paste)])],
        errors=rest,
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", url=reverse("designer:lookups")),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=get_token(request),
        foot="sticky",
    )


def _too_many(body: Mapping[str, Any]) -> Html:
    """Return a word about values that are not edited row by row: those of a table, or too many."""
    listed = len(body.get("values", ()))
    tabled = max(0, str(body.get("table", "")).count("\n") - 1)
    if not tabled and listed <= MOST_EDITED:
        return EMPTY
    text = _("%(number)s values came as a table. A value added here adds to them, or stands in place of one.")
    if not tabled:
        text = _("%(number)s values are too many to edit in rows. Paste new ones; change the rest in a pack's file.")
    return format_html('<div class="is-wide">{}</div>', Notice(text=text % {"number": tabled or listed}))


def _editor(working: Working, key: str, body: Mapping[str, Any], wrong: Mapping[int, tuple[Text, ...]]) -> RowEditor:
    parents = _parents_of(working, key)
    parents |= {v["parent"]: v["parent"] for v in body.get("values", ()) if v.get("parent") not in (None, "", *parents)}
    cells = [
        Cell(name="ru", label=_("Name in Russian"), css="grow"),
        Cell(name="en", label=_("Name in English"), css="grow"),
    ]
    if parents and len(parents) * len(body.get("values", ())) <= MOST_OPTIONS:
        options = (Option("", "—"), *(Option(each, label) for each, label in parents.items()))
        cells.append(Cell(name="parent", label=_("Belongs to"), kind="select", options=options))
    elif parents:
        cells.append(Cell(name="parent", label=_("Belongs to (key)")))
    cells.append(Cell(name="hue", label=_("Colour"), kind="hue", options=(Option("", "—"), *hue_options())))
    rows = [
        {
            "key": value["key"],
            "ru": label_in(value, "ru"),
            "en": label_in(value, "en"),
            "parent": value.get("parent", ""),
            "hue": value.get("hue"),
            "retired": value.get("is_retired"),
        }
        for value in body.get("values", ())
    ]
    return RowEditor(cells=cells, rows=rows, add_label=_("Add a value"), errors=wrong, fixed=_fixed(key))


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_lookup(request: HttpRequest, working: Working, key: str) -> HttpResponse:
    """Ask before a lookup goes; fields that take values from it stand in the way."""
    body = working.body("lookup", key)
    if body is None:
        raise NotFound(lookup=key)
    used = _fields_with(key, working)
    lines = join(format_html("<li>{}</li>", use) for use in used)
    text = _("These fields take their values from it; take them out of use first:")
    about = (
        format_html("<p>{}</p><ul>{}</ul>", text, lines) if used else format_html("<p>{}</p>", _("No field uses it."))
    )
    edit = Edit(kind="lookup", key=key, body=body, is_retired=True)
    name, back = working.snapshot.lookups[key].label.text(), reverse("designer:lookups")
    return ask_to_retire(request, name, about, [edit], back, is_blocked=bool(used))
