"""From a bound field of a Django form to our `Field`: for sign-in, profile and other forms that Django validates."""

from __future__ import annotations

from django import forms
from django.forms import BoundField

from artel.platform.ui.component import AttributeValue
from artel.platform.ui.forms import Field, Option

_OWN = {"id", "class", "type", "placeholder", "rows", "cols", "required", "aria-describedby", "aria-invalid"}


def field_of(bound: BoundField, *, is_label_hidden: bool = False) -> Field:
    """Return the field with its label, help, errors, value and attributes; a hidden one stays hidden."""
    widget = bound.field.widget
    attrs: dict[str, AttributeValue] = {k.replace("_", "-"): v for k, v in widget.attrs.items() if k not in _OWN}
    attrs["id"] = bound.auto_id
    autocomplete = str(attrs.pop("autocomplete", "off"))
    value = bound.value()
    texts = [str(each) for each in value] if isinstance(value, list | tuple) else "" if value is None else str(value)
    if isinstance(widget, forms.CheckboxInput):
        texts = "on" if value else ""
    choices = getattr(widget, "choices", ())
    return Field(
        name=bound.html_name,
        label=bound.label,
        kind="hidden" if bound.is_hidden else _kind(widget),
        value=texts,
        options=[Option(str(key), str(label)) for key, label in choices if str(key)],
        help=bound.help_text,
        error=[str(error) for error in bound.errors],
        is_required=bound.field.required,
        is_readonly=bool(widget.attrs.get("readonly") or bound.field.disabled),
        is_label_hidden=is_label_hidden,
        placeholder=str(widget.attrs.get("placeholder", "")) if is_label_hidden else "",
        autocomplete=autocomplete,
        attrs=attrs,
    )


def _kind(widget: forms.Widget) -> str:
    # The order matters: narrower classes stand before those they come from.
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.PasswordInput, "password"),
        (forms.EmailInput, "email"),
        (forms.URLInput, "url"),
        (forms.NumberInput, "number"),
        (forms.DateTimeInput, "datetime"),
        (forms.DateInput, "date"),
        (forms.FileInput, "file"),
        (forms.Textarea, "textarea"),
        (forms.CheckboxInput, "checkbox"),
        (forms.SelectMultiple, "multiselect"),
        (forms.RadioSelect, "radio"),
        (forms.Select, "select"),
    )
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "text")
