"""From text to an expression: a Pratt parser of the OData 4.01 `$filter` grammar.

Operators and functions are read in any case of letters; names of fields as they are. Size, depth and the number of
lambdas are limited, so that no text can exhaust the stack or the planner.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.syntax import (
    Among,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Compute,
    Connective,
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
from artel.platform.conditions.tokens import Piece, Token, split

MAX_LENGTH = 10_000
MAX_DEPTH = 40
MAX_TOKENS = 2_500
MAX_LAMBDAS = 6
MAX_SEGMENTS = 6

STRENGTH = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("eq", "ne"), 3),
    **dict.fromkeys(("gt", "ge", "lt", "le"), 4),
    **dict.fromkeys(("add", "sub"), 5),
    **dict.fromkeys(("mul", "div", "divby", "mod"), 6),
    "in": 8,
}
"""How tightly an operator binds; `not` and the unary minus stand between (7)."""
UNARY = 7


def parse(text: str, *, aliases: Mapping[str, str] | None = None) -> Expression:
    """Return the expression that the text says; raises ConditionError with the place of what is wrong.

    `aliases` are texts of parameters by name (`@p`), as in `?$filter=name eq @p&@p='Лифт'`.
    """
    if len(text) > MAX_LENGTH:
        message = _("The condition is longer than %(limit)s characters.") % {"limit": MAX_LENGTH}
        raise ConditionError("too_complex", message, position=MAX_LENGTH)
    return _Parser(text, aliases or {}).whole()


class _Parser:
    def __init__(self, text: str, aliases: Mapping[str, str]) -> None:
        self.pieces = list(split(text))
        self.aliases = aliases
        self.place = 0
        self.depth = 0
        self.lambdas = 0
        if len(self.pieces) > MAX_TOKENS:
            self.pieces[MAX_TOKENS:] = []
            raise self._too_complex(self.pieces[-1])

    @property
    def piece(self) -> Piece:
        return self.pieces[self.place]

    def whole(self) -> Expression:
        if self._is_over():
            raise ConditionError("bad_syntax", _("The condition is empty."), position=0)
        found = self.expression(0)
        if not self._is_over():
            raise self._unexpected(_("An operator is expected before “%(word)s”."), suggestions=STRENGTH)
        return found

    def expression(self, minimum: int) -> Expression:
        """Read an expression whose operators bind tighter than `minimum`."""
        entered = self.depth
        self._deeper()
        left = self.operand()
        while True:
            operator = self._operator()
            strength = STRENGTH.get(operator, 0)
            if strength <= minimum:
                break
            if operator not in ("and", "or"):
                self._deeper()
            left = self._combined(left, operator, strength)
        self.depth = entered
        return left

    def _combined(self, left: Expression, operator: str, strength: int) -> Expression:
        self.place += 1
        if operator == "in":
            return self._among(left)
        if operator in ("and", "or"):
            operands = [left, self.expression(strength)]
            while self._operator() == operator:
                self.place += 1
                operands.append(self.expression(strength))
            return Joined(connective=Connective(operator), operands=tuple(operands), at=left.at)
        right = self.expression(strength)
        if operator in list(Comparison):
            return Compare(operator=Comparison(operator), left=left, right=right, at=left.at)
        return Compute(operator=Arithmetic(operator), left=left, right=right, at=left.at)

    def operand(self) -> Expression:
        piece = self.piece
        match piece.token:
            case Token.LITERAL:
                self.place += 1
                return Literal(value=piece.value, at=piece.at)
            case Token.ALIAS:
                self.place += 1
                return self._alias(piece)
            case Token.WORD if piece.text.lower() == "not":
                self.place += 1
                return Not(operand=self.expression(UNARY), at=piece.at)
            case Token.WORD:
                return self._path_or_call()
            case Token.SIGN if piece.text == "-":
                self.place += 1
                return self._negative(piece.at)
            case Token.SIGN if piece.text == "(":
                self.place += 1
                inner = self.expression(0)
                self._take(")")
                return inner
            case _:
                raise self._unexpected(_("A field, a value or a function is expected here."))

    def _negative(self, at: int) -> Expression:
        piece = self.piece
        if isinstance(piece.value, int | Decimal | timedelta) and not isinstance(piece.value, bool):
            # A sign before a constant is part of it, so it binds tighter than anything.
            self.place += 1
            return Literal(value=-piece.value, at=at)
        return Negative(operand=self.expression(UNARY), at=at)

    def _alias(self, piece: Piece) -> Expression:
        text = self.aliases.get(piece.text)
        if text is None:
            message = _("The parameter “%(word)s” has no value.") % {"word": piece.text}
            raise ConditionError("bad_syntax", message, position=piece.at, word=piece.text)
        # An alias holds a value, not another condition: no alias inside, so nothing can grow by itself.
        return parse(text)

    def _path_or_call(self) -> Expression:
        first = self.piece
        self.place += 1
        if self._is_sign("("):
            return self._call(first)
        segments, places = [first.text], [first.at]
        while self._is_sign("/"):
            self.place += 1
            piece = self.piece
            if piece.token is not Token.WORD:
                raise self._unexpected(_("The name of a field is expected after “/”."))
            self.place += 1
            if piece.text.lower() in list(Quantity) and self._is_sign("("):
                path = Path(segments=tuple(segments), places=tuple(places), at=first.at)
                return self._quantified(Quantity(piece.text.lower()), path)
            if piece.text.lower() == "$count":
                return Count(path=Path(segments=tuple(segments), places=tuple(places), at=first.at), at=first.at)
            segments.append(piece.text)
            places.append(piece.at)
        if len(segments) > MAX_SEGMENTS:
            raise self._too_complex(first)
        return Path(segments=tuple(segments), places=tuple(places), at=first.at)

    def _call(self, name: Piece) -> Call:
        self._take("(")
        arguments: list[Expression] = []
        while not self._is_sign(")"):
            if arguments:
                self._take(",")
            arguments.append(self.expression(0))
        self._take(")")
        return Call(name=name.text.lower(), arguments=tuple(arguments), at=name.at)

    def _quantified(self, quantity: Quantity, path: Path) -> Quantified:
        self.lambdas += 1
        if self.lambdas > MAX_LAMBDAS:
            raise self._too_complex(self.piece)
        self._take("(")
        if self._is_sign(")") and quantity is Quantity.ANY:
            self.place += 1
            return Quantified(quantity=quantity, path=path, at=path.at)
        variable = self.piece
        if variable.token is not Token.WORD:
            raise self._unexpected(_("A variable is expected here, as in any(d:d/amount gt 100)."))
        self.place += 1
        self._take(":")
        condition = self.expression(0)
        self._take(")")
        return Quantified(quantity=quantity, path=path, variable=variable.text, condition=condition, at=path.at)

    def _among(self, operand: Expression) -> Among:
        if not self._is_sign("("):
            piece = self.piece
            options = self.operand()
            if not isinstance(options, Call | Path):
                message = _("A list is expected after “in”: (1, 2, 3).")
                raise ConditionError("bad_syntax", message, position=piece.at, word=piece.text)
            return Among(operand=operand, options=(options,), is_list=False, at=operand.at)
        self._take("(")
        items = [self.expression(0)]
        while self._is_sign(","):
            self.place += 1
            items.append(self.expression(0))
        self._take(")")
        return Among(operand=operand, options=tuple(items), at=operand.at)

    def _is_over(self) -> bool:
        return self.piece.token is Token.END

    def _operator(self) -> str:
        piece = self.piece
        return piece.text.lower() if piece.token is Token.WORD else ""

    def _is_sign(self, sign: str) -> bool:
        return self.piece.token is Token.SIGN and self.piece.text == sign

    def _take(self, sign: str) -> None:
        if not self._is_sign(sign):
            known = STRENGTH if self.piece.token is Token.WORD else {}
            raise self._unexpected(_("“%(sign)s” is expected here.") % {"sign": sign}, suggestions=known)
        self.place += 1

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._too_complex(self.piece)

    def _too_complex(self, piece: Piece) -> ConditionError:
        return ConditionError("too_complex", _("The condition is too complex."), position=piece.at, word=piece.text)

    def _unexpected(self, message: str | Promise, *, suggestions: Mapping[str, int] | None = None) -> ConditionError:
        piece = self.piece
        near = get_close_matches(piece.text.lower(), suggestions or (), n=1, cutoff=0.5)
        if piece.token is Token.END:
            message = _("The condition breaks off.")
        text = str(message) % {"word": piece.text} if "%(word)s" in str(message) else message
        return ConditionError(
            "bad_syntax", text, position=piece.at, word=piece.text, suggestion=near[0] if near else None
        )
