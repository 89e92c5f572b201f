"""Checks a rule against the whole configuration: every unknown name, wrong value and condition at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from artel.platform.conditions.bound import ValueType
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.fitting import WORDS_OF_TYPES
from artel.platform.conditions.valuing import bind_value, may_hold
from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem, unknown_fields
from artel.platform.definitions.kinds.rules.bodies import (
    ROLE,
    Action,
    ChangedBody,
    CreateBody,
    DateBody,
    FormulaBody,
    HandOnBody,
    LetterBody,
    MoveBody,
    NotifyBody,
    RuleBody,
    RunBody,
    SetBody,
    SilenceBody,
    StageBody,
    Value,
    Values,
    WebhookBody,
    texts_in,
)
from artel.platform.definitions.kinds.rules.verbs import verbs
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.templates import problems_in
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

TEXTUAL = (Kind.TEXT, Kind.LONG_TEXT)
MOMENTS = (Kind.DATE, Kind.DATETIME)
Problems = Iterator[DefinitionProblem]
GIVEN_BY_ITSELF = frozenset({"owner", "pipeline", "stage"})


def check(document: Document, body: RuleBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Yield everything that does not fit: section, triggers, conditions, values, people."""
    spec = snapshot.sections.get(body.section)
    if spec is None or spec.retired:
        yield problem(document, "section", "unknown_section", _unknown_section(body.section))
        return
    for place, trigger in enumerate(body.on):
        yield from _trigger_problems(document, f"on.{place}", trigger, spec)
    yield from condition_problems(document, "when", body.when, spec, snapshot)
    yield from condition_problems(document, "was", body.was, spec, snapshot)
    if body.was and not any(isinstance(t, (ChangedBody, StageBody)) for t in body.on):
        message = _("“was” goes with changes and moves: nothing else has a state before.")
        yield problem(document, "was", "no_state_before", message)
    for place, action in enumerate(body.do):
        path = f"do.{place}"
        yield from action_problems(document, path, action, spec, snapshot)
        for where, text in texts_in(action):
            for found in problems_in(text, spec.fields.keys()):
                yield problem(document, f"{path}.{where}", found.code, found.message)
        if isinstance(action, MoveBody | SetBody) and any(t.event == "deleted" for t in body.on):
            message = _("A record in the trash can't be changed.")
            yield problem(document, path, "changes_the_deleted", message)


def _unknown_section(key: str) -> object:
    return _("There is no section “%(key)s”.") % {"key": key}


def _trigger_problems(document: Document, path: str, trigger: object, spec: SectionSpec) -> Problems:
    match trigger:
        case ChangedBody():
            yield from unknown_fields(document, f"{path}.fields", trigger.fields, spec.fields)
            for key in trigger.fields:
                field = spec.field(key)
                if field is not None and field.system and not field.derived:
                    message = _("“%(key)s” is kept by the system, which does not tell of its changes.") % {"key": key}
                    yield problem(document, f"{path}.fields", "not_told", message)
        case StageBody():
            yield from _stage_trigger(document, path, trigger, spec)
        case DateBody() | SilenceBody():
            field = spec.field(trigger.field)
            yield from unknown_fields(document, f"{path}.field", [trigger.field], spec.fields)
            if field is not None and field.kind not in MOMENTS:
                message = _("“%(key)s” is no date.") % {"key": trigger.field}
                yield problem(document, f"{path}.field", "no_date", message)


def _stage_trigger(document: Document, path: str, trigger: StageBody, spec: SectionSpec) -> Problems:
    pipelines = [p for p in spec.pipelines if not trigger.pipeline or p.key == trigger.pipeline]
    if not spec.has_pipeline or (trigger.pipeline and not pipelines):
        message = _("The section “%(section)s” has no such pipeline.") % {"section": spec.label}
        yield problem(document, f"{path}.pipeline", "unknown_pipeline", message)
        return
    known = {s.key for p in pipelines for s in p.stages}
    for part, keys in (("entered", trigger.entered), ("left", trigger.left)):
        for key in keys:
            if key not in known:
                message = _("There is no stage “%(key)s”.") % {"key": key}
                yield problem(document, f"{path}.{part}", "unknown_stage", message)
    if not trigger.entered and not trigger.left:
        yield problem(document, path, "no_stage", _("Say which stages are “entered” or “left”."))


def action_problems(document: Document, path: str, action: Action, spec: SectionSpec, snapshot: Snapshot) -> Problems:
    """Yield what does not fit in one action on records of a section."""
    match action:
        case SetBody():
            yield from _values_problems(document, path, action.values, spec, spec, snapshot)
        case MoveBody():
            if not any(p.stage(action.stage) for p in spec.pipelines):
                message = _("There is no stage “%(key)s”.") % {"key": action.stage}
                yield problem(document, f"{path}.stage", "unknown_stage", message)
        case CreateBody():
            yield from _create_problems(document, path, action, spec, snapshot)
        case HandOnBody():
            yield from _hand_on_problems(document, path, action, spec, snapshot)
        case NotifyBody():
            for place, to in enumerate(action.to):
                yield from _person_problems(document, f"{path}.to.{place}", to, spec, snapshot)
        case LetterBody():
            yield from _address_problems(document, f"{path}.to", action.to, spec, snapshot)
        case WebhookBody():
            yield from unknown_fields(document, f"{path}.fields", action.fields, spec.fields)
        case RunBody():
            yield from _verb_problems(document, path, action, spec, snapshot)


def _verb_problems(document: Document, path: str, action: RunBody, spec: SectionSpec, snapshot: Snapshot) -> Problems:
    verb = verbs.find(action.verb)
    if verb is None:
        message = _("No feature can do “%(key)s”; there are: %(known)s.")
        known = ", ".join(sorted(verbs.keys())) or "–"
        yield problem(document, f"{path}.verb", "unknown_verb", message % {"key": action.verb, "known": known})
        return
    try:
        options = verb.options.model_validate(action.options)
    except ValidationError as refused:
        for fault in refused.errors(include_url=False):
            where = ".".join(str(part) for part in fault["loc"])
            yield problem(document, f"{path}.options.{where}", "bad_option", f"{where}: {fault['msg']}")
        return
    for option, code, words in verb.misfits(options, spec, snapshot):
        yield problem(document, f"{path}.options.{option}", code, words)


def _create_problems(
    document: Document, path: str, action: CreateBody, spec: SectionSpec, snapshot: Snapshot
) -> Problems:
    made = snapshot.sections.get(action.section)
    if made is None or made.retired:
        yield problem(document, f"{path}.section", "unknown_section", _unknown_section(action.section))
        return
    yield from _values_problems(document, path, action.values, made, spec, snapshot)
    for field in made.shown_fields:
        is_asked = field.required and field.default is None and not field.system and not field.derived
        if is_asked and field.key not in action.values and field.key not in GIVEN_BY_ITSELF:
            message = _("A new record of “%(section)s” needs “%(field)s”.")
            data = {"section": made.label, "field": field.key}
            yield problem(document, f"{path}.values", "required", message % data)


def _hand_on_problems(
    document: Document, path: str, action: HandOnBody, spec: SectionSpec, snapshot: Snapshot
) -> Problems:
    pointer = spec.field(action.of)
    target = snapshot.sections.get(str(pointer.target)) if pointer and pointer.kind is Kind.REFERENCE else None
    if target is None:
        message = _("“%(key)s” is no reference of “%(section)s”.") % {"key": action.of, "section": spec.label}
        yield problem(document, f"{path}.of", "no_reference", message)
        return
    yield from _values_problems(document, path, action.values, target, spec, snapshot)


def _values_problems(
    document: Document, path: str, values: Values, into: SectionSpec, spec: SectionSpec, snapshot: Snapshot
) -> Problems:
    """Check what is written into fields of `into` about a record of `spec`."""
    yield from unknown_fields(document, f"{path}.values", values, into.fields)
    for key, value in values.items():
        field = into.field(key)
        if field is None:
            continue
        where = f"{path}.values.{key}"
        if field.system or field.derived or field.readonly:
            message = _("“%(key)s” is filled in by the system; no rule writes it.") % {"key": key}
            yield problem(document, where, "not_writable", message)
        elif isinstance(value, FormulaBody):
            yield from _formula_problems(document, f"{where}.formula", value.formula, field, spec, snapshot)
        elif value is not None:
            yield from _literal_problems(document, where, value, field, snapshot)


def _formula_problems(
    document: Document, path: str, text: str, field: FieldSpec, spec: SectionSpec, snapshot: Snapshot
) -> Problems:
    try:
        bound = bind_value(text, spec, snapshot)
    except ConditionError as fault:
        yield problem(document, path, fault.reason, fault.message)
        return
    if not may_hold(field, bound.type) or bound.type is ValueType.COLLECTION:
        message = _("This gives %(type)s, which “%(field)s” can't hold.")
        yield problem(document, path, "wrong_type", message % {"type": WORDS_OF_TYPES[bound.type], "field": field.key})


def _literal_problems(document: Document, path: str, value: Value, field: FieldSpec, snapshot: Snapshot) -> Problems:
    if isinstance(value, str) and ("{{" in value or "{%" in value):
        if field.kind not in TEXTUAL:
            message = _("A template makes a text; for “%(key)s” write {formula: …}.") % {"key": field.key}
            yield problem(document, path, "template_of_no_text", message)
        return
    if field.is_pointer or field.type == "stage":
        return
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        known: Mapping[str, object] = snapshot.choices(field)
        for key in value if isinstance(value, tuple) else (value,):
            if str(key) not in known:
                message = _("“%(field)s” has no value “%(key)s”.") % {"field": field.key, "key": key}
                yield problem(document, path, "unknown_choice", message)
        return
    try:
        field_types.get(field.type).parse(field, value)
    except ValueProblem as refused:
        yield problem(document, path, refused.code, refused.message)


def _person_problems(document: Document, path: str, to: str, spec: SectionSpec, snapshot: Snapshot) -> Problems:
    if to.startswith(ROLE):
        role = to.removeprefix(ROLE)
        if role not in snapshot.roles:
            yield problem(document, path, "unknown_role", _("There is no role “%(key)s”.") % {"key": role})
        return
    yield from _path_problems(document, path, to, ValueType.PERSON, spec, snapshot)


def _address_problems(document: Document, path: str, to: str, spec: SectionSpec, snapshot: Snapshot) -> Problems:
    if "@" not in to:
        yield from _path_problems(document, path, to, ValueType.TEXT, spec, snapshot)


def _path_problems(
    document: Document, path: str, text: str, wanted: ValueType, spec: SectionSpec, snapshot: Snapshot
) -> Problems:
    try:
        bound = bind_value(text, spec, snapshot)
    except ConditionError as fault:
        yield problem(document, path, fault.reason, fault.message)
        return
    if bound.type is not wanted:
        message = _("This leads to %(type)s; %(wanted)s is expected.")
        data = {"type": WORDS_OF_TYPES[bound.type], "wanted": WORDS_OF_TYPES[wanted]}
        yield problem(document, path, "wrong_type", message % data)
