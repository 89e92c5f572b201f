"""From an expression to a checked one: names resolved, types fitting. Finds every mistake, not the first.

Types: whole and decimal numbers compare and compute with one another; a date compares with a moment by its day;
a pointer compares with an id; null compares with anything.
"""

from __future__ import annotations

from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.bound import (
    DAYS,
    NUMBERS,
    POINTERS,
    TYPE_OF_ELEMENT,
    Bound,
    BoundAmong,
    BoundCall,
    BoundCompare,
    BoundCompute,
    BoundCount,
    BoundField,
    BoundJoined,
    BoundLiteral,
    BoundMembers,
    BoundNegative,
    BoundNot,
    BoundNothing,
    BoundQuantified,
    BoundSize,
    ValueType,
)
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.fitting import (
    ORDERED,
    UNORDERED,
    WORDS_OF_TYPES,
    comparable,
    fits,
    listed,
    result_of,
    type_of,
)
from artel.platform.conditions.functions import COUNTED_PERIODS, FUNCTIONS, MY_TEAMS, PERIODS
from artel.platform.conditions.members import Picked, picked
from artel.platform.conditions.names import Allowed, Names, Scope, everything_allowed
from artel.platform.conditions.syntax import (
    Among,
    Call,
    Compare,
    Comparison,
    Compute,
    Count,
    Expression,
    Joined,
    Literal,
    Negative,
    Not,
    Path,
    Quantified,
    Quantity,
)
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

SETS = (MY_TEAMS, *PERIODS, *COUNTED_PERIODS)
MAX_PERIOD = 36_600


class Binder:
    """Binds one expression. `faults` are mistakes, `doubts` are values that no record can have."""

    def __init__(self, section: SectionSpec, snapshot: Snapshot, allowed: Allowed = everything_allowed) -> None:
        """`allowed` tells which fields may be named; others are unknown."""
        self.snapshot = snapshot
        self.names = Names(snapshot, allowed, (Scope(section),))
        self.faults: list[ConditionError] = []
        self.doubts: list[ConditionError] = []

    def condition(self, node: Expression) -> Bound:
        """Bind what must be true or false."""
        found = self.value(node)
        if found.type not in (ValueType.BOOLEAN, ValueType.NULL, ValueType.ANYTHING):
            message = _("A condition is expected here, not %(type)s.") % {"type": WORDS_OF_TYPES[found.type]}
            return self._wrong(message, node)
        return found

    def value(self, node: Expression) -> Bound:
        """Bind any expression."""
        match node:
            case Literal():
                return BoundLiteral(type=type_of(node.value), value=node.value, at=node.at)
            case Path():
                return self._path(node)
            case Call():
                return self._call(node)
            case Compare():
                return self._compare(node)
            case Among():
                return self._among(node)
            case Compute():
                return self._compute(node)
            case Negative():
                return self._negative(node)
            case Not():
                return self._not(node)
            case Joined():
                operands = tuple(self.condition(operand) for operand in node.operands)
                return BoundJoined(type=ValueType.BOOLEAN, connective=node.connective, operands=operands, at=node.at)
            case Quantified() | Count():
                return self._related(node)
            case _:
                raise TypeError(f"no such node: {type(node).__name__}")

    def _path(self, node: Path) -> Bound:
        try:
            return self.names.field(node)
        except ConditionError as fault:
            self.faults.append(fault)
            return BoundNothing(at=node.at)

    def _related(self, node: Quantified | Count) -> Bound:
        several = self._several(node.path)
        if several is not None:
            return self._members(node, several)
        try:
            related = self.names.related(node.path)
        except ConditionError as fault:
            self.faults.append(fault)
            return BoundNothing(at=node.at)
        if isinstance(node, Count):
            return BoundCount(type=ValueType.INTEGER, related=related, at=node.at)
        outer = self.names.scopes
        self.names.scopes = (*outer, Scope(self.snapshot.section(related.section), node.variable))
        condition = self.condition(node.condition) if node.condition is not None else None
        self.names.scopes = outer
        return BoundQuantified(
            type=ValueType.BOOLEAN, quantity=node.quantity, related=related, condition=condition, at=node.at
        )

    def _several(self, path: Path) -> BoundField | None:
        """Return the field when it holds several values, None for everything else."""
        try:
            found = self.names.field(path)
        except ConditionError:
            return None
        return found if found.type is ValueType.COLLECTION else None

    def _members(self, node: Quantified | Count, held: BoundField) -> Bound:
        if isinstance(node, Count):
            return BoundSize(type=ValueType.INTEGER, operand=held, at=node.at)
        if node.condition is None:
            return BoundMembers(type=ValueType.BOOLEAN, operand=held, at=node.at)
        try:
            return self._held(held, picked(node.condition, node.variable), node.quantity, node)
        except ConditionError as fault:
            self.faults.append(fault)
            return BoundNothing(at=node.at)

    def _held(self, held: BoundField, found: Picked, quantity: Quantity, node: Expression) -> Bound:
        element = TYPE_OF_ELEMENT[held.spec.kind] if held.spec else ValueType.ANYTHING
        for literal in found.named:
            bound = BoundLiteral(type=type_of(literal.value), value=literal.value, at=literal.at)
            self._check_comparable(Comparison.EQ, Bound(type=element, at=node.at), bound, literal)
            self._doubt(held, bound)
        return BoundMembers(
            type=ValueType.BOOLEAN,
            operand=held,
            quantity=quantity,
            keys=tuple(found.keys),
            is_others=found.is_others,
            at=node.at,
        )

    def _call(self, node: Call) -> Bound:
        function = FUNCTIONS.get(node.name)
        if function is None:
            return self._unknown_function(node)
        arguments = tuple(self.value(argument) for argument in node.arguments)
        most, least = len(function.takes), len(function.takes) - function.optional
        if not least <= len(arguments) <= most:
            message = _("The function “%(word)s” takes another number of values: %(count)s.") % {
                "word": node.name,
                "count": most,
            }
            return self._wrong(message, node, word=node.name)
        for given, bound, types in zip(node.arguments, arguments, function.takes, strict=False):
            if not fits(bound.type, types):
                message = _("The function “%(word)s” takes %(wanted)s here, not %(type)s.") % {
                    "word": node.name,
                    "wanted": listed(types),
                    "type": WORDS_OF_TYPES[bound.type],
                }
                self._wrong(message, given)
        return BoundCall(type=function.gives, name=node.name, arguments=arguments, at=node.at)

    def _unknown_function(self, node: Call) -> Bound:
        if node.name in SETS:
            example = f"owner/team in {MY_TEAMS}()" if node.name == MY_TEAMS else f"created_at in {node.name}()"
            place = _("“%(word)s” stands after “in”: %(example)s.") % {"word": node.name, "example": example}
            return self._wrong(place, node, word=node.name, suggestion=example)
        near = next(iter(get_close_matches(node.name, FUNCTIONS, n=1)), None)
        message = _("There is no function “%(word)s”.") % {"word": node.name}
        self.faults.append(
            ConditionError("unknown_function", message, position=node.at, word=node.name, suggestion=near)
        )
        return BoundNothing(at=node.at)

    def _compare(self, node: Compare) -> Bound:
        known = len(self.faults)
        left, right = self.value(node.left), self.value(node.right)
        self._propose_quotes(node.left, right, known)
        self._propose_quotes(node.right, left, known)
        self._check_comparable(node.operator, left, right, node)
        self._doubt(left, right)
        self._doubt(right, left)
        return BoundCompare(type=ValueType.BOOLEAN, operator=node.operator, left=left, right=right, at=node.at)

    def _check_comparable(self, operator: Comparison, left: Bound, right: Bound, node: Expression) -> None:
        if not comparable(left.type, right.type):
            several = next((s for s in (left, right) if s.type is ValueType.COLLECTION), None)
            message = _("%(left)s can't be compared with %(right)s.") % {
                "left": str(WORDS_OF_TYPES[left.type]).capitalize(),
                "right": WORDS_OF_TYPES[right.type],
            }
            pointer = next((side for side in (left, right) if side.type in POINTERS), None)
            is_by_name = pointer is not None and ValueType.TEXT in (left.type, right.type)
            hint = f"{pointer.orm.replace('__', '/')}/name" if is_by_name and isinstance(pointer, BoundField) else None
            if isinstance(several, BoundField):
                hint = f"{several.orm.replace('__', '/')}/any(v:v eq 'value')"
            self._wrong(message, node, suggestion=hint)
        elif operator in ORDERED and {left.type, right.type} & UNORDERED:
            message = _("Only “eq” and “ne” compare %(type)s.") % {"type": WORDS_OF_TYPES[left.type]}
            self._wrong(message, node, word=str(operator), suggestion="eq")

    def _propose_quotes(self, written: Expression, other: Bound, known: int) -> None:
        """`stage eq new`: what is no field may be a text without its quotes."""
        if not isinstance(written, Path) or len(written.segments) > 1 or other.type is not ValueType.TEXT:
            return
        for number in range(known, len(self.faults)):
            fault = self.faults[number]
            if fault.position == written.at and fault.reason == "unknown_field" and not fault.suggestion:
                quoted = f"'{fault.word}'"
                message = _("There is no field “%(word)s”. A text stands between quotes: %(quoted)s.") % {
                    "word": fault.word,
                    "quoted": quoted,
                }
                self.faults[number] = ConditionError(
                    "unknown_field", message, position=fault.position, word=fault.word, suggestion=quoted
                )

    def _among(self, node: Among) -> Bound:
        operand = self.value(node.operand)
        if not node.is_list:
            return self._in_set(node, operand)
        options = tuple(self.value(option) for option in node.options)
        for given, option in zip(node.options, options, strict=True):
            self._check_comparable(Comparison.EQ, operand, option, given)
            self._doubt(operand, option)
        return BoundAmong(type=ValueType.BOOLEAN, operand=operand, options=options, at=node.at)

    def _in_set(self, node: Among, operand: Bound) -> Bound:
        call = node.options[0]
        if isinstance(call, Path):
            return self._in_field(node, call)
        if isinstance(call, Call) and call.name in (*PERIODS, *COUNTED_PERIODS):
            return self._in_period(node, call, operand)
        if not isinstance(call, Call) or call.name != MY_TEAMS or call.arguments:
            word = call.name if isinstance(call, Call) else ""
            near = next(iter(get_close_matches(word, SETS, n=1)), SETS[0])
            message = _("Only a list, my_teams() or a period such as this_month() may follow “in”.")
            return self._wrong(message, call, word=word, suggestion=f"{near}()")
        if operand.type not in (ValueType.TEAM, ValueType.ANYTHING):
            message = _("my_teams() are teams: write owner/team in my_teams().")
            return self._wrong(message, node.operand, suggestion="owner/team in my_teams()")
        return BoundAmong(type=ValueType.BOOLEAN, operand=operand, is_my_teams=True, at=node.at)

    def _in_field(self, node: Among, path: Path) -> Bound:
        """Bind `'vip' in tags`: the one value is among those that the field holds."""
        held = self._several(path)
        if held is None or not isinstance(node.operand, Literal):
            self.faults.append(
                ConditionError(
                    "bad_syntax",
                    _("A list is expected after “in”: (1, 2, 3)."),
                    position=path.at,
                    word="/".join(path.segments),
                )
            )
            return BoundNothing(at=node.at)
        one = Picked(frozenset({node.operand.value}), False, (node.operand,))
        return self._held(held, one, Quantity.ANY, node)

    def _in_period(self, node: Among, call: Call, operand: Bound) -> Bound:
        given = [a.value for a in call.arguments if isinstance(a, Literal) and type(a.value) is int]
        days = given[0] if given else 0
        is_right = 1 <= days <= MAX_PERIOD and len(given) == 1 if call.name in COUNTED_PERIODS else True
        if not is_right or len(call.arguments) != len(given) or (given and call.name in PERIODS):
            example = f"{call.name}({7 if call.name in COUNTED_PERIODS else ''})"
            message = _("The period is written as %(example)s.") % {"example": example}
            return self._wrong(message, call, word=call.name, suggestion=example)
        if not fits(operand.type, DAYS):
            return self._wrong(_("Only a date or a moment lies in a period."), node.operand)
        return BoundAmong(type=ValueType.BOOLEAN, operand=operand, period=call.name, days=days, at=node.at)

    def _compute(self, node: Compute) -> Bound:
        left, right = self.value(node.left), self.value(node.right)
        found = result_of(node.operator, left.type, right.type)
        if found is None:
            message = _("“%(word)s” does not go with %(left)s and %(right)s.") % {
                "word": str(node.operator),
                "left": WORDS_OF_TYPES[left.type],
                "right": WORDS_OF_TYPES[right.type],
            }
            return self._wrong(message, node, word=str(node.operator))
        return BoundCompute(type=found, operator=node.operator, left=left, right=right, at=node.at)

    def _negative(self, node: Negative) -> Bound:
        operand = self.value(node.operand)
        if not fits(operand.type, NUMBERS | {ValueType.DURATION}):
            return self._wrong(_("Only a number or a duration has a sign."), node.operand)
        return BoundNegative(type=operand.type, operand=operand, at=node.at)

    def _not(self, node: Not) -> Bound:
        operand = self.value(node.operand)
        if not fits(operand.type, frozenset({ValueType.BOOLEAN})):
            message = _("“not” stands before a condition; a comparison goes in parentheses: not (a eq 1).")
            return self._wrong(message, node.operand)
        return BoundNot(type=ValueType.BOOLEAN, operand=operand, at=node.at)

    def _doubt(self, field: Bound, other: Bound) -> None:
        """Note a text that is no value of the choice it is compared with."""
        if not isinstance(field, BoundField) or not isinstance(other, BoundLiteral) or not isinstance(other.value, str):
            return
        known = self._choices(field)
        if known and other.value not in known:
            near = next(iter(get_close_matches(other.value, known, n=1)), None)
            message = _("There is no value “%(word)s” in this list.") % {"word": other.value}
            self.doubts.append(
                ConditionError("unknown_choice", message, position=other.at, word=other.value, suggestion=near)
            )

    def _choices(self, field: BoundField) -> set[str]:
        spec = field.spec
        if spec is None or spec.kind not in (Kind.CHOICE, Kind.CHOICES):
            return set()
        if spec.type != "stage":
            return set(self.snapshot.choices(spec))
        section = self.names.scopes[field.level].section
        if field.hops:
            section = self.snapshot.section(field.hops[-1].section)
        return {stage.key for pipeline in section.pipelines for stage in pipeline.stages}

    def _wrong(
        self, message: str | Promise, node: Expression, *, word: str = "", suggestion: str | None = None
    ) -> Bound:
        if isinstance(node, Path) and not word:
            word = "/".join(node.segments)
        self.faults.append(ConditionError("wrong_type", message, position=node.at, word=word, suggestion=suggestion))
        return BoundNothing(at=node.at)
