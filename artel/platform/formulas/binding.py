"""From the text of a formula to a checked expression: conditions' grammar, less what changes by itself.

The value is stored, so it may follow only from what is stored: no now(), today() or me(), no names of people and files,
which change past the door, and no related records: those are counted and added up by rollups.
"""

from __future__ import annotations

from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.binding import Binder
from artel.platform.conditions.bound import NUMBERS, Bound, BoundField, BoundLiteral, BoundNothing, ValueType
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.fitting import WORDS_OF_TYPES, fits, listed
from artel.platform.conditions.functions import FUNCTIONS
from artel.platform.conditions.parsing import parse
from artel.platform.conditions.syntax import Among, Call, Count, Expression, Path, Quantified
from artel.platform.formulas import functions
from artel.platform.sections.spec import SectionSpec, Snapshot

UNSTABLE = frozenset({"now", "today", "me"})
_TEXT, _YES_OR_NO, _SPAN = (frozenset({t}) for t in (ValueType.TEXT, ValueType.BOOLEAN, ValueType.DURATION))
_UNKNOWN = (ValueType.NULL, ValueType.ANYTHING)


class FormulaBinder(Binder):
    """Binds one formula; `faults` are all that is wrong with it."""

    def value(self, node: Expression) -> Bound:
        """Bind any expression of a formula."""
        match node:
            case Quantified() | Count():
                return self._wrong(_("A formula can't look into related records: add a rollup and name it here."), node)
            case Among() if not node.is_list:
                return self._wrong(_("A stored value can't follow from today's date: ask for it in a filter."), node)
            case Call(name=name) if name in UNSTABLE:
                message = _("%(word)s() changes by itself; a stored value can't follow it. Ask for it in a filter.")
                return self._wrong(message % {"word": name}, node, word=name)
            case Call(name=name) if name in functions.NAMES:
                return self._own_call(node)
            case Call(name=name) if name not in FUNCTIONS:
                return self._no_such_function(node)
            case Path():
                return self._stable(super().value(node), node)
            case _:
                return super().value(node)

    def _stable(self, found: Bound, node: Path) -> Bound:
        if isinstance(found, BoundField) and found.spec is None:
            message = _("A formula may read fields of records, not those of people and files.")
            return self._wrong(message, node)
        return found

    def _no_such_function(self, node: Call) -> Bound:
        known = {*FUNCTIONS, *functions.NAMES} - UNSTABLE
        near = next(iter(get_close_matches(node.name, known, n=1)), None)
        message = _("There is no function “%(word)s”.") % {"word": node.name}
        self.faults.append(
            ConditionError("unknown_function", message, position=node.at, word=node.name, suggestion=near)
        )
        return BoundNothing(at=node.at)

    def _own_call(self, node: Call) -> Bound:
        parts = [self.value(argument) for argument in node.arguments]
        name = node.name
        if not self._has_right_number(node, len(parts)):
            return BoundNothing(at=node.at)
        if name == "if":
            self._expect(parts[:1], _YES_OR_NO, node)
            return functions.choice(parts[0], parts[1], parts[2], self._one_type(parts[1:], node), node.at)
        if name in functions.LAST:
            return functions.first_or_last(name, parts, self._one_type(parts, node), node.at)
        if name == "concat":
            self._expect(parts, _TEXT, node)
            return functions.concatenation(parts, node.at)
        if name == "text":
            self._expect(parts, functions.TEXTS | _TEXT, node)
            return functions.as_text(parts[0], node.at)
        if name == "round":
            self._expect(parts[:1], NUMBERS, node)
            return functions.rounding(parts[0], self._places(node, parts), node.at)
        self._expect(parts, _SPAN, node)
        return functions.span(name, parts[0], node.at)

    def _has_right_number(self, node: Call, given: int) -> bool:
        many = 40
        least, most = {"if": (3, 3), "round": (1, 2), "text": (1, 1), **dict.fromkeys(functions.SPANS, (1, 1))}.get(
            node.name, (2, many)
        )
        if least <= given <= most:
            return True
        message = _("The function “%(word)s” takes another number of values: %(count)s.")
        count = str(least) if least == most else f"{least}…" if most == many else f"{least}–{most}"
        self._wrong(message % {"word": node.name, "count": count}, node, word=node.name)
        return False

    def _places(self, node: Call, parts: list[Bound]) -> int:
        if len(parts) == 1:
            return 0
        places = parts[1].value if isinstance(parts[1], BoundLiteral) else None
        if type(places) is int and 0 <= places <= functions.MOST_PLACES:
            return places
        message = _("The number of decimals is written as 0…%(limit)s.") % {"limit": functions.MOST_PLACES}
        self._wrong(message, node.arguments[1])
        return 0

    def _expect(self, parts: list[Bound], types: frozenset[ValueType], node: Call) -> None:
        for part, given in zip(parts, node.arguments, strict=False):
            if not fits(part.type, types):
                message = _("The function “%(word)s” takes %(wanted)s here, not %(type)s.") % {
                    "word": node.name,
                    "wanted": listed(types),
                    "type": WORDS_OF_TYPES[part.type],
                }
                self._wrong(message, given)

    def _one_type(self, parts: list[Bound], node: Call) -> ValueType:
        """Return the type that all parts have; a number when some are whole and some are not."""
        types = {part.type for part in parts} - set(_UNKNOWN)
        if not types:
            return parts[0].type
        if len(types) == 1:
            return types.pop()
        if types <= NUMBERS:
            return ValueType.DECIMAL
        message = _("The values of “%(word)s” must be of one type, not %(types)s.") % {
            "word": node.name,
            "types": ", ".join(sorted(str(WORDS_OF_TYPES[t]) for t in types)),
        }
        self._wrong(message, node, word=node.name)
        return ValueType.ANYTHING


def bind_formula(text: str, section: SectionSpec, snapshot: Snapshot) -> tuple[Bound | None, list[ConditionError]]:
    """Return the checked expression and everything wrong with the text, in its order."""
    return _bind(text, section, snapshot, is_condition=False)


def bind_filter(text: str, section: SectionSpec, snapshot: Snapshot) -> tuple[Bound | None, list[ConditionError]]:
    """Return the checked condition of a rollup (None for an empty text) and everything wrong with it."""
    return _bind(text, section, snapshot, is_condition=True) if text.strip() else (None, [])


def _bind(
    text: str, section: SectionSpec, snapshot: Snapshot, *, is_condition: bool
) -> tuple[Bound | None, list[ConditionError]]:
    try:
        expression = parse(text)
    except ConditionError as fault:
        return None, [fault]
    binder = FormulaBinder(section, snapshot)
    bound = binder.condition(expression) if is_condition else binder.value(expression)
    faults = sorted([*binder.faults, *(binder.doubts if is_condition else ())], key=lambda fault: fault.position)
    return bound, faults
