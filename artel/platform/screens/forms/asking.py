"""What a form asks: the fields in sight, those folded away, and how rules mark them for the values typed so far.

The server judges while one types: the answer changes marks of inputs that are there already, never the inputs, so
nothing typed is lost and the focus stays. How the page applies it: `frontend/src/controllers/asking.ts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from django.utils.html import format_html

from artel.platform.access.policy import visible_to
from artel.platform.process.beginning import beginning
from artel.platform.process.moving import first_stage
from artel.platform.records.field_states import FieldStates, rule_book
from artel.platform.screens.cards.record import Record
from artel.platform.screens.forms.inputs import text_in, typed
from artel.platform.screens.place import HIDDEN_COLUMNS, Place, each_once
from artel.platform.screens.reading.layouts import asked_in_stage, resolved
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.spec import FieldSpec, LayoutSpec, LayoutTab
from artel.platform.ui.component import Html, attributes, join

UNASKED = "unasked"
"""The name under which a form sends the fields that it shows but does not ask: hidden or read-only now."""
NOT_TYPED = frozenset({"stage", "autonumber"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedGroup:
    """Fields of a form under a heading."""

    title: str
    fields: tuple[FieldSpec, ...]
    columns: int = 0
    is_folded: bool = False
    tab: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a form asks: `front` in sight, then `groups`, then `more` folded away. `watch` asks again as one types."""

    front: tuple[FieldSpec, ...] = ()
    groups: tuple[AskedGroup, ...] = ()
    more: tuple[FieldSpec, ...] = ()
    tabs: tuple[LayoutTab, ...] = ()
    states: FieldStates = field(default_factory=FieldStates)
    conditional: frozenset[str] = frozenset()
    watch: Html = ""

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Return every field of the form once."""
        return each_once((*self.front, *(f for g in self.groups for f in g.fields), *self.more))


def asking_new(place: Place, values: Mapping[str, Any], *, is_refused: bool = False) -> Asking:
    """Return what a new record is asked for, with the values that stand in the form. At most one query.

    A refused form (`is_refused`) comes back with everything in sight that was typed there, whatever its conditions.
    """
    parsed, wrong = _parsed(place, values)
    row = beginning(place.spec, place.actor) | parsed
    states = _kept(place, rule_book(place.spec, place.snapshot, place.actor).judge([row])[0], values, wrong)
    layout = resolved(place.spec, states.layouts)
    front = _front(place, layout, row)
    grouped = (key for group in layout.groups for key in group.fields)
    more = tuple(f for f in _typed_fields(place, (*grouped, "owner")) if f not in front)
    asking = Asking(front=front, more=more, states=states)
    asking = _as_typed(place, asking, values) if is_refused else asking
    return _watched(place, asking, place.url("new_asking"), by_pipeline=offers_pipelines(place))


def offers_pipelines(place: Place) -> bool:
    """Tell whether who makes a record is asked through which pipeline it shall go: where there are several."""
    return "pipeline" in place.fields and len(place.spec.pipelines) > 1


def asking_edited(record: Record) -> Asking:
    """Return what a stored record is asked for: what its stage needs, the rest folded away; else all by groups."""
    return _watched(record.place, _asked(record, record.states), _asking_url(record))


def _asking_url(record: Record) -> str:
    return record.place.url("asking", record_id=record.id)


def _asked(record: Record, states: FieldStates) -> Asking:
    place, layout = record.place, record.layout
    in_stage = asked_in_stage(layout, record.value("pipeline"), record.value("stage"))
    front = _typed_fields(place, ("name", *in_stage))
    if in_stage:
        grouped = (key for group in layout.groups for key in group.fields)
        more = tuple(f for f in _typed_fields(place, (*grouped, "owner")) if f not in front)
        return Asking(front=front, more=more, states=states)
    groups = []
    known = {f.key for f in front}
    for group in layout.groups:
        fields = tuple(f for f in _typed_fields(place, group.fields) if f.key not in known)
        known.update(f.key for f in fields)
        if fields:
            title = group.label.text(place.actor.language)
            groups.append(
                AskedGroup(title=title, fields=fields, columns=group.columns, is_folded=group.collapsed, tab=group.tab)
            )
    owner = tuple(f for f in _typed_fields(place, ("owner",)) if f.key not in known)
    return Asking(front=(*front, *owner), groups=tuple(groups), tabs=layout.tabs, states=states)


def asking_again(record: Record, values: Mapping[str, Any], *, is_refused: bool = False) -> Asking:
    """Return what an edited record is asked for with the values typed so far. At most two queries.

    A refused form (`is_refused`) comes back with everything in sight that was typed there, whatever its conditions.
    """
    place = record.place
    parsed, wrong = _parsed(place, values)
    asking = _asked(record, _kept(place, states_with(record, parsed), values, wrong))
    return _watched(place, _as_typed(place, asking, values) if is_refused else asking, _asking_url(record))


def states_with(record: Record, values: Mapping[str, object]) -> FieldStates:
    """Return what the rules would say of a stored record with other values (in stored form). At most two queries."""
    place = record.place
    book = rule_book(place.spec, place.snapshot, place.actor)
    if not book.texts:
        return book.states([])
    columns = {place.spec.fields[key].column: key for key in sorted(book.reads(book.texts) | {"id"})}
    # What the rules read may be out of the actor's sight: it is judged here and goes nowhere.
    stored = visible_to(place.actor, place.spec.key).filter(id=record.id).values(*columns).first() or {}
    before = {columns[column]: value for column, value in stored.items()}
    # What locks a value is what was stored; all else follows what is typed.
    states = book.judge([{**before, **values}])[0]
    return replace(states, readonly=record.states.readonly)


def asked_fields(place: Place) -> tuple[FieldSpec, ...]:
    """Return the few fields that a short form of a new record asks."""
    return _front(place, place.layout, beginning(place.spec, place.actor))


def unasked(post: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that the form did not ask for although they stand in it."""
    sent = post.getlist(UNASKED) if hasattr(post, "getlist") else []
    return frozenset(map(str, sent))


def state_of(asking: Asking) -> Html:
    """Return the marks of a form's fields, as the page reads them."""
    states = asking.states
    told = {
        "hidden": sorted(states.hidden & asking.conditional),
        "required": sorted(states.required),
        "readonly": sorted(states.readonly & asking.conditional),
        "front": [] if asking.groups else [f.key for f in asking.front],
    }
    inputs = join(
        format_html('<input type="hidden" name="{}" value="{}">', UNASKED, key)
        for key in sorted((states.hidden | states.readonly) & asking.conditional)
    )
    return format_html('<i hidden data-state="{}"></i>{}', orjson.dumps(told).decode(), inputs)


def _watched(place: Place, asking: Asking, url: str, *, by_pipeline: bool = False) -> Asking:
    """Return the form with the element that asks again when a value that some rule reads is typed.

    With `by_pipeline` that is the pipeline, too, where rules or layouts go by the stage that a record begins in.
    """
    book = rule_book(place.spec, place.snapshot, place.actor)
    known = {f.key for f in asking.fields}
    conditional = frozenset(r.field for r in book.rules) & known
    read = book.reads(book.texts)
    reads = read & known
    if by_pipeline and (
        read & {"pipeline", "stage"} or any(v.stages for v in (place.spec.layout, *place.spec.variants))
    ):
        reads |= {"pipeline"}
    marked = replace(asking, conditional=conditional)
    if not reads and not conditional:
        return marked
    given = attributes(
        {
            "class": "a-asking",
            "data-controller": "asking",
            "data-reads": " ".join(sorted(reads)),
            "hx-post": url,
            "hx-trigger": "asking:again",
            "hx-include": "closest form",
            "hx-target": "this",
            "hx-swap": "innerHTML",
            "hx-sync": "this:queue last",
        }
    )
    return replace(marked, watch=format_html("<span{}>{}</span>", given, state_of(marked)))


def _front(place: Place, layout: LayoutSpec, row: Mapping[str, object]) -> tuple[FieldSpec, ...]:
    pipeline, stage = row.get("pipeline"), row.get("stage")
    asked = asked_in_stage(layout, str(pipeline or ""), str(stage or "")) or layout.form
    keys = dict.fromkeys(("name", *asked)) if place.spec.fields["name"].required else dict.fromkeys(asked)
    return tuple(f for f in place.shown(keys) if place.can_write(f) and f.type != "autonumber")


def _typed_fields(place: Place, keys: Iterable[str]) -> tuple[FieldSpec, ...]:
    """Return the fields that a person may type a value into, each once."""
    shown = place.shown(dict.fromkeys(keys))
    return tuple(f for f in shown if place.can_write(f) and f.type not in NOT_TYPED and f.key not in HIDDEN_COLUMNS)


def _kept(place: Place, states: FieldStates, values: Mapping[str, Any], wrong: frozenset[str]) -> FieldStates:
    """Return the states of a form that holds wrong values: whether a field is in sight stays as the form has it
    where that hangs on one of them. A slip in one field neither hides nor loses what was typed in another.
    """
    if not wrong:
        return states
    book = rule_book(place.spec, place.snapshot, place.actor)
    unclear = frozenset(r.field for r in book.rules if book.reads((r.when, r.visible)) & wrong)
    hidden = (states.hidden - unclear) | (unclear & unasked(values) - states.readonly)
    return replace(states, hidden=hidden, required=states.required - hidden)


def _as_typed(place: Place, asking: Asking, values: Mapping[str, Any]) -> Asking:
    """Return a form in which every field is in sight that something was typed in."""
    left_out = unasked(values)
    keys = [key for key, f in place.fields.items() if key not in left_out and text_in(values, f)]
    also = tuple(f for f in _typed_fields(place, keys) if f not in asking.fields)
    states = replace(asking.states, hidden=asking.states.hidden.difference(keys))
    return replace(asking, front=(*asking.front, *also), states=states)


def _parsed(place: Place, values: Mapping[str, Any]) -> tuple[dict[str, object], frozenset[str]]:
    """Return typed values in their stored form, and the keys of what is half typed or wrong, left out of them."""
    found: dict[str, object] = {}
    wrong = set()
    for spec, value in _typed(place, values):
        if value is None or value == "":
            found[spec.key] = None
            continue
        try:
            found[spec.key] = field_types.get(spec.type).parse(spec, value)
        except (ValueProblem, ValueError, ArithmeticError):
            wrong.add(spec.key)
    if found.get("pipeline") and not found.get("stage") and "stage" not in values:
        pipeline = place.spec.pipeline(str(found["pipeline"]))
        found |= {"stage": first_stage(pipeline).key} if pipeline else {}
    return found, frozenset(wrong)


def _typed(place: Place, values: Mapping[str, Any]) -> Iterable[tuple[FieldSpec, object]]:
    left_out = unasked(values)
    fields = [f for f in place.fields.values() if f.key in values and f.key not in left_out and not f.system]
    for key, value in typed(fields, values).items():
        yield place.fields[key], value
