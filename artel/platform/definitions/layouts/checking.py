"""Checks a layout against the whole configuration: every unknown name, wrong condition and contradiction at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem, unknown_fields
from artel.platform.definitions.layouts.bodies import FieldRuleBody, LayoutBody
from artel.platform.definitions.layouts.building import ALWAYS, NEVER, as_condition, split_layout_key
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

PARTS = ("order", "columns", "key_facts", "form", "filters", "board_facts", "totals")
OF_MANY = ("columns", "filters", "board_facts", "totals")
"""Parts that screens of many records show: they can't depend on one record."""
ALWAYS_SHOWN = frozenset({"name", "stage", "pipeline"})
"""Without them a record can't be told from others or has no place on the board."""


def check(document: Document, body: LayoutBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Yield everything that does not fit: fields, roles, stages, tabs, related lists, conditions, contradictions."""
    section, variant = split_layout_key(document.key)
    spec = snapshot.sections.get(section)
    if spec is None:
        yield problem(document, "", "unknown_section", _("There is no section “%(key)s”.") % {"key": section})
        return
    for part in PARTS:
        yield from unknown_fields(document, part, getattr(body, part), spec.fields)
    yield from _variant_problems(document, body, spec, snapshot, is_variant=bool(variant))
    yield from _group_problems(document, body, spec)
    yield from _detail_problems(document, body, spec, snapshot)
    for key, rule in body.fields.items():
        yield from _rule_problems(document, key, rule, spec, snapshot)
    yield from _stage_problems(document, body, spec)


def _variant_problems(
    document: Document, body: LayoutBody, spec: SectionSpec, snapshot: Snapshot, *, is_variant: bool
) -> Iterable[DefinitionProblem]:
    yield from _unknown_roles(document, "roles", body.roles, snapshot)
    yield from condition_problems(document, "when", body.when, spec, snapshot)
    if not is_variant:
        for part in ("when", "roles"):
            if getattr(body, part):
                message = _("The section's own layout holds for everybody; make a variant “%(key)s.<name>” for this.")
                yield problem(document, part, "not_a_variant", message % {"key": document.key})
        return
    if body.order:
        message = _("The order of fields is the section's own: it is the same for everybody.")
        yield problem(document, "order", "not_of_a_variant", message)
    if not body.when and not body.roles:
        message = _("A variant says for whom or for which records it is: roles, when, or both.")
        yield problem(document, "", "for_nobody_special", message)
    if body.when:
        for part in OF_MANY:
            if getattr(body, part):
                message = _("Lists and boards show many records: a variant for some of them can't change them.")
                yield problem(document, part, "depends_on_a_record", message)


def _unknown_roles(
    document: Document, path: str, roles: Iterable[str], snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    for role in roles:
        if role not in snapshot.roles:
            yield problem(document, path, "unknown_role", _("There is no role “%(key)s”.") % {"key": role})


def _group_problems(document: Document, body: LayoutBody, spec: SectionSpec) -> Iterable[DefinitionProblem]:
    tabs = [tab.key for tab in body.tabs]
    for position, tab in enumerate(tabs):
        if tab in tabs[:position]:
            message = _("The tab “%(key)s” stands twice.") % {"key": tab}
            yield problem(document, f"tabs.{position}", "duplicate_key", message)
    seen: set[str] = set()
    for position, group in enumerate(body.groups):
        path = f"groups.{position}"
        yield from unknown_fields(document, path, group.fields, spec.fields)
        if group.tab and group.tab not in tabs:
            message = _("There is no tab “%(key)s” in this layout.") % {"key": group.tab}
            yield problem(document, f"{path}.tab", "unknown_tab", message)
        for key in group.fields:
            if key in seen:
                message = _("The field “%(key)s” stands in the groups twice.") % {"key": key}
                yield problem(document, path, "duplicate_field", message)
            seen.add(key)


def _detail_problems(
    document: Document, body: LayoutBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    for position, detail in enumerate(body.details):
        section = snapshot.sections.get(detail.section)
        pointing = section.field(detail.field) if section else None
        if pointing is None or pointing.kind is not Kind.REFERENCE or pointing.target != spec.key:
            message = _("“%(section)s.%(field)s” does not point to this section.") % {
                "section": detail.section,
                "field": detail.field,
            }
            yield problem(document, f"details.{position}", "bad_detail", message)


def _rule_problems(
    document: Document, key: str, rule: FieldRuleBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    path = f"fields.{key}"
    yield from _unknown_roles(document, f"{path}.roles", rule.roles, snapshot)
    yield from _unknown_roles(document, f"{path}.except_roles", rule.except_roles, snapshot)
    texts = conditions_of(rule)
    for part, text in texts.items():
        yield from condition_problems(document, f"{path}.{part}", text, spec, snapshot)
    field = spec.field(key)
    if field is None:
        yield from unknown_fields(document, path, (key,), spec.fields)
        return
    if field.system:
        message = _("“%(key)s” is filled in by the system: there is nothing to ask for or to lock.") % {"key": key}
        yield problem(document, path, "system_field", message)
        return
    if texts["visible"] and key in ALWAYS_SHOWN:
        message = _("“%(key)s” is always shown: a record is known by it.") % {"key": key}
        yield problem(document, f"{path}.visible", "always_shown", message)
    is_asked = texts["required"] or (ALWAYS if field.required else "")
    if is_asked and texts["visible"] == NEVER:
        message = _("“%(key)s” must be filled in and is never seen: nobody could do it.") % {"key": key}
        yield problem(document, f"{path}.visible", "required_but_hidden", message)
    is_locked = field.readonly or texts["readonly"] == ALWAYS or texts["readonly"] == texts["required"]
    if texts["required"] and is_locked:
        message = _("“%(key)s” must be filled in and can't be changed: nobody could do it.") % {"key": key}
        yield problem(document, f"{path}.required", "required_but_readonly", message)


def conditions_of(rule: FieldRuleBody) -> Mapping[str, str]:
    """Return what a rule states, part → condition text; empty where it states nothing."""
    return {
        "visible": as_condition(rule.visible, says_nothing=True),
        "required": as_condition(rule.required, says_nothing=False),
        "readonly": as_condition(rule.readonly, says_nothing=False),
    }


def _stage_problems(document: Document, body: LayoutBody, spec: SectionSpec) -> Iterable[DefinitionProblem]:
    known = {s.key for p in spec.pipelines for s in p.stages}
    known |= {f"{p.key}.{s.key}" for p in spec.pipelines for s in p.stages}
    for key, stage in body.stages.items():
        path = f"stages.{key}"
        if key not in known:
            message = _("There is no stage “%(key)s”.") % {"key": key}
            yield problem(document, path, "unknown_stage", message)
        for part in ("form", "required"):
            yield from unknown_fields(document, f"{path}.{part}", getattr(stage, part), spec.fields)
        for name in stage.required:
            field = spec.field(name)
            rule = body.fields.get(name)
            texts = conditions_of(rule) if rule else {}
            if field is None:
                continue
            if field.system or field.readonly or texts.get("readonly") == ALWAYS:
                message = _("“%(key)s” must be filled in and can't be changed: nobody could do it.") % {"key": name}
                yield problem(document, f"{path}.required", "required_but_readonly", message)
            elif texts.get("visible") == NEVER:
                message = _("“%(key)s” must be filled in and is never seen: nobody could do it.") % {"key": name}
                yield problem(document, f"{path}.required", "required_but_hidden", message)
