"""A stored value in words, as people read it: on a screen, in a title made of a template, in a letter."""

from __future__ import annotations

from collections.abc import Sequence

from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.fieldtypes.money import show_money
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot
from artel.platform.ui import formats


def in_words(
    spec: SectionSpec,
    snapshot: Snapshot,
    field: FieldSpec,
    value: object,
    language: str,
    *,
    label: str | None = None,
    currency: str | None = None,
    pipeline: str | None = None,
    files: Sequence[str] = (),
) -> str:
    """Return a value in words, empty when there is none.

    `label` is the name of what a pointer points to, `currency` that of the record's sum, `pipeline` the record's key of
    one for a stage, `files` the names of those in a field of several.
    """
    if value is None or value == "":
        return ""
    if field.is_pointer:
        return label or formats.record_number(value)
    if field.type == "stage":
        stage = spec.stage(pipeline, str(value))
        return stage.label.text(language) if stage else str(value)
    if field.kind is Kind.CHOICE:
        return choice_in_words(snapshot, field, str(value), language)
    if field.kind is Kind.CHOICES and isinstance(value, list | tuple):
        return ", ".join(choice_in_words(snapshot, field, str(key), language) for key in value)
    if field.kind is Kind.FILES:
        return ", ".join(files)
    if field.kind is Kind.MONEY:
        return show_money(value, currency or "RUB", language)
    return field_types.get(field.type).show(field, value, language)


def choice_in_words(snapshot: Snapshot, field: FieldSpec, key: str, language: str) -> str:
    """Return what a value of a choice is called; a key that its list does not have stands for itself."""
    label = snapshot.choice_label(field, key)
    return label.text(language) if label is not None else key


def currency_field(spec: SectionSpec, field: FieldSpec) -> str | None:
    """Return the key of the field that holds a sum's currency, or None when it is fixed."""
    key = field.options.get("currency_field")
    return str(key) if key and spec.field(str(key)) else None


def currency_of(field: FieldSpec, written: object) -> str:
    """Return the code of a sum's currency: what the record says, else the field's fixed one."""
    return str(written or field.options.get("currency", "RUB"))
