"""Which layout a screen follows: the section's own, with what the variants that fit say instead, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from artel.platform.kernel.actor import Actor
from artel.platform.records.field_states import fits_roles
from artel.platform.sections.spec import LayoutSpec, SectionSpec

PARTS = ("columns", "key_facts", "form", "filters", "board_facts", "details", "totals")


def layout_of_many(spec: SectionSpec, actor: Actor) -> LayoutSpec:
    """Return the layout of lists and boards: variants for some records don't count, they show all sorts of them."""
    return resolved(spec, (v for v in spec.variants if not v.when and fits_roles(v, actor)))


def resolved(spec: SectionSpec, fitting: Iterable[LayoutSpec]) -> LayoutSpec:
    """Return the section's layout with each part of the first fitting variant that states it; tabs go with groups."""
    variants = tuple(fitting)
    if not variants:
        return spec.layout
    found: dict[str, Any] = {}
    for part in PARTS:
        stated = next((getattr(v, part) for v in variants if getattr(v, part)), None)
        if stated:
            found[part] = stated
    grouping = next((v for v in variants if v.groups), spec.layout)
    stages = tuple(stage for layout in (*variants, spec.layout) for stage in layout.stages)
    return replace(spec.layout, groups=grouping.groups, tabs=grouping.tabs, stages=stages, **found)


def asked_in_stage(layout: LayoutSpec, pipeline: str | None, stage: str | None) -> tuple[str, ...]:
    """Return the fields that a stage asks for; empty when it says nothing of its own."""
    return next(
        (s.form for s in layout.stages if s.form and s.stage == stage and s.pipeline in ("", pipeline or "")), ()
    )
