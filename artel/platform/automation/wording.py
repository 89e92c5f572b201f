"""A rule as a sentence people read: when what happens, if what holds, then what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.filter_model import DATE_LABELS, LABELS, FilterCondition, FilterGroup
from artel.platform.conditions.filter_text import from_text
from artel.platform.definitions.kinds.rules.bodies import (
    AFTER_NOW,
    ROLE,
    Action,
    BrokenBody,
    ChangedBody,
    CreateBody,
    DateBody,
    FormulaBody,
    HandOnBody,
    LetterBody,
    MoveBody,
    NotifyBody,
    OutsideBody,
    RuleBody,
    RunBody,
    ScheduleBody,
    SetBody,
    SilenceBody,
    StageBody,
    Trigger,
    Value,
    Values,
    WebhookBody,
)
from artel.platform.definitions.kinds.rules.verbs import verbs
from artel.platform.kernel.labels import Label
from artel.platform.kernel.templates import outline
from artel.platform.sections.showing import in_words
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

_SHIFT = re.compile(r"^(\d+)(d|h|min)$")
OUTSIDE = {
    "message": Label("пришло сообщение", "a message came"),
    "call": Label("был звонок", "there was a call"),
    "form": Label("заполнена веб-форма", "a web form was filled in"),
    "payment": Label("пришёл платёж", "a payment came"),
    "webhook": Label("пришёл запрос извне", "a request came from outside"),
    "step": Label("выполнен шаг", "a step was done"),
}


def happening(body: RuleBody, spec: SectionSpec, snapshot: Snapshot) -> str:
    """Return what the rule waits for: «создано или изменено: Сумма»."""
    return _(" or ").join(trigger_in_words(trigger, spec) for trigger in body.on)


def condition(body: RuleBody, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    """Return what must hold, empty when nothing must; a text that rows can't show is given as it is written."""
    parts = [condition_in_words(body.when, spec, snapshot, language)] if body.when else []
    if body.was:
        parts.append(_("before: %(condition)s") % {"condition": condition_in_words(body.was, spec, snapshot, language)})
    return "; ".join(parts)


def following(body: RuleBody, spec: SectionSpec, snapshot: Snapshot, language: str) -> tuple[str, ...]:
    """Return what is done, a sentence for each action."""
    return tuple(action_in_words(action, spec, snapshot, language) for action in body.do)


def condition_in_words(text: str, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    """Return a condition as rows of a filter say it."""
    try:
        group = from_text(text, spec, snapshot)
    except ConditionError:
        return text
    return text if group is None else _group(group, spec, snapshot, language)


def _group(group: FilterGroup, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    joiner = _(" and ") if group.connective == "and" else _(" or ")
    parts = [
        f"({_group(item, spec, snapshot, language)})"
        if isinstance(item, FilterGroup)
        else _condition(item, spec, snapshot, language)
        for item in group.items
    ]
    return joiner.join(parts)


def _condition(item: FilterCondition, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    field, holder = _field_at(item.field, spec, snapshot)
    is_day = field is not None and field.kind in (Kind.DATE, Kind.DATETIME)
    label = (DATE_LABELS.get(item.operator) if is_day else None) or LABELS[item.operator]
    name = _path_in_words(item.field, spec, snapshot, language)
    value = item.value
    if value is None:
        return f"{name} {label.text(language)}"
    values = value if isinstance(value, tuple) else (value,)
    told = ", ".join(_value(v, field, holder, snapshot, language) for v in values)
    return f"{name} {label.text(language)} {told}"


def _value(value: object, field: FieldSpec | None, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    if isinstance(value, FormulaBody):
        return _path_in_words(value.formula, spec, snapshot, language) or value.formula
    if value is None:
        return _("nothing")
    if isinstance(value, tuple):
        return ", ".join(_value(v, field, spec, snapshot, language) for v in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is None or field.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return f"«{outline(str(value))}»"
    try:
        return in_words(spec, snapshot, field, value, language)
    except (ValueError, TypeError, ArithmeticError):
        return str(value)


def _field_at(path: str, spec: SectionSpec, snapshot: Snapshot) -> tuple[FieldSpec | None, SectionSpec]:
    """Return the field at the end of a path and the section that it is of."""
    field: FieldSpec | None = None
    for key in path.split("/"):
        if field is not None:
            spec = snapshot.sections.get(field.target or "", spec)
        field = spec.field(key)
        if field is None:
            return None, spec
    return field, spec


def _path_in_words(path: str, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    """Return «Контрагент → Ответственный» for a path, «через 2 дня» for a span from now, else the text itself."""
    if (later := AFTER_NOW.match(path)) is not None:
        return _("in %(span)s") % {"span": _span(f"{later['days']}d" if later["days"] else f"{later['hours']}h")}
    labels = []
    for key in path.split("/"):
        field = spec.field(key)
        if field is None:
            return path
        labels.append(field.label.text(language))
        spec = snapshot.sections.get(field.target or "", spec)
    return " → ".join(labels)


def trigger_in_words(trigger: Trigger | BrokenBody, spec: SectionSpec) -> str:
    """Return one event: «перешла в «Договор»»."""
    match trigger:
        case BrokenBody():
            return _("it is not in order")
        case ChangedBody() if trigger.fields:
            return _("changed: %(fields)s") % {"fields": ", ".join(_labels(trigger.fields, spec))}
        case ChangedBody():
            return _("changed")
        case StageBody():
            return _moved(trigger, spec)
        case DateBody():
            return _date(trigger, spec)
        case SilenceBody():
            days = ngettext("%(days)s day", "%(days)s days", trigger.days) % {"days": trigger.days}
            named = ", ".join(_labels((trigger.field,), spec))
            return _("nothing has happened for %(days)s (%(field)s)") % {"days": days, "field": named}
        case ScheduleBody():
            return _("it is %(time)s") % {"time": trigger.at}
        case OutsideBody():
            return OUTSIDE[trigger.event].text()
        case _:
            return _("made") if trigger.event == "created" else _("deleted")


def _moved(trigger: StageBody, spec: SectionSpec) -> str:
    entered, left = (_stages(keys, trigger.pipeline, spec) for keys in (trigger.entered, trigger.left))
    if entered and left:
        return _("went from %(left)s to %(entered)s") % {"left": left, "entered": entered}
    return _("came to %(entered)s") % {"entered": entered} if entered else _("left %(left)s") % {"left": left}


def _date(trigger: DateBody, spec: SectionSpec) -> str:
    field = ", ".join(_labels((trigger.field,), spec))
    if not trigger.shift:
        return _("%(field)s has come") % {"field": field}
    shift = _span(trigger.shift.lstrip("+-"))
    words = _("%(shift)s before %(field)s") if trigger.shift.startswith("-") else _("%(shift)s after %(field)s")
    return words % {"shift": shift, "field": field}


def _span(shift: str) -> str:
    """Return «3 дня» for `3d`."""
    found = _SHIFT.match(shift)
    if found is None:
        return shift
    number, unit = int(found[1]), found[2]
    if unit == "d":
        return ngettext("%(days)s day", "%(days)s days", number) % {"days": number}
    if unit == "h":
        return ngettext("%(hours)s hour", "%(hours)s hours", number) % {"hours": number}
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", number) % {"minutes": number}


def _stages(keys: Sequence[str], pipeline: str, spec: SectionSpec) -> str:
    known = {s.key: s.label for p in spec.pipelines if pipeline in ("", p.key) for s in p.stages}
    return ", ".join(f"«{known[key]}»" if key in known else key for key in keys)


def _labels(keys: Sequence[str], spec: SectionSpec) -> list[str]:
    return [str(spec.fields[key].label) if key in spec.fields else key for key in keys]


def action_in_words(action: Action, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    """Return one action: «записать Сумма = 5»."""
    match action:
        case SetBody():
            return _("write %(values)s") % {"values": _values(action.values, spec, spec, snapshot, language)}
        case MoveBody():
            return _("move to %(stage)s") % {"stage": _stages((action.stage,), "", spec)}
        case CreateBody():
            made = snapshot.sections.get(action.section)
            name = made.singular.text(language) if made else action.section
            return _("make: %(what)s, %(values)s") % {
                "what": name,
                "values": _values(action.values, made or spec, spec, snapshot, language),
            }
        case HandOnBody():
            field = spec.field(action.of)
            target = snapshot.sections.get(str(field.target)) if field else None
            return _("write in “%(record)s” %(values)s") % {
                "record": _path_in_words(action.of, spec, snapshot, language),
                "values": _values(action.values, target or spec, spec, snapshot, language),
            }
        case NotifyBody():
            people = ", ".join(_person(to, spec, snapshot, language) for to in action.to)
            return _("tell %(people)s: “%(text)s”") % {
                "people": people,
                "text": outline(action.title.label().text(language)),
            }
        case LetterBody():
            to = _path_in_words(action.to, spec, snapshot, language)
            return _("send a letter to %(to)s: “%(text)s”") % {"to": to, "text": outline(action.subject)}
        case WebhookBody():
            return _("send to %(url)s") % {"url": action.url}
        case RunBody():
            verb = verbs.get(action.verb)
            return verb.told(verb.options.model_validate(action.options), snapshot, language)


def _person(to: str, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    role = snapshot.roles.get(to.removeprefix(ROLE)) if to.startswith(ROLE) else None
    return role.label.text(language) if role else _path_in_words(to, spec, snapshot, language)


def _values(values: Values, into: SectionSpec, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    return ", ".join(_given(key, value, into, spec, snapshot, language) for key, value in values.items())


def _given(key: str, value: Value, into: SectionSpec, spec: SectionSpec, snapshot: Snapshot, language: str) -> str:
    field = into.field(key)
    name = field.label.text(language) if field else key
    if isinstance(value, FormulaBody):
        return f"{name} = {_path_in_words(value.formula, spec, snapshot, language)}"
    return f"{name} = {_value(value, field, into, snapshot, language)}"
