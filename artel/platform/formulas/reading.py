"""A derived field as a value: what it is computed from and how; and everything wrong with its options.

`base` is the section whose records the formula goes over: the field's own for a computed one, the details' for a
rollup. A source is a field that the result follows from; its `route` is the path of references from a record of `base`
to the record that holds it, empty for the record itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from artel.platform.conditions.bound import NUMBERS, Bound, BoundField, ValueType
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.fitting import WORDS_OF_TYPES
from artel.platform.formulas.binding import bind_filter, bind_formula
from artel.platform.kernel.errors import Problem
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

RESULTS = {
    "text": frozenset({ValueType.TEXT}),
    "integer": NUMBERS,
    "decimal": NUMBERS,
    "money": NUMBERS,
    "date": frozenset({ValueType.DATE}),
    "datetime": frozenset({ValueType.DATETIME}),
    "boolean": frozenset({ValueType.BOOLEAN}),
}
"""What a formula must give to be kept as a result of the type."""
ADDED = frozenset({"sum", "avg"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A field that a result follows from; `hops` are (reference, section it leads to) along the route."""

    section: str
    field: str
    route: str = ""
    hops: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derived:
    """One derived field, the same object throughout a graph.

    `value` is the formula of a computed field, or what a rollup's function goes over.
    """

    section: str
    key: str
    base: str
    result: str
    places: int
    sources: frozenset[Source]
    value: Bound | None = None
    pointer: str = ""
    function: str = ""
    condition: Bound | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """Section and key."""
        return self.section, self.key

    @property
    def name(self) -> str:
        """The field as people and definitions name it."""
        return f"{self.section}.{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with an option of a derived field."""

    option: str
    problem: Problem


def read_field(spec: SectionSpec, field: FieldSpec, snapshot: Snapshot) -> tuple[Derived | None, list[Fault]]:
    """Return the field read, or None and all that is wrong with its options."""
    return (_read_rollup if field.type == "rollup" else _read_computed)(spec, field, snapshot)


def derived_fields(snapshot: Snapshot) -> Iterator[tuple[SectionSpec, FieldSpec]]:
    """Yield every derived field in use whose options have their form."""
    for spec in snapshot.sections.values():
        if not spec.retired:
            for field in spec.shown_fields:
                if field.derived and _is_well_formed(field):
                    yield spec, field


def _is_well_formed(field: FieldSpec) -> bool:
    try:
        field_types.get(field.type).options.model_validate(dict(field.options))
    except ValidationError:
        return False
    return True


def _read_computed(spec: SectionSpec, field: FieldSpec, snapshot: Snapshot) -> tuple[Derived | None, list[Fault]]:
    value, faults = bind_formula(str(field.options["expression"]), spec, snapshot)
    result = str(field.options["result"])
    if value is not None and not faults and value.type not in RESULTS[result]:
        faults.append(_wrong_result(value.type, result))
    if value is None or faults:
        return None, _placed("expression", faults)
    found = Derived(
        section=spec.key,
        key=field.key,
        base=spec.key,
        result=result,
        places=_places(field),
        value=value,
        sources=frozenset(_sources(value, spec.key)),
    )
    return found, []


def _read_rollup(spec: SectionSpec, field: FieldSpec, snapshot: Snapshot) -> tuple[Derived | None, list[Fault]]:
    options = field.options
    details = snapshot.sections.get(str(options["section"]))
    if details is None or details.retired:
        unknown = _("There is no section “%(key)s”.") % {"key": options["section"]}
        return None, [_fault("section", "unknown_section", unknown)]
    pointer = details.field(str(options["field"]))
    if pointer is None or pointer.kind is not Kind.REFERENCE or pointer.target != spec.key:
        message = _("“%(section)s.%(field)s” does not point to this section.")
        return None, [_fault("field", "bad_detail", message % {"section": details.key, "field": options["field"]})]
    function, result = str(options["function"]), str(options["result"])
    value, faults = None, []
    if options.get("of"):
        value, wrong = bind_formula(str(options["of"]), details, snapshot)
        faults += _placed("of", wrong)
        if value is not None and not wrong:
            faults += _misfits(function, value.type, result)
    elif result != "integer":
        faults.append(_fault("result", "wrong_type", _("A number of records is a whole number: result is integer.")))
    condition, wrong = bind_filter(str(options.get("filter", "")), details, snapshot)
    faults += _placed("filter", wrong)
    if faults:
        return None, faults
    read = [node for node in (value, condition) if node is not None]
    found = Derived(
        section=spec.key,
        key=field.key,
        base=details.key,
        pointer=pointer.key,
        function=function,
        result=result,
        places=_places(field),
        value=value,
        condition=condition,
        sources=frozenset(
            {
                Source(section=details.key, field=pointer.key),
                Source(section=details.key, field="trashed_at"),
                *(source for node in read for source in _sources(node, details.key)),
            }
        ),
    )
    return found, []


def _misfits(function: str, given: ValueType, result: str) -> list[Fault]:
    if function in ADDED and given not in NUMBERS:
        message = _("Only numbers can be added up, not %(type)s.") % {"type": WORDS_OF_TYPES[given]}
        return [_fault("of", "wrong_type", message)]
    return _placed("result", [] if given in RESULTS[result] else [_wrong_result(given, result)])


def _wrong_result(given: ValueType, result: str) -> ConditionError:
    message = _("The formula gives %(type)s; that can't be kept as “%(result)s”.")
    told = message % {"type": WORDS_OF_TYPES.get(given, given), "result": result}
    return ConditionError("wrong_type", told, position=0)


def _places(field: FieldSpec) -> int:
    return 2 if field.options.get("result") == "money" else int(field.options.get("places", 2))


def _placed(option: str, faults: Iterable[ConditionError]) -> list[Fault]:
    return [Fault(option=option, problem=fault.as_problem()) for fault in faults]


def _fault(option: str, code: str, message: Any) -> Fault:
    return Fault(option=option, problem=Problem(code=code, message=message))


def _sources(node: Bound, base: str) -> Iterator[Source]:
    """Yield every column that an expression reads: the fields named, and the references on the way to them."""
    for found in _columns(node):
        section, route = base, ""
        hops: tuple[tuple[str, str], ...] = ()
        for hop in found.hops:
            key = hop.orm.removeprefix(f"{route}__") if route else hop.orm
            yield Source(section=section, field=key, route=route, hops=hops)
            section, route, hops = hop.section, hop.orm, (*hops, (key, hop.section))
        key = found.orm.removeprefix(f"{route}__") if route else found.orm
        yield Source(section=section, field=key, route=route, hops=hops)


def _columns(node: object) -> Iterator[BoundField]:
    if isinstance(node, BoundField):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _columns(part)
    elif isinstance(node, Bound) and is_dataclass(node):
        for fact in fields(node):
            yield from _columns(getattr(node, fact.name))
