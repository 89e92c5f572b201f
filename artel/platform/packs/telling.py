"""A plan in words, for a person at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from artel.platform.definitions.kind import definition_kinds
from artel.platform.definitions.planning import Step, StepAction
from artel.platform.kernel.labels import Label
from artel.platform.packs.planning import PacksPlan

SIGNS = {StepAction.ADD: "+", StepAction.REVIVE: "+", StepAction.CHANGE: "~", StepAction.RETIRE: "-"}
SHOWN = 60


def tell(planned: PacksPlan) -> Iterator[str]:
    """Yield the lines of a plan that has no problems."""
    names = ", ".join(f"{p.key} {p.manifest.version}" for p in planned.packs if p.manifest)
    plan = planned.plan
    if plan is None or plan.is_empty:
        yield _("Nothing to change.")
        return
    yield _("Packs: %(names)s. Configuration: revision %(number)s.") % {"names": names, "number": plan.base}
    for step in plan.steps:
        yield f"  {SIGNS[step.action]} {_subject(step)}"
        if step.action is StepAction.CHANGE:
            yield from (f"      {line}" for line in _differences(step.before or {}, step.after or {}))
    yield _summary(plan.steps)


def _subject(step: Step) -> str:
    kind = definition_kinds.get(step.document.kind)
    body = step.after or step.before or {}
    label = Label.of(body.get("label"))
    words = [str(kind.label), step.document.key]
    if label:
        words.append(f"«{label}»")
    if step.document.kind == "field":
        words.append(f"({body.get('type')})")
    return " ".join(words)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield f"{key}: {_short(before.get(key))} → {_short(after.get(key))}"


def _short(value: Any) -> str:
    if value is None:
        return "-"
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _summary(steps: Iterable[Step]) -> str:
    counted = Counter(SIGNS[step.action] for step in steps)
    numbers = {"added": counted["+"], "changed": counted["~"], "retired": counted["-"]}
    return _("To add: %(added)d, to change: %(changed)d, to retire: %(retired)d.") % numbers
