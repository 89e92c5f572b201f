"""Builds the Snapshot from the built-in sections and all documents. Pure: no query, no DDL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import definition_kinds
from artel.platform.definitions.kinds.field import FieldBody, split_key
from artel.platform.definitions.kinds.lookup import LookupBody
from artel.platform.definitions.kinds.naming import renamed
from artel.platform.definitions.kinds.role import RoleBody
from artel.platform.definitions.kinds.section import SectionBody
from artel.platform.definitions.kinds.stages.building import lock_rules, pipeline_spec
from artel.platform.definitions.kinds.view import ViewBody
from artel.platform.definitions.layouts.building import SectionLayouts, layouts_by_section, with_layouts
from artel.platform.kernel.labels import CountedLabel
from artel.platform.sections.calendars import CalendarSpec
from artel.platform.sections.declaring import built_in_sections, declare_field, with_base_fields
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.listed import ListedValues
from artel.platform.sections.pipelines import PipelineSpec
from artel.platform.sections.spec import FieldSpec, LookupSpec, LookupValue, RoleSpec, SectionSpec, Snapshot, ViewSpec

Bodies = dict[str, list[tuple[Document, Any]]]


def build_snapshot(revision: int, documents: Iterable[Document]) -> Snapshot:
    """Return the frozen configuration. Bodies must be valid; a document that doesn't fit is left out
    (the check of the whole configuration names it before anything is applied).
    """
    bodies: Bodies = defaultdict(list)
    for document in documents:
        body = definition_kinds.get(document.kind).body.model_validate(document.body)
        bodies[document.kind].append((document, body))
    fields = _fields_by_section(bodies)
    sections = {s.key: _extended(s, fields.get(s.key, ())) for s in built_in_sections}
    sections = renamed(sections, bodies["naming"])
    for document, body in bodies["section"]:
        sections[document.key] = _made_section(document, body, fields.get(document.key, ()))
    pipelines = _grouped(bodies, "pipeline", pipeline_spec)
    views = _grouped(bodies, "view", _view)
    layouts = layouts_by_section(bodies["layout"])
    return Snapshot(
        revision=revision,
        sections={
            key: _complete(
                with_layouts(spec, layouts.get(key, SectionLayouts())),
                [p for p in pipelines if p.section == key],
                [v for v in views if v.section == key],
            )
            for key, spec in sorted(sections.items(), key=lambda item: item[1].position)
        },
        lookups={d.key: _lookup(d, b) for d, b in bodies["lookup"] if not d.is_retired},
        roles={d.key: _role(d, b) for d, b in bodies["role"] if not d.is_retired},
        documents={kind: {d.key: d.body for d, _b in found if not d.is_retired} for kind, found in bodies.items()},
    )


def _complete(spec: SectionSpec, pipelines: Iterable[PipelineSpec], views: Iterable[ViewSpec]) -> SectionSpec:
    # Whatever was applied first: of several pipelines the first by place, then by key, is the one.
    ordered = tuple(sorted(pipelines, key=lambda p: (p.position, p.key)))
    return replace(
        spec,
        pipelines=ordered,
        views=tuple(sorted(views, key=lambda v: (v.position, v.key))),
        rules=spec.rules + lock_rules(spec, ordered),
    )


def _grouped(bodies: Bodies, kind: str, make: Any) -> list[Any]:
    return [make(d, b) for d, b in bodies[kind] if not d.is_retired]


def _fields_by_section(bodies: Bodies) -> dict[str, list[FieldSpec]]:
    found: dict[str, list[FieldSpec]] = defaultdict(list)
    for document, body in bodies["field"]:
        section, key = split_key(document.key)
        if body.type in field_types:
            found[section].append(field_spec(key, body, owner=document.owner, is_retired=document.is_retired))
    return found


def field_spec(key: str, body: FieldBody, *, owner: str, is_retired: bool) -> FieldSpec:
    """Return the spec of a declared field."""
    return declare_field(
        key,
        body.type,
        body.label.label(),
        help=body.help.label(),
        required=body.required,
        unique=body.unique,
        searchable=body.searchable,
        readonly=body.readonly,
        retired=is_retired,
        indexed=body.indexed,
        cascade=body.cascade,
        default=body.default,
        target=body.target,
        lookup=body.lookup,
        options=body.options,
        carry=body.carry,
        owner=owner,
    )


def _extended(spec: SectionSpec, extra: Iterable[FieldSpec]) -> SectionSpec:
    own = {f.key: f for f in extra}
    if not own:
        return spec
    closing = ("owner", "created_at", "created_by", "updated_at", "updated_by", "version", "trashed_at")
    first = {k: f for k, f in spec.fields.items() if k not in closing}
    last = {k: f for k, f in spec.fields.items() if k in closing}
    return replace(spec, fields={**first, **own, **last})


def _made_section(document: Document, body: SectionBody, fields: Iterable[FieldSpec]) -> SectionSpec:
    return SectionSpec(
        key=document.key,
        label=body.label.label(),
        singular=body.singular.label() or body.label.label(),
        counted=CountedLabel(*body.counted),
        icon=body.icon,
        table=document.key,
        fields=with_base_fields(
            fields,
            name_label=body.name_label.label(),
            name_required=body.name_required,
            has_pipeline=body.has_pipeline,
        ),
        parent=body.parent,
        in_menu=body.in_menu,
        menu=body.menu,
        position=body.position,
        has_feed=body.has_feed,
        has_activities=body.has_activities,
        has_pipeline=body.has_pipeline,
        default_order=body.default_order,
        calendar=CalendarSpec(**body.calendar.model_dump()) if body.calendar else None,
        owner=document.owner,
        retired=document.is_retired,
    )


def _view(document: Document, body: ViewBody) -> ViewSpec:
    section, _dot, key = document.key.partition(".")
    return ViewSpec(
        key=key,
        section=section,
        label=body.label.label(),
        kind=body.kind,
        filter=body.filter,
        columns=body.columns,
        order=body.order,
        group=body.group,
        counter=body.counter,
        roles=body.roles,
        position=body.position,
        owner=document.owner,
    )


def _lookup(document: Document, body: LookupBody) -> LookupSpec:
    values = {
        v.key: LookupValue(
            key=v.key, label=v.label.label(), order=n, parent=v.parent, is_retired=v.is_retired, hue=v.hue
        )
        for n, v in enumerate(body.values, start=AFTER_TABLE if body.table else 0)
    }
    found = ListedValues(body.table, values) if body.table else values
    return LookupSpec(key=document.key, label=body.label.label(), values=found, owner=document.owner)


AFTER_TABLE = 1_000_000
"""Values written one by one stand after those of a table, whatever its length."""


def _role(document: Document, body: RoleBody) -> RoleSpec:
    return RoleSpec(
        key=document.key,
        label=body.label.label(),
        sections=body.sections,
        records={s: {str(g): t for g, t in p.items()} for s, p in body.records.items()},
        fields={s: {f: str(r) for f, r in rules.items()} for s, rules in body.fields.items()},
        tools=body.tools,
        menu=body.menu,
        is_portal=body.is_portal,
        owner=document.owner,
    )
