"""The inputs of fields that follow from others: an expression checked as it is typed, details chosen one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.definitions.building import field_spec
from artel.platform.definitions.kinds.field import FieldBody
from artel.platform.designer.condition_input import ConditionField, builder_of
from artel.platform.designer.drafts import Working
from artel.platform.designer.fields.input import FieldInput
from artel.platform.designer.fields.options import option_fields
from artel.platform.designer.parts.rows import Among
from artel.platform.formulas.reading import read_field
from artel.platform.kernel.actor import Actor
from artel.platform.sections.fieldtype import FieldType
from artel.platform.sections.spec import Kind, SectionSpec
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.forms import Field, Option
from artel.platform.ui.icons import icon

RESULT, EXPRESSION = "options.result", "options.expression"
SECTION, FIELD, FUNCTION, OF, FILTER = (f"options.{n}" for n in ("section", "field", "function", "of", "filter"))
ADDED_UP = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.DATETIME, Kind.DURATION})
LOOK, CHECK = "look", "check"
"""What the page asks for while somebody chooses and types: the form anew, a word about the expression."""


def derived_inputs(
    spec: SectionSpec,
    working: Working,
    actor: Actor,
    field_type: FieldType,
    given: FieldInput,
    errors: Mapping[str, tuple[Text, ...]],
    action: str,
) -> list[Component]:
    """Return the inputs of a computed field or a rollup; those of a rollup follow the chosen details."""
    options = given.body.get("options", {})
    detail = working.snapshot.sections.get(str(options.get("section", "")))
    found: list[Component] = []
    asked_first = (RESULT, EXPRESSION, SECTION, FIELD, FUNCTION, OF, FILTER)
    fields = option_fields(field_type.options, options, errors, spec)
    fields.sort(key=lambda each: asked_first.index(each.name) if each.name in asked_first else len(asked_first))
    for each in fields:
        if each.name == EXPRESSION:
            said = said_of(spec, working, given) if options.get("expression") and not each.errors else EMPTY
            asked = _asking(action, CHECK, "#expression-check", "input changed delay:500ms")
            asked["spellcheck"] = "false"
            found += [replace(each, attrs=asked), Among(_said(said)), _names(spec, working, actor)]
        elif each.name == SECTION:
            sections = _details(spec, working)
            found.append(replace(each, **_choice(each, sections), attrs=_asking(action, LOOK, "#dialog", "change")))
        elif each.name == FIELD:
            found.append(replace(each, **_choice(each, _pointing(spec, working, detail))))
        elif each.name == OF:
            found.append(replace(each, **_choice(each, _added_up(detail))))
        elif each.name == FILTER:
            found.append(_filter(working, actor, detail, options, each))
        else:
            found.append(each)
    return found


def _choice(field: Field, options: Sequence[Option]) -> dict[str, Any]:
    """Return what makes a choice of an input; what stands in it and is not offered stays there."""
    value = str(field.value)
    is_kept = value and value not in {option.value for option in options}
    return {"kind": "select", "options": (*options, Option(value, value)) if is_kept else options, "placeholder": "—"}


def _asking(action: str, act: str, target: str, trigger: str) -> dict[str, AttributeValue]:
    return {
        "hx-post": action,
        "hx-trigger": trigger,
        "hx-target": target,
        "hx-swap": "innerHTML",
        "hx-vals": f'{{"act": "{act}"}}',
    }


def _said(said: Html) -> Html:
    return format_html('<div class="is-wide small" id="expression-check" role="status">{}</div>', said)


def said_of(spec: SectionSpec, working: Working, given: FieldInput) -> Html:
    """Return what is wrong with an expression, or that nothing is."""
    problems = _expression_problems(spec, working, given)
    if problems is None:
        return EMPTY
    if not problems:
        text = _("The expression is in order.")
        return format_html('<span class="row-x muted">{}<span>{}</span></span>', icon("check", "sm"), text)
    lines = join(problems, " ")
    return format_html('<span class="a-error">{}<span>{}</span></span>', icon("alert-circle", "sm"), lines)


def _expression_problems(spec: SectionSpec, working: Working, given: FieldInput) -> list[Text] | None:
    """Return what is wrong with the expression; None while the other options can't tell."""
    try:
        body = FieldBody.model_validate({**given.body, "label": given.body.get("label") or ""})
        field = field_spec(given.key or "x_new", body, owner="local", is_retired=False)
        faults = read_field(spec, field, working.snapshot)[1]
    except ValueError:
        return None
    return [fault.problem.message for fault in faults if f"options.{fault.option}" == EXPRESSION]


def _names(spec: SectionSpec, working: Working, actor: Actor) -> Field:
    """Return the choice of a name to be put into the expression."""
    fields = builder_of(actor, working, spec.key).fields.values()
    return Field(
        name="",
        label=_("Put a field into the expression"),
        kind="select",
        options=tuple(Option(f.path, f"{f.label} ({f.path})") for f in fields if f.spec is not None),
        placeholder="—",
        attrs={"data-inserts": EXPRESSION, "id": "f-insert", "name": None},
    )


def _details(spec: SectionSpec, working: Working) -> Sequence[Option]:
    """Return the sections whose records point here."""
    keys = dict.fromkeys(detail.section for detail in working.snapshot.details(spec.key))
    return tuple(Option(key, working.snapshot.sections[key].label.text()) for key in keys)


def _pointing(spec: SectionSpec, working: Working, detail: SectionSpec | None) -> Sequence[Option]:
    """Return the references of the chosen section that point here."""
    names = (d.field for d in working.snapshot.details(spec.key) if detail and d.section == detail.key)
    return tuple(Option(name, detail.fields[name].label.text()) for name in names) if detail else ()


def _added_up(detail: SectionSpec | None) -> Sequence[Option]:
    """Return the fields of the chosen section that a function may go over."""
    fields = (f for f in detail.shown_fields if f.kind in ADDED_UP and not f.system) if detail else ()
    return tuple(Option(f.key, f.label.text()) for f in fields)


def _filter(
    working: Working, actor: Actor, detail: SectionSpec | None, options: Mapping[str, Any], field: Field
) -> Component:
    if detail is None:
        return Among(
            format_html("<input{}>", attributes({"type": "hidden", "name": FILTER, "value": str(field.value)}))
        )
    return ConditionField(
        builder=builder_of(actor, working, detail.key),
        name=FILTER,
        label=field.label,
        value=str(options.get("filter", "")),
        errors=field.errors,
    )
