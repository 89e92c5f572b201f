"""Random expressions over the test sections, well typed: what the property tests feed to everything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from artel.platform.conditions.syntax import (
    Among,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Compute,
    Connective,
    Expression,
    Joined,
    Literal,
    Negative,
    Not,
    Path,
    Quantified,
    Quantity,
)

DAY = date(2026, 11, 22)
texts = st.text(alphabet="аБ%_\\' ", max_size=3)
wholes = st.integers(-3, 3)
decimals = st.integers(-6, 6).map(lambda n: Decimal(n) / 2).map(lambda d: d.quantize(Decimal("0.1")))
days = st.integers(-2, 2).map(lambda n: DAY + timedelta(days=n))
moments = st.integers(-60, 60).map(lambda n: datetime(2026, 11, 22, 19, 0, tzinfo=UTC) + timedelta(hours=n))
spans = st.sampled_from([timedelta(days=1), timedelta(hours=5, minutes=30), -timedelta(days=2), timedelta()])


def path(prefix: str, name: str) -> Path:
    return Path(segments=(prefix, name) if prefix else (name,))


def _literals(values: st.SearchStrategy[object]) -> st.SearchStrategy[Expression]:
    return st.builds(Literal, value=values)


def texts_of(prefix: str, fields: tuple[str, ...]) -> st.SearchStrategy[Expression]:
    leaves = st.one_of(st.sampled_from([path(prefix, f) for f in fields]), _literals(texts))
    called = st.sampled_from(["tolower", "toupper"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda n, a: Call(name=n, arguments=(a,)), called, inner),
            st.builds(lambda a, b: Call(name="concat", arguments=(a, b)), inner, inner),
            st.builds(
                lambda a, b, c: Call(name="substring", arguments=(a, Literal(value=b), Literal(value=c))),
                inner,
                wholes,
                wholes,
            ),
        ),
        max_leaves=2,
    )


def numbers_of(
    prefix: str, fields: tuple[str, ...], text: st.SearchStrategy[Expression]
) -> st.SearchStrategy[Expression]:
    leaves = st.one_of(
        st.sampled_from([path(prefix, f) for f in fields]),
        _literals(wholes),
        _literals(decimals),
        st.builds(lambda a: Call(name="length", arguments=(a,)), text),
        st.builds(lambda a, b: Call(name="indexof", arguments=(a, b)), text, text),
    )
    operators = st.sampled_from([Arithmetic.ADD, Arithmetic.SUB, Arithmetic.MUL, Arithmetic.MOD, Arithmetic.DIV])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Compute, operator=operators, left=inner, right=inner),
            st.builds(lambda a: a if isinstance(a, Literal) else Negative(operand=a), inner),
            st.builds(lambda n, a: Call(name=n, arguments=(a,)), st.sampled_from(["round", "floor", "ceiling"]), inner),
        ),
        max_leaves=3,
    )


def days_of(prefix: str, fields: tuple[str, ...]) -> st.SearchStrategy[Expression]:
    leaves = st.one_of(st.sampled_from([path(prefix, f) for f in fields]), _literals(days), st.just(Call(name="today")))
    shifts = st.sampled_from([Arithmetic.ADD, Arithmetic.SUB])
    return st.one_of(leaves, st.builds(Compute, operator=shifts, left=leaves, right=_literals(spans)))


def moments_of(prefix: str, fields: tuple[str, ...]) -> st.SearchStrategy[Expression]:
    leaves = st.one_of(
        st.sampled_from([path(prefix, f) for f in fields]), _literals(moments), st.just(Call(name="now"))
    )
    shifts = st.sampled_from([Arithmetic.ADD, Arithmetic.SUB])
    return st.one_of(leaves, st.builds(Compute, operator=shifts, left=leaves, right=_literals(spans)))


def conditions_of(
    text: st.SearchStrategy[Expression],
    number: st.SearchStrategy[Expression],
    day: st.SearchStrategy[Expression],
    moment: st.SearchStrategy[Expression],
    booleans: st.SearchStrategy[Expression],
    *more: st.SearchStrategy[Expression],
) -> st.SearchStrategy[Expression]:
    operators = st.sampled_from(list(Comparison))
    # Order of texts is the database's own business; equality is everybody's.
    same = st.sampled_from([Comparison.EQ, Comparison.NE])
    null = st.just(Literal(value=None))
    leaves = st.one_of(
        st.builds(Compare, operator=operators, left=number, right=st.one_of(number, number, null)),
        st.builds(Compare, operator=same, left=text, right=st.one_of(text, text, null)),
        st.builds(Compare, operator=operators, left=st.one_of(day, moment), right=st.one_of(day, moment, null)),
        st.builds(
            lambda n, a, b: Call(name=n, arguments=(a, b)),
            st.sampled_from(["contains", "startswith", "endswith"]),
            text,
            text,
        ),
        st.builds(Among, operand=number, options=st.lists(st.one_of(number, null), min_size=1, max_size=3).map(tuple)),
        st.builds(
            Among,
            operand=st.one_of(day, moment),
            options=st.lists(st.one_of(day, moment, null), min_size=1, max_size=3).map(tuple),
        ),
        booleans,
        *more,
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, operand=inner),
            st.builds(
                Joined,
                connective=st.sampled_from(list(Connective)),
                operands=st.lists(inner, min_size=2, max_size=3).map(tuple),
            ),
            st.builds(
                Compare,
                operator=same,
                left=inner,
                right=st.one_of(inner, _literals(st.sampled_from([True, False, None]))),
            ),
        ),
        max_leaves=4,
    )


def order_conditions() -> st.SearchStrategy[Expression]:
    text = texts_of("o", ("name",))
    # A name without a variable is one of the record filtered, even inside a lambda.
    number = st.one_of(numbers_of("o", ("total",), text), st.just(Path(segments=("visits",))))
    day = days_of("o", ("paid_on",))
    truth = _literals(st.sampled_from([True, False, None]))
    return conditions_of(text, number, day, moments_of("o", ("created_at",)), truth)


def client_conditions() -> st.SearchStrategy[Expression]:
    text = st.one_of(texts_of("", ("city", "notes")), texts_of("parent", ("city",)))
    number = st.one_of(numbers_of("", ("visits", "rating", "amount"), text), numbers_of("parent", ("visits",), text))
    booleans = st.one_of(st.just(Path(segments=("is_main",))), _literals(st.sampled_from([True, False, None])))
    quantified = st.one_of(
        st.just(Quantified(quantity=Quantity.ANY, path=Path(segments=("orders",)))),
        st.builds(
            Quantified,
            quantity=st.sampled_from(list(Quantity)),
            path=st.sampled_from([Path(segments=("orders",)), Path(segments=("parent", "orders"))]),
            variable=st.just("o"),
            condition=order_conditions(),
        ),
    )
    return conditions_of(text, number, days_of("", ("met_on",)), moments_of("", ("called_at",)), booleans, quantified)
