"""An expression of a definition as a value: what a rule writes into a field, worked out by the database."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from artel.platform.conditions.binding import Binder
from artel.platform.conditions.bound import DAYS, NUMBERS, POINTERS, TYPE_OF_KIND, Bound, ValueType
from artel.platform.conditions.compiling import compile_value
from artel.platform.conditions.parsing import parse
from artel.platform.conditions.values import Setting, Sql
from artel.platform.kernel.actor import Actor
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import FieldSpec, SectionSpec, Snapshot


def bind_value(text: str, section: SectionSpec, snapshot: Snapshot) -> Bound:
    """Return the checked expression over records of a section; raises the ConditionError that stands first."""
    expression = parse(text)
    binder = Binder(section, snapshot)
    bound = binder.value(expression)
    if binder.faults:
        raise min(binder.faults, key=lambda fault: fault.position)
    return bound


def worked_out(text: str, section: SectionSpec, snapshot: Snapshot, actor: Actor, *, now: datetime) -> Sql:
    """Return the value as a column of a query over the section; raises ConditionError."""
    setting = Setting(actor=actor, now=now, zone=ZoneInfo(actor.timezone), models=lambda key: model_of(key, snapshot))
    return compile_value(bind_value(text, section, snapshot), setting)


def may_hold(field: FieldSpec, value: ValueType) -> bool:
    """Tell whether a field can take values of a type; a text takes what can be written out."""
    wanted = TYPE_OF_KIND[field.kind]
    if value in (wanted, ValueType.NULL, ValueType.ANYTHING):
        return True
    if {value, wanted} <= NUMBERS or {value, wanted} <= DAYS:
        return True
    if wanted is ValueType.TEXT:
        return value in NUMBERS
    return wanted in POINTERS and value is ValueType.INTEGER
