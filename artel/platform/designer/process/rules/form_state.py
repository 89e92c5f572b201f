"""A rule as its form holds it: read from what was sent, with the press that was made; and the body it comes to.

Events and actions have ids that stay while the form is drawn again and again, so that the words beside them find their
place; their order is that of the inputs in the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from pydantic import TypeAdapter

from artel.platform.definitions.kinds.rules.bodies import Action, RuleBody, Trigger
from artel.platform.designer.list_input import label_in, number_or_text
from artel.platform.designer.process.clauses import Part, as_written, ids_in, next_id, parts_of, take_out
from artel.platform.designer.process.rules.actions import ACTS, as_kept, read_action
from artel.platform.designer.process.rules.events import read_event
from artel.platform.designer.process.scene import Raw
from artel.platform.kernel.text import clean_line
from artel.platform.sections.spec import SectionSpec, Snapshot

Body = Mapping[str, Any]
SAVE, TRY, LOOK = "save", "try", "look"
_TRIGGER: TypeAdapter[Any] = TypeAdapter(Trigger)
_ACTION: TypeAdapter[Any] = TypeAdapter(Action)
LISTS: Mapping[str, TypeAdapter[Any]] = {"on": _TRIGGER, "do": _ACTION}
_SILENT: Body = {"when": "", "was": "", "position": RuleBody.model_fields["position"].default, "is_paused": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """`rest` is everything of the body but its events and actions."""

    rest: Raw
    on: tuple[Part, ...] = ()
    do: tuple[Part, ...] = ()
    press: str = ""
    touched: str = field(default="")
    """The part that was worked at last."""

    def body(self, before: Body) -> dict[str, Any]:
        """Return the rule as it would be kept; what says the same as before is written as it was before."""
        made: dict[str, Any] = {**self.rest}
        made["on"] = _like(before.get("on"), [part.raw for part in self.on], _TRIGGER)
        made["do"] = _like(before.get("do"), [as_kept(part.raw) for part in self.do], _ACTION)
        made = {key: value for key, value in made.items() if key not in _SILENT or value != _SILENT[key]}
        ordered = {key: made[key] for key in before if key in made}
        return {**ordered, **made}


def state_of(body: Body) -> FormState:
    """Return the form of a rule as it stands; a new one waits for its first event and action."""
    on = body.get("on", ())
    events: list[Raw] = [dict(on)] if isinstance(on, Mapping) else list(on)
    rest = {key: value for key, value in body.items() if key not in ("on", "do")}
    return FormState(
        rest=rest, on=parts_of("on", events or [{"event": ""}]), do=parts_of("do", list(body.get("do", ())))
    )


def read_state(
    sent: QueryDict, before: Body, conditions: Mapping[str, str], spec: SectionSpec, snapshot: Snapshot
) -> FormState:
    """Return the form as it was sent, after what was pressed: a part added or taken out. `conditions` are read."""
    post, press = sent.copy(), sent.get("act", "")
    verb, _colon, name = press.partition(":")
    if verb in ("remove", "drop"):
        take_out(post, name)
    on = [Part(f"on.{i}", read_event(post, f"on.{i}"), f"on.{i}" == name) for i in ids_in(post, "on")]
    do = [Part(f"do.{i}", read_action(post, f"do.{i}", spec, snapshot), f"do.{i}" == name) for i in ids_in(post, "do")]
    if verb == "add":
        wanted, _colon, kind = name.partition(":")
        made = f"{wanted}.{next_id(post, wanted)}"
        raw: Raw = {"event": ""} if wanted == "on" else {"act": kind, **_beginning(kind)}
        if wanted == "on":
            on.append(Part(made, raw, is_open=True))
        elif kind in ACTS:
            do.append(Part(made, raw, is_open=True))
        name = made
    elif verb == "value":
        do = [_with_blank(part) if part.name == name else part for part in do]
    elif verb == "drop":
        name = ".".join(name.split(".")[:2])
        do = [Part(p.name, p.raw, is_open=p.name == name) for p in do]
    rest = _rest(post, before, conditions)
    return FormState(rest=rest, on=tuple(on), do=tuple(do), press=verb, touched=name)


def _rest(post: QueryDict, before: Body, conditions: Mapping[str, str]) -> Raw:
    rest = {key: value for key, value in before.items() if key not in ("on", "do")}
    label = {code: clean_line(post.get(f"label.{code}", "")) for code in ("ru", "en")}
    if label != {code: label_in(before, code) for code in label} or "label" not in rest:
        rest["label"] = label
    position = number_or_text(clean_line(post.get("position", "")))
    rest["position"] = _SILENT["position"] if position is None else position
    rest["is_paused"] = not post.get("is_acting")
    return {**rest, **conditions}


def _with_blank(part: Part) -> Part:
    values = part.raw.get("values", {})
    return Part(part.name, {**part.raw, "values": {**values, "": ""}}, is_open=True)


def _beginning(kind: str) -> Raw:
    return {"section": "tasks", "values": {"name": ""}} if kind == "create" else {}


def _like(before: Any, made: Sequence[Raw], kind: TypeAdapter[Any]) -> Any:
    """Return a list written as it was before where it says the same: one event may stand without its list."""
    found = as_written([before] if isinstance(before, Mapping) else list(before or ()), made, kind)
    is_alone = len(found) == 1 and kind is _TRIGGER and not isinstance(before, list | tuple)
    return found[0] if is_alone else found
