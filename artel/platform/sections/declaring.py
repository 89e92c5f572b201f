"""How a feature declares its built-in sections: `sections.py` calls `declare_section` at import.

`declare_field` fills in what follows from the type; the base fields come by themselves. What a
company may change (layouts, views, pipelines, lookups' values) is not here but in `solutions/base`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.kernel.registry import Registry
from artel.platform.sections.calendars import CalendarSpec
from artel.platform.sections.fieldtype import field_types, load_field_types, value_type
from artel.platform.sections.record_model import RecordModel
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec

built_in_sections: Registry[SectionSpec] = Registry("sections")
static_models: dict[str, type[RecordModel]] = {}
"""Section key → the Django model that migrations and the domain's typed reads use."""


def declare_field(
    key: str,
    type: str,  # noqa: A002 - the word of the packs
    label: Label,
    *,
    help: Label = Label(),  # noqa: A002
    required: bool = False,
    unique: bool = False,
    searchable: bool = False,
    readonly: bool = False,
    system: bool = False,
    retired: bool = False,
    indexed: bool = False,
    cascade: bool = False,
    default: object = None,
    target: str | None = None,
    lookup: str | None = None,
    choices: Mapping[str, Label] | None = None,
    options: Mapping[str, Any] | None = None,
    carry: Mapping[str, str] | None = None,
    owner: str = "platform",
) -> FieldSpec:
    """Return the FieldSpec of a field; raises LookupError for an unknown type."""
    if type not in field_types:
        load_field_types()
    field_type = field_types.get(type)
    kind = value_type(field_type, options or {}).kind
    is_pointer = kind in (Kind.REFERENCE, Kind.PERSON, Kind.FILE)
    return FieldSpec(
        key=key,
        type=type,
        kind=kind,
        label=label,
        column=f"{key}_id" if is_pointer else key,
        help=help,
        required=required,
        unique=unique,
        searchable=searchable,
        readonly=readonly or type == "autonumber" or field_type.is_derived,
        system=system,
        retired=retired,
        indexed=indexed,
        cascade=cascade,
        derived=field_type.is_derived,
        default=default,
        target=target,
        lookup=lookup,
        choices=choices or {},
        options=options or {},
        carry=carry or {},
        owner=owner,
    )


def base_fields(
    name_label: Label, *, name_required: bool = True
) -> tuple[tuple[FieldSpec, ...], tuple[FieldSpec, ...]]:
    """Return the base fields that open a section and those that close it.

    The first group is id and name; the second owner, dates, authors, version, trash mark, pipeline position.
    """
    first = (
        declare_field("id", "integer", Label("№", "No."), system=True, readonly=True),
        declare_field("name", "text", name_label, required=name_required, searchable=True),
    )
    last = (
        declare_field("owner", "person", Label("Ответственный", "Owner"), indexed=True),
        declare_field("created_at", "datetime", Label("Создано", "Created"), system=True, readonly=True),
        declare_field("created_by", "person", Label("Кто создал", "Created by"), system=True, readonly=True),
        declare_field("updated_at", "datetime", Label("Обновлено", "Updated"), system=True, readonly=True),
        declare_field("updated_by", "person", Label("Кто обновил", "Updated by"), system=True, readonly=True),
        declare_field("version", "integer", Label("Версия", "Version"), system=True, readonly=True),
        declare_field("trashed_at", "datetime", Label("Удалено", "Trashed"), system=True, readonly=True),
    )
    return first, last


def pipeline_fields() -> tuple[FieldSpec, ...]:
    """Return the fields of a section that has stages; the process engine guards them."""
    return (
        declare_field("pipeline", "text", Label("Воронка", "Pipeline")),
        declare_field("stage", "stage", Label("Стадия", "Stage"), indexed=True),
        declare_field("stage_since", "datetime", Label("В стадии с", "In stage since"), system=True, readonly=True),
    )


def with_base_fields(
    fields: Iterable[FieldSpec], *, name_label: Label, name_required: bool, has_pipeline: bool
) -> dict[str, FieldSpec]:
    """Return all fields of a section by key, own ones between the base ones."""
    first, last = base_fields(name_label, name_required=name_required)
    stages = pipeline_fields() if has_pipeline else ()
    return {f.key: f for f in (*first, *stages, *fields, *last)}


def declare_section(
    model: type[RecordModel],
    *,
    key: str,
    label: Label,
    singular: Label,
    counted: CountedLabel,
    icon: str,
    fields: Iterable[FieldSpec],
    name_label: Label = Label("Название", "Name"),
    name_required: bool = True,
    parent: str | None = None,
    in_menu: bool = True,
    position: int = 100,
    has_feed: bool = True,
    has_activities: bool = True,
    has_pipeline: bool = False,
    default_order: tuple[str, ...] = ("-updated_at",),
    calendar: CalendarSpec | None = None,
) -> SectionSpec:
    """Register a built-in section; its keys are the names of the model's fields.

    Raises ValueError when the section is declared twice or a field has no column in the model.
    """
    spec = SectionSpec(
        key=key,
        label=label,
        singular=singular,
        counted=counted,
        icon=icon,
        table=model._meta.db_table,
        fields=with_base_fields(fields, name_label=name_label, name_required=name_required, has_pipeline=has_pipeline),
        parent=parent,
        in_menu=in_menu,
        position=position,
        has_feed=has_feed,
        has_activities=has_activities,
        has_pipeline=has_pipeline,
        default_order=default_order,
        calendar=calendar,
    )
    declared = {f.column for f in spec.fields.values()}
    columns = {str(f.column) for f in model._meta.local_concrete_fields}
    if declared != columns:
        raise ValueError(f"section {key}: declared and model columns differ: {sorted(declared ^ columns)}")
    static_models[key] = model
    return built_in_sections.add(key, spec)
