"""Plans and differences in words, for a person at a terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from artel.platform.definitions.consequences.effects import Effect, counted_records, effects_of
from artel.platform.definitions.differences import ItemDifference, differences
from artel.platform.definitions.kind import definition_kinds
from artel.platform.definitions.overlays.resolving import Conflict
from artel.platform.definitions.planning import Plan, Step, StepAction
from artel.platform.kernel.labels import Label
from artel.platform.packs.planning import PacksPlan
from artel.platform.packs.words.contests import Voice

SIGNS = {"add": "+", "revive": "+", "change": "~", "retire": "-", "rebase": "="}
SHOWN = 60


def tell(planned: PacksPlan) -> Iterator[str]:
    """Yield the lines of a plan of packs that has no problems."""
    names = ", ".join(f"{p.key} {p.manifest.version}" for p in planned.packs if p.manifest)
    plan = planned.plan
    if plan is None or not (plan.steps or plan.conflicts or plan.stranded or planned.contests):
        yield _("Nothing to change.")
        return
    yield _("Packs: %(names)s. Configuration: revision %(number)s.") % {"names": names, "number": plan.base}
    yield from tell_steps(plan)
    if plan.conflicts:
        yield _("Changed both by you and by the pack; decide with --ours or --theirs:")
        for conflict in plan.conflicts:
            yield from _conflict(conflict)
    if planned.contests:
        yield _("Set differently by packs; decide with --take PACK or --take PACK=ADDRESS:")
        for contest in planned.contests:
            yield f"  ! {contest.address}"
            yield from (f"      {voice.pack}: {_short(voice.value)}{_place(voice)}" for voice in contest.voices)


def tell_steps(plan: Plan) -> Iterator[str]:
    """Yield the steps of a plan with what each does to records, and their number."""
    effects: dict[int, list[Effect]] = defaultdict(list)
    for effect in effects_of(plan):
        effects[id(effect.step)].append(effect)
    for step in plan.steps:
        yield f"  {SIGNS[step.action]} {_subject(step)}"
        if step.action is StepAction.CHANGE:
            yield from _lines(step.before, step.after)
        for effect in effects[id(step)]:
            if effect.text:
                yield f"      {'! ' if effect.is_loss else ''}{effect.text}"
    yield from _moves(plan)
    yield _summary(plan.steps)


def _moves(plan: Plan) -> Iterator[str]:
    """Yield what becomes of records whose pipeline no step is about: those that an earlier change left behind."""
    told = {step.document.key for step in plan.steps if step.document.kind == "pipeline"}
    for each in plan.stranded:
        if each.pipeline not in told and each.target:
            yield f"  > {each.address} → {each.target[0].key}.{each.target[1].key}: {counted_records(each.records)}"


def tell_difference(found: ItemDifference) -> Iterator[str]:
    """Yield the lines of one document that differs."""
    yield f"{SIGNS[found.action]} {_named(found.kind, found.key, found.after or found.before)} [{found.owner}]"
    if found.action == "change":
        yield from _lines(found.before, found.after)


def _place(voice: Voice) -> str:
    return f"  ({voice.where})" if voice.where else ""


def _conflict(conflict: Conflict) -> Iterator[str]:
    yield f"  ! {conflict.address}"
    texts = {
        _("before"): conflict.clash.base,
        _("the pack"): conflict.clash.theirs,
        _("you"): conflict.clash.ours,
    }
    yield from (f"      {who}: {_short(value)}" for who, value in texts.items())


def _subject(step: Step) -> str:
    return _named(step.document.kind, step.document.key, step.after or step.before)


def _named(kind: str, key: str, body: Mapping[str, Any] | None) -> str:
    label = Label.of((body or {}).get("label"))
    words = [str(definition_kinds.get(kind).label), key]
    if label:
        words.append(f"«{label}»")
    if kind == "field":
        words.append(f"({(body or {}).get('type')})")
    return " ".join(words)


def _lines(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[str]:
    for line in differences(before, after):
        yield f"      {line.path}: {_short(line.before)} → {_short(line.after)}"


def _short(value: Any) -> str:
    text = str(value) if value not in (None, "") else "-"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _summary(steps: Iterable[Step]) -> str:
    counted = Counter(SIGNS[step.action] for step in steps)
    numbers = {"added": counted["+"], "changed": counted["~"], "retired": counted["-"]}
    return _("To add: %(added)d, to change: %(changed)d, to retire: %(retired)d.") % numbers
