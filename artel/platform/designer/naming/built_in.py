"""Other words for what the product brings: forms over the names in force, and the edit that keeps what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import number_or_text
from artel.platform.designer.parts.section_form import IconPicker
from artel.platform.designer.section_input import FORMS
from artel.platform.kernel.labels import Label
from artel.platform.kernel.text import clean_line
from artel.platform.sections.declaring import built_in_sections
from artel.platform.sections.spec import FieldSpec, SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Html, Text
from artel.platform.ui.forms import Field, Fieldset, Form

KIND = "naming"
RESET = "reset"
Errors = Mapping[str, tuple[Text, ...]]
Body = Mapping[str, Any]


def read_naming(post: QueryDict, standard: SectionSpec | FieldSpec) -> dict[str, Any]:
    """Return what was sent and differs from what the product says: nothing of it is kept."""
    body: dict[str, Any] = {}
    for name in ("label", "singular", "help"):
        usual = getattr(standard, name, None)
        if isinstance(usual, Label):
            given = {code: clean_line(post.get(f"{name}.{code}", "")) for code in ("ru", "en")}
            other = {code: text for code, text in given.items() if text and text != getattr(usual, code)}
            body |= {name: other} if other else {}
    if isinstance(standard, SectionSpec):
        counted = [clean_line(post.get(f"counted.{form}", "")) for form in FORMS]
        if all(counted) and counted != _forms(standard):
            body["counted"] = counted
        if (icon := post.get("icon", "")) and icon != standard.icon:
            body["icon"] = icon
        position = number_or_text(clean_line(post.get("position", "")))
        if position not in (None, standard.position):
            body["position"] = position
    return body


def naming_edit(key: str, body: Body, working: Working) -> Edit | None:
    """Return the edit that keeps other names, or takes them back when none is left; None: there is nothing to do."""
    if body:
        return Edit(kind=KIND, key=key, body=body)
    present = working.body(KIND, key)
    return Edit(kind=KIND, key=key, body=present, is_retired=True) if present is not None else None


def standard_section(key: str) -> SectionSpec | None:
    """Return a section as the product has it, None for one of the company's."""
    return built_in_sections.find(key)


def standard_field(section: str, key: str) -> FieldSpec | None:
    """Return a field as the product has it, None for one of the company's."""
    found = built_in_sections.find(section)
    return found.fields.get(key) if found else None


def _forms(spec: SectionSpec) -> list[str]:
    return [spec.counted.text(n, "ru") for n in (1, 2, 5)] + [spec.counted.text(n, "en") for n in (1, 5)]


def section_naming(spec: SectionSpec, standard: SectionSpec, errors: Errors, csrf_token: str) -> Form:
    """Return the form of a section's names, icon and place in the menu, as they are now."""
    names = [
        *_texts("label", _("Name in Russian, plural"), _("The same in English"), spec.label, standard.label, errors),
        *_texts(
            "singular",
            _("One of them, in Russian"),
            _("One of them in English"),
            spec.singular,
            standard.singular,
            errors,
        ),
    ]
    words = ("1 …", "2 …", "5 …", "1 … (en)", "5 … (en)")
    counted: list[Component] = [
        Field(name=f"counted.{form}", label=word, value=text, error=errors.get("counted", ()))
        for form, word, text in zip(FORMS, words, _forms(spec), strict=True)
    ]
    place = Field(
        name="position",
        label=_("Place in the menu"),
        kind="number",
        value=str(spec.position),
        error=errors.get("position", ()),
        help=_("Lower numbers come first."),
    )
    action = reverse("designer:section", args=[spec.key])
    return Form(
        action=action,
        groups=(
            Fieldset(title=_("Names"), fields=names),
            Fieldset(title=_("With a number"), fields=counted),
            Fieldset(title=_("Icon"), fields=[IconPicker(value=spec.icon)]),
            Fieldset(title=_("Menu"), fields=[place]),
        ),
        errors=errors.get("", ()),
        buttons=_buttons(Button(label=_("Cancel"), kind="bare", url=reverse("designer:fields", args=[spec.key]))),
        csrf_token=csrf_token,
    )


def field_naming(spec: SectionSpec, field: FieldSpec, standard: FieldSpec, errors: Errors, csrf_token: str) -> Form:
    """Return the form of a field's name and help, as they are now."""
    action = reverse("designer:field", args=[spec.key, field.key])
    return Form(
        action=action,
        groups=(
            Fieldset(
                note=_("The key, the API and imports keep knowing the field by its standard name too."),
                fields=[
                    *_texts("label", _("Name in Russian"), _("Name in English"), field.label, standard.label, errors),
                    *_texts("help", _("Help under the input"), _("Help in English"), field.help, standard.help, errors),
                ],
            ),
        ),
        errors=errors.get("", ()),
        buttons=_buttons(Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True})),
        attrs={"hx-post": action, "hx-target": "#dialog"},
        csrf_token=csrf_token,
    )


def _texts(name: str, ru: Text, en: Text, now: Label, standard: Label, errors: Errors) -> list[Component]:
    return [
        Field(
            name=f"{name}.{code}",
            label=label,
            value=getattr(now, code),
            help=_as_standard(getattr(now, code), getattr(standard, code)),
            error=tuple(m for at, found in errors.items() if at.startswith(f"{name}.{code}") for m in found),
        )
        for code, label in (("ru", ru), ("en", en))
    ]


def _as_standard(now: str, standard: str) -> Html:
    if now == standard or not standard:
        return ""
    return format_html("{} «{}»", _("In the product:"), standard)


def _buttons(cancel: Button) -> tuple[Button, ...]:
    reset = Button(label=_("Reset to standard"), kind="bare", is_submit=True, attrs={"name": "act", "value": RESET})
    return reset, cancel, Button(label=_("Add to draft"), kind="primary", is_submit=True)
