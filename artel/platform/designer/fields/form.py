"""The form of a field: names, key, what its type asks, how it behaves, where it is shown; and the choice of a type."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.designer.drafts import Working
from artel.platform.designer.fields.derived_form import derived_inputs
from artel.platform.designer.fields.input import (
    NEW_LOOKUP,
    NOWHERE,
    Errors,
    FieldInput,
    is_typed,
    takes_lookup,
    takes_target,
)
from artel.platform.designer.fields.options import option_fields
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.wording import HIDDEN_TYPES, TYPES, TypeWords, type_words
from artel.platform.kernel.actor import Actor
from artel.platform.sections.carrying import fits, handovers, is_writable, may_hold
from artel.platform.sections.fieldtype import FieldType, field_types
from artel.platform.sections.spec import Kind, SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Html, Text, attributes, join
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.icons import icon


def type_dialog(spec: SectionSpec) -> Dialog:
    """Return the choice of a type: every registered one, with its sign and what it is for."""
    order = {key: place for place, key in enumerate(TYPES)}
    types = sorted(field_types, key=lambda each: order.get(each.key, len(order)))
    offered = [type_words(each) for each in types if each.key not in HIDDEN_TYPES]
    items = join(_type(each, spec) for each in offered)
    body = format_html('<ul class="a-types">{}</ul>', items)
    return Dialog(title=_("What will the field hold?"), body=body, is_wide=True)


def _type(words: TypeWords, spec: SectionSpec) -> SafeString:
    url = reverse("designer:field_of_type", args=[spec.key, words.key])
    given = attributes({"hx-get": url, "hx-target": "#dialog", "data-dialog": "wide"})
    return format_html(
        '<li><a href="{}"{}>{}<span><b>{}</b><span class="muted small">{}</span></span></a></li>',
        url,
        given,
        icon(words.icon),
        words.label,
        words.help,
    )


def field_dialog(
    spec: SectionSpec,
    working: Working,
    field_type: FieldType,
    given: FieldInput,
    errors: Errors,
    *,
    actor: Actor,
    action: str,
    is_new: bool,
    csrf_token: str,
    acts: Html = "",
) -> Dialog:
    """Return the form of a new or a present field."""
    words = type_words(field_type)
    groups = [
        Fieldset(fields=_names(given, errors, spec, is_new=is_new)),
        *_of_type(spec, working, field_type, given, errors, actor, action, is_new=is_new),
        Fieldset(title=_("How it behaves"), fields=_behaviour(field_type, given, errors)),
    ]
    if carried := _carried(spec, working, field_type, given, errors):
        title = _("When another record is made of this one")
        groups.append(Fieldset(title=title, note=_("What the value of this field becomes there."), fields=carried))
    if is_new:
        groups.append(Fieldset(title=_("Where it is shown"), fields=_places(field_type, given)))
    form = Form(
        action=action,
        groups=groups,
        errors=errors.get("", ()),
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"hx-post": action, "hx-target": "#dialog", "data-controller": "suggest"},
        csrf_token=csrf_token,
    )
    head = format_html('<p class="row-x muted">{}<span>{}. {}</span></p>', icon(words.icon), words.label, words.help)
    title = _("New field") if is_new else given.text("label.ru") or given.key
    return Dialog(title=title, body=join((head, form)), is_wide=True)


def _names(given: FieldInput, errors: Errors, spec: SectionSpec, *, is_new: bool) -> list[Component]:
    of = KeyOf(kind="field", section=spec.key)
    return [
        Field(
            name="label.ru",
            label=_("Name in Russian"),
            value=given.text("label.ru"),
            is_required=True,
            error=_at(errors, "label"),
            attrs={"data-suggest-from": of.address if is_new else None, "data-focus": not errors or None},
        ),
        Field(
            name="label.en", label=_("Name in English"), value=given.text("label.en"), help=_("Empty: as in Russian")
        ),
        key_field(of, given.key, _at(errors, "key"), is_new=is_new),
        Field(name="help.ru", label=_("Help under the input"), value=given.text("help.ru"), error=_at(errors, "help")),
        Field(name="help.en", label=_("Help in English"), value=given.text("help.en")),
    ]


def _of_type(
    spec: SectionSpec,
    working: Working,
    field_type: FieldType,
    given: FieldInput,
    errors: Errors,
    actor: Actor,
    action: str,
    *,
    is_new: bool,
) -> list[Fieldset]:
    fields: list[Component] = []
    if takes_target(field_type):
        sections = (s for s in working.snapshot.sections.values() if not s.retired)
        fields.append(
            Field(
                name="target",
                label=_("Points to records of"),
                kind="select",
                value=given.text("target"),
                options=tuple(Option(s.key, s.label.text()) for s in sections),
                error=_at(errors, "target"),
                is_required=True,
                is_readonly=not is_new,
                placeholder="—",
            )
        )
    if takes_lookup(field_type):
        fields += _lookup(working, given, errors)
    if field_type.is_derived:
        fields += derived_inputs(spec, working, actor, field_type, given, errors, action)
    else:
        fields += option_fields(field_type.options, given.body.get("options", {}), errors, spec)
    return [Fieldset(title=str(type_words(field_type).label), fields=fields)] if fields else []


def _lookup(working: Working, given: FieldInput, errors: Errors) -> list[Component]:
    known = sorted(working.snapshot.lookups.values(), key=lambda each: each.label.text())
    options = (Option(NEW_LOOKUP, _("+ A new lookup")), *(Option(each.key, each.label.text()) for each in known))
    return [
        Field(
            name="lookup",
            label=_("Values from the lookup"),
            kind="select",
            value=given.text("lookup"),
            options=options,
            error=_at(errors, "lookup"),
            is_required=True,
            placeholder="—",
            width="wide",
            attrs={"data-reveals": NEW_LOOKUP},
        ),
        Field(
            name="values",
            label=_("Values, each on a line of its own"),
            kind="textarea",
            value=given.values,
            error=_at(errors, "values"),
            help=_("May be pasted from a spreadsheet. Order is kept."),
            rows=5,
            width="wide",
            attrs={"data-revealed": NEW_LOOKUP},
        ),
    ]


def _behaviour(field_type: FieldType, given: FieldInput, errors: Errors) -> list[Component]:
    asked: list[tuple[str, str, bool]] = [
        ("required", _("Required"), is_typed(field_type)),
        ("unique", _("No two records have the same"), field_type.kind in (Kind.TEXT, Kind.INTEGER)),
        ("searchable", _("Found by the search"), field_type.kind in (Kind.TEXT, Kind.LONG_TEXT)),
        ("indexed", _("Index: fast filters on many records"), True),
        ("readonly", _("Read-only on screens"), is_typed(field_type)),
        ("cascade", _("Goes when what it points to is deleted for good"), takes_target(field_type)),
    ]
    fields: list[Component] = [
        Field(
            name=name, label=label, kind="switch", value="on" if given.body.get(name) else "", error=_at(errors, name)
        )
        for name, label, is_asked in asked
        if is_asked
    ]
    if is_typed(field_type) and field_type.kind.value not in ("reference", "person", "file"):
        fields.insert(
            0, Field(name="default", label=_("Default"), value=given.text("default"), error=_at(errors, "default"))
        )
    return fields


def _carried(
    spec: SectionSpec, working: Working, field_type: FieldType, given: FieldInput, errors: Errors
) -> list[Component]:
    """Return a choice for every section whose records are made of these: the field there that can hold the value."""
    handover = handovers.find(spec.key)
    present, found = spec.field(given.key), list[Component]()
    for key in handover.targets if handover else ():
        target = working.snapshot.sections[key]
        into = [
            f
            for f in target.shown_fields
            if is_writable(f) and (fits(present, f) if present else may_hold(field_type.kind, f))
        ]
        said = given.body.get("carry", {}).get(key)
        found.append(
            Field(
                name=f"carry.{key}",
                label=_("In “%(section)s”") % {"section": target.label.text()},
                kind="select",
                value=NOWHERE if said == "" else said or "",
                options=(Option(NOWHERE, _("nowhere")), *(Option(f.key, f.label.text()) for f in into)),
                placeholder=_("into the field of the same key"),
                error=_at(errors, f"carry.{key}"),
            )
        )
    return found


def _places(field_type: FieldType, given: FieldInput) -> list[Component]:
    asked = Field(name="in_form", label=_("Shown in the form"), kind="switch", value="on" if given.in_form else "")
    return [
        *((asked,) if is_typed(field_type) else ()),
        Field(name="in_columns", label=_("Shown in the list"), kind="switch", value="on" if given.in_columns else ""),
    ]


def _at(errors: Errors, path: str) -> tuple[Text, ...]:
    """Return the problems at a path and below it."""
    return tuple(
        message for at, messages in errors.items() if at == path or at.startswith(f"{path}.") for message in messages
    )
