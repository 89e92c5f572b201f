"""Rules as values, and which of them an event concerns: compiled once per revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from artel.platform.definitions.kinds.rules.bodies import (
    ChangedBody,
    CreatedBody,
    DateBody,
    DeletedBody,
    RuleBody,
    StageBody,
    Trigger,
)
from artel.platform.kernel.events import RecordChange
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import SectionSpec, Snapshot

KIND = "rule"
_kept: tuple[Snapshot, RuleIndex] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule in force. `body` is what its definition says."""

    key: str
    section: str
    label: Label
    body: RuleBody


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Rules by section, then by what they wait for; each list in the order in which they act."""

    rules: Mapping[str, Rule]
    made: Mapping[str, list[tuple[Rule, Trigger]]] = field(default_factory=dict)
    changed: Mapping[str, list[tuple[Rule, Trigger]]] = field(default_factory=dict)
    deleted: Mapping[str, list[Rule]] = field(default_factory=dict)
    dated: Mapping[str, list[tuple[Rule, DateBody]]] = field(default_factory=dict)

    def of_created(self, section: str, changes: Iterable[RecordChange], spec: SectionSpec) -> dict[str, list[int]]:
        """Return rule → new records that concern it."""
        found: dict[str, list[int]] = {}
        listed = list(changes)
        for rule, trigger in self.made.get(section, ()):
            ids = [c.record_id for c in listed if not isinstance(trigger, StageBody) or _moved(trigger, c, spec)]
            _add(found, rule.key, ids)
        return found

    def of_changed(self, section: str, changes: Iterable[RecordChange], spec: SectionSpec) -> dict[str, list[int]]:
        """Return rule → changed records that concern it: by the fields that changed, or by the move."""
        found: dict[str, list[int]] = {}
        listed = list(changes)
        for rule, trigger in self.changed.get(section, ()):
            if isinstance(trigger, StageBody):
                ids = [c.record_id for c in listed if "stage" in c.after and _moved(trigger, c, spec)]
            else:
                named = set(trigger.fields) if isinstance(trigger, ChangedBody) else set()
                ids = [c.record_id for c in listed if not named or not named.isdisjoint(c.after)]
            _add(found, rule.key, ids)
        return found

    def of_deleted(self, section: str, ids: Iterable[int]) -> dict[str, list[int]]:
        """Return rule → records in the trash."""
        listed = list(ids)
        return {rule.key: listed for rule in self.deleted.get(section, ())}


def index_of(snapshot: Snapshot) -> RuleIndex:
    """Return the rules of a configuration that act, found by what they wait for."""
    global _kept
    kept = _kept
    if kept is None or kept[0] is not snapshot:
        kept = _kept = (snapshot, _compiled(snapshot))
    return kept[1]


def all_rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """Return every rule of sections in use, paused ones too, in the order in which they act."""
    found = []
    for key, body in snapshot.documents.get(KIND, {}).items():
        read = RuleBody.model_validate(body)
        spec = snapshot.sections.get(read.section)
        if spec is not None and not spec.retired:
            found.append(Rule(key=key, section=read.section, label=read.label.label(), body=read))
    return tuple(sorted(found, key=lambda rule: (rule.body.position, rule.key)))


def _compiled(snapshot: Snapshot) -> RuleIndex:
    rules = [rule for rule in all_rules(snapshot) if not rule.body.is_paused]
    made: dict[str, list[tuple[Rule, Trigger]]] = defaultdict(list)
    changed: dict[str, list[tuple[Rule, Trigger]]] = defaultdict(list)
    deleted: dict[str, list[Rule]] = defaultdict(list)
    dated: dict[str, list[tuple[Rule, DateBody]]] = defaultdict(list)
    for rule in rules:
        for trigger in rule.body.on:
            if isinstance(trigger, CreatedBody) or (isinstance(trigger, StageBody) and not trigger.left):
                made[rule.section].append((rule, trigger))
            if isinstance(trigger, (ChangedBody, StageBody)):
                changed[rule.section].append((rule, trigger))
            if isinstance(trigger, DeletedBody):
                deleted[rule.section].append(rule)
            if isinstance(trigger, DateBody):
                dated[rule.section].append((rule, trigger))
    return RuleIndex({rule.key: rule for rule in rules}, dict(made), dict(changed), dict(deleted), dict(dated))


def _moved(trigger: StageBody, change: RecordChange, spec: SectionSpec) -> bool:
    """Tell whether a record came to, or left, a stage of the trigger."""
    if trigger.entered and str(change.after.get("stage")) not in trigger.entered:
        return False
    if trigger.left and str(change.before.get("stage")) not in trigger.left:
        return False
    pipeline = change.after.get("pipeline")
    if not trigger.pipeline or not pipeline:
        return True  # Which pipeline a moved record is in, the query of matching records asks.
    found = spec.pipeline(str(pipeline))
    return found is not None and found.key == trigger.pipeline


def _add(found: dict[str, list[int]], rule: str, ids: list[int]) -> None:
    """Add records to those of a rule, each once."""
    if ids:
        found[rule] = list(dict.fromkeys([*found.get(rule, ()), *ids]))
