"""One stage as its form holds it: gates, steps, norm, lock, reasons, ways of some roles; and the body it comes to.

Name, kind, colour, hint, days and the ways themselves are asked by the rows of the pipeline and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from artel.platform.definitions.kinds.stages.bodies import EVERYTHING
from artel.platform.designer.list_input import set_or_drop
from artel.platform.designer.process.clauses import Part, as_written, ids_in, next_id, parts_of, take_out
from artel.platform.designer.process.pipelines.approvals import APPROVAL, read_approval
from artel.platform.designer.process.pipelines.gates import DEMAND, REQUIREMENT, read_requirement
from artel.platform.designer.process.pipelines.steps import STEP, read_allowance, read_step
from artel.platform.designer.process.scene import Raw
from artel.platform.screens.filters.model import Builder
from artel.platform.ui.component import Text

Body = Mapping[str, Any]
KINDS = {"enter": REQUIREMENT, "leave": REQUIREMENT, "steps": STEP, "approvals": APPROVAL}
READERS = {"enter": read_requirement, "leave": read_requirement, "steps": read_step, "approvals": read_approval}
STEMS = {"steps": "step", "approvals": "approval"}
ALL, SOME, NOTHING = "all", "some", ""
ROLES_TO = "roles_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageState:
    """`rest` is everything of the stage but its gates and steps; `press` what was pressed."""

    rest: Raw
    parts: Mapping[str, tuple[Part, ...]]
    press: str = ""
    wrong: dict[str, tuple[Text, ...]] = field(default_factory=dict)
    """Problems of conditions by the name of the input."""

    def body(self, before: Body) -> dict[str, Any]:
        """Return the stage as it would be kept; what says the same as before is written as it was before."""
        made = dict(self.rest)
        for name, kind in KINDS.items():
            plain = [{k: v for k, v in part.raw.items() if k != DEMAND} for part in self.parts[name]]
            set_or_drop(made, name, as_written(list(before.get(name, ())), plain, kind))
        return made

    def errors_in_parts(self) -> dict[str, tuple[Text, ...]]:
        """Return the problems of conditions by their place in the stage: `leave.0.holds`."""
        places = {part.name: f"{name}.{n}" for name, parts in self.parts.items() for n, part in enumerate(parts)}
        found = {}
        for name, messages in self.wrong.items():
            holder, _dot, place = name.rpartition(".")
            found[f"{places.get(holder, holder)}.{place}"] = messages
        return found


def stage_state(stage: Body) -> StageState:
    """Return the form of a stage as it stands."""
    rest = {key: value for key, value in stage.items() if key not in KINDS}
    return StageState(rest=rest, parts={name: parts_of(name, stage.get(name, ())) for name in KINDS})


def read_stage(sent: QueryDict, before: Body, builder: Builder) -> StageState:
    """Return the form as sent, after what was pressed: a part added or taken out."""
    post, wrong = sent.copy(), dict[str, tuple[Text, ...]]()
    press, _colon, name = sent.get("act", "").partition(":")
    if press == "remove":
        take_out(post, name)
    parts: dict[str, tuple[Part, ...]] = {}
    for holder in KINDS:
        known = {str(each.get("key")): each for each in before.get(holder, ())}
        read = READERS[holder]
        found = [
            Part(f"{holder}.{i}", read(post, f"{holder}.{i}", known, builder, wrong), f"{holder}.{i}" == name)
            for i in ids_in(post, holder)
        ]
        if press == "add" and name == holder:
            found.append(Part(f"{holder}.{next_id(post, holder)}", _new(holder, found, before), is_open=True))
        parts[holder] = tuple(found)
    return StageState(rest=_rest(post, before), parts=parts, press=press, wrong=wrong)


def _new(holder: str, present: Sequence[Part], before: Body) -> Raw:
    """Return a new requirement or step under a key that nothing in its list has, or had."""
    taken = {str(part.raw.get("key")) for part in present} | {str(b.get("key")) for b in before.get(holder, ())}
    stem = STEMS.get(holder, "need")
    key = next(f"{stem}_{n}" for n in range(1, len(taken) + 2) if f"{stem}_{n}" not in taken)
    return {"key": key, "label": {}} if holder in STEMS else {"key": key, DEMAND: "fields"}


def _rest(post: QueryDict, before: Body) -> Raw:
    rest = {key: value for key, value in before.items() if key not in KINDS}
    for name in ("limit", "warn"):
        set_or_drop(rest, name, read_allowance(post, name))
    ways = {str(key): post.getlist(f"{ROLES_TO}.{key}") for key in post.getlist(ROLES_TO)}
    told = {key: [role for role in roles if role] for key, roles in ways.items()}
    set_or_drop(rest, "to_roles", {key: roles for key, roles in told.items() if roles} or None)
    set_or_drop(rest, "lock", _lock(post) or None)
    if field_key := post.get("reasons.field", ""):
        values = [value for value in post.getlist("reasons.values") if value]
        rest["reasons"] = {"field": field_key, **({"values": values} if values else {})}
    else:
        rest.pop("reasons", None)
    return rest


def _lock(post: QueryDict) -> Raw:
    what = post.get("lock", NOTHING)
    lists = {name: [v for v in post.getlist(f"lock.{name}") if v] for name in ("fields", "excepted", "roles")}
    if what == ALL:
        found = {"fields": [EVERYTHING], "excepted": lists["excepted"], "roles": lists["roles"]}
    elif what == SOME:
        found = {"fields": lists["fields"], "roles": lists["roles"]}
        if not found["fields"]:
            return {"fields": []}
    else:
        return {}
    return {name: value for name, value in found.items() if value}


def with_stage(pipeline: Body, key: str, stage: Body) -> dict[str, Any]:
    """Return the pipeline with another body of one of its stages."""
    stages = [dict(stage) if each["key"] == key else each for each in pipeline["stages"]]
    return {**pipeline, "stages": stages}
