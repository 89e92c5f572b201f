"""From layout documents to what a section carries: its own layout, variants in order, rules of fields. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from artel.platform.definitions.documents import Document
from artel.platform.definitions.layouts.bodies import Condition, LayoutBody
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import (
    FieldGroup,
    FieldRule,
    FieldSpec,
    Kind,
    LayoutSpec,
    LayoutTab,
    SectionSpec,
    StageForm,
)

ALWAYS, NEVER = "true", "false"
MORE = Label("Ещё", "More")


def split_layout_key(key: str) -> tuple[str, str]:
    """Return the section and the variant of a layout's key; the section's own layout has no variant."""
    section, _dot, variant = key.partition(".")
    return section, variant


def as_condition(stated: Condition, *, says_nothing: bool) -> str:
    """Return a condition as text: a plain yes or no as `true` or `false`, empty for the value that states nothing."""
    if isinstance(stated, str):
        return stated.strip()
    return "" if stated is says_nothing else ALWAYS if stated else NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLayouts:
    """What the layout documents say of one section."""

    own: LayoutSpec = field(default_factory=LayoutSpec)
    variants: tuple[LayoutSpec, ...] = ()
    rules: tuple[FieldRule, ...] = ()
    order: tuple[str, ...] = ()


def layouts_by_section(bodies: Iterable[tuple[Document, LayoutBody]]) -> dict[str, SectionLayouts]:
    """Return section → its layouts; variants by position, then key, so that their order never depends on chance."""
    own: dict[str, LayoutSpec] = {}
    variants: dict[str, list[LayoutSpec]] = defaultdict(list)
    rules: dict[str, list[FieldRule]] = defaultdict(list)
    orders: dict[str, tuple[str, ...]] = {}
    for document, body in sorted(bodies, key=lambda item: (item[1].position, item[0].key)):
        if document.is_retired:
            continue
        section, variant = split_layout_key(document.key)
        layout = _layout(variant, body)
        if variant:
            variants[section].append(layout)
        else:
            own[section] = layout
            orders[section] = body.order
        rules[section].extend(_rules(body))
    return {
        key: SectionLayouts(
            own=own.get(key, LayoutSpec()),
            variants=tuple(variants[key]),
            rules=tuple(rules[key]),
            order=orders.get(key, ()),
        )
        for key in {*own, *variants}
    }


def with_layouts(spec: SectionSpec, found: SectionLayouts) -> SectionSpec:
    """Return the section with complete layouts, its fields in their order. A variant takes what it does not state from
    the section's own.
    """
    spec = _in_order(spec, found.order)
    own = complete_layout(spec, found.own)
    variants = tuple(_complete_variant(spec, own, variant) for variant in found.variants)
    return replace(spec, layout=own, variants=variants, rules=found.rules)


def _in_order(spec: SectionSpec, order: Iterable[str]) -> SectionSpec:
    named = {key: spec.fields[key] for key in ("id", *order) if key in spec.fields}
    return replace(spec, fields={**named, **spec.fields})


def _complete_variant(spec: SectionSpec, own: LayoutSpec, given: LayoutSpec) -> LayoutSpec:
    """Fields that no group of a variant names are folded away at the end: less in sight, nothing lost."""
    if not given.groups:
        return given
    rest = _ungrouped(spec, given)
    more = (FieldGroup(label=MORE, fields=rest, collapsed=True),) if rest else ()
    return replace(given, groups=given.groups + more)


def _layout(key: str, body: LayoutBody) -> LayoutSpec:
    return LayoutSpec(
        key=key,
        label=body.label.label(),
        when=body.when.strip(),
        roles=body.roles,
        columns=body.columns,
        tabs=tuple(LayoutTab(key=t.key, label=t.label.label()) for t in body.tabs),
        groups=tuple(
            FieldGroup(label=g.label.label(), fields=g.fields, columns=g.columns, collapsed=g.collapsed, tab=g.tab)
            for g in body.groups
        ),
        key_facts=body.key_facts,
        form=body.form,
        filters=body.filters,
        board_facts=body.board_facts,
        details=tuple((d.section, d.field) for d in body.details),
        totals=body.totals,
        stages=tuple(_stages(body)),
    )


def _stages(body: LayoutBody) -> Iterator[StageForm]:
    # The stage of one pipeline goes before the stage of that name in any of them.
    for key, asked in sorted(body.stages.items(), key=lambda item: "." not in item[0]):
        pipeline, _dot, stage = key.rpartition(".")
        yield StageForm(pipeline=pipeline, stage=stage, form=asked.form, required=asked.required)


def _rules(body: LayoutBody) -> Iterator[FieldRule]:
    when = body.when.strip()
    for key, rule in body.fields.items():
        yield FieldRule(
            field=key,
            visible=as_condition(rule.visible, says_nothing=True),
            required=as_condition(rule.required, says_nothing=False),
            readonly=as_condition(rule.readonly, says_nothing=False),
            roles=rule.roles,
            except_roles=rule.except_roles,
            when=when,
            layout_roles=body.roles,
        )
    for asked in _stages(body):
        stands = f"stage eq '{asked.stage}'"
        if asked.pipeline:
            stands = f"pipeline eq '{asked.pipeline}' and {stands}"
        for key in asked.required:
            yield FieldRule(field=key, required=stands, when=when, layout_roles=body.roles)


def complete_layout(spec: SectionSpec, given: LayoutSpec) -> LayoutSpec:
    """Return the layout with what was left out derived from the fields, so that every section has screens.

    Fields that stand in no group follow in a last one: nothing made by the company is out of sight.
    """
    own = _own_fields(spec)
    stage = ("stage",) if spec.has_pipeline else ()
    money = tuple(f.key for f in own if f.kind is Kind.MONEY)
    briefly = tuple(f.key for f in own if f.kind is not Kind.LONG_TEXT)
    rest = _ungrouped(spec, given)
    label = MORE if given.groups else Label("Данные", "Data")
    return replace(
        given,
        columns=given.columns or ("name", *stage, *briefly[:5], "owner", "updated_at"),
        groups=given.groups + ((FieldGroup(label=label, fields=rest),) if rest else ()),
        key_facts=given.key_facts or (*money[:2], "owner"),
        form=given.form or ("name", *(f.key for f in own if not f.readonly), "owner"),
        filters=given.filters or ("owner", *stage, *[f.key for f in own if f.kind is Kind.CHOICE][:4]),
        board_facts=given.board_facts or briefly[:2],
        totals=given.totals or money,
    )


def _own_fields(spec: SectionSpec) -> list[FieldSpec]:
    return [f for f in spec.shown_fields if not f.system and f.key not in ("name", "owner", "pipeline", "stage")]


def _ungrouped(spec: SectionSpec, given: LayoutSpec) -> tuple[str, ...]:
    grouped = {key for group in given.groups for key in group.fields}
    return tuple(f.key for f in _own_fields(spec) if f.key not in grouped)
