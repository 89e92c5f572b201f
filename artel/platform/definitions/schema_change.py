"""Turns a plan into calls of the schema room: which tables and columns appear or wait to be dropped."""

from __future__ import annotations

from artel.platform.definitions.kinds.field import split_key
from artel.platform.definitions.planning import Plan, StepAction
from artel.platform.formulas.pending import note_new_formulas
from artel.platform.schema import apply as ddl


def change_schema(plan: Plan) -> None:
    """Issue the DDL of a checked plan, inside its transaction."""
    if plan.after is None:
        return
    sections = [step for step in plan.steps if step.document.kind == "section"]
    made = [s.document.key for s in sections if s.action in (StepAction.ADD, StepAction.REVIVE)]
    ddl.create_tables([plan.after.sections[key] for key in made], plan.after)
    for step in sections:
        if step.action is StepAction.RETIRE:
            ddl.retire_table(step.document.key)
    for step in plan.steps:
        if step.document.kind != "field":
            continue
        section, key = split_key(step.document.key)
        spec = plan.after.sections.get(section)
        is_in_no_use = step.action is StepAction.REBASE and step.document.is_retired
        if spec is None or section in made or is_in_no_use:
            continue
        if step.action is StepAction.RETIRE:
            ddl.retire_column(section, key)
        else:
            ddl.ensure_column(spec, spec.fields[key], plan.after)
    note_new_formulas(plan.before, plan.after)
