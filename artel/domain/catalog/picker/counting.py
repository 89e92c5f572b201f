"""For each criterion of the picker: how many products its values would leave. One statement.

A criterion is counted over what all *other* criteria leave, so that a second value may be added to the first. Criteria
of which nothing is chosen share one pass over the products, by `GROUPING SETS`; each of the others needs its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.search.searching import matching_ids

CATEGORY, STOCK = "category_id", "in_stock"
MOST_VALUES = 3_000
"""Values with their counts that are read at most; the commonest first."""

Counts = dict[str, dict[str, int]]
"""Field → value as text ("" for none) → products."""


def worded(text: str) -> QuerySet[Any]:
    """Return a subquery of the products that have these words, or an article that begins so.

    A union and no OR: the planner then goes from the few that are found to the products, not through all products.
    """
    by_article = visible_to(SYSTEM, "products").filter(article__istartswith=text).order_by().values_list("id")
    words = matching_ids("products", text)
    return by_article if words is None else by_article.union(words, all=True)


def count_values(
    records: QuerySet[Any], keys: Sequence[str], chosen: Mapping[str, Q], *, is_narrow: bool
) -> tuple[Counts, int]:
    """Return counts by field of `keys` and value, and how many records all conditions of `chosen` leave.

    `is_narrow`: so few of `records` are expected that they are found once for all passes.
    """
    flags = {key: f"is_{n}" for n, key in enumerate(chosen)}
    annotated = records.annotate(
        **{flags[key]: ExpressionWrapper(condition, BooleanField()) for key, condition in chosen.items()}
    )
    columns = list(dict.fromkeys(("id", *keys, *flags.values())))
    inner, parameters = annotated.values_list(*columns).query.sql_with_params()
    picked = {key: f'"{key}"' if key != STOCK else '("in_stock" > 0)' for key in keys}
    passes = [_pass(keys, [k for k in keys if k not in chosen], picked, flags.values(), with_total=True)]
    for key in chosen:
        if key in picked:
            others = [flag for other, flag in flags.items() if other != key]
            passes.append(_pass(keys, [key], picked, others, with_total=False))
    heads = ", ".join(f'"{name}"' for name in columns)
    kept = "MATERIALIZED" if is_narrow else "NOT MATERIALIZED"
    # Keys of the spec alone stand in the text; what people sent is among the parameters.
    counting = " UNION ALL ".join(passes)
    statement = f"WITH asked ({heads}) AS {kept} ({inner}) {counting} ORDER BY number DESC LIMIT {MOST_VALUES}"
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return _read(keys, cursor.fetchall())


def _pass(
    keys: Sequence[str], counted: Sequence[str], picked: Mapping[str, str], flags: Iterable[str], *, with_total: bool
) -> str:
    """Return a SELECT of (place in `keys` or -1 for all, value, number) over the records that meet these flags."""
    where = " AND ".join(f'"{flag}"' for flag in flags) or "true"
    if not counted:
        return f"SELECT -1 AS place, NULL AS value, count(*) AS number FROM asked WHERE {where}"  # noqa: S608
    names = [f"g{n}" for n in range(len(counted))]
    place = "CASE " + " ".join(
        f"WHEN GROUPING({name}) = 0 THEN {keys.index(key)}" for name, key in zip(names, counted, strict=True)
    )
    sets = ", ".join([*(["()"] if with_total else []), *(f"({name})" for name in names)])
    value = f"coalesce({', '.join(f'{name}::text' for name in names)})" if len(names) > 1 else f"{names[0]}::text"
    selected = ", ".join(f"{picked[key]} AS {name}" for name, key in zip(names, counted, strict=True))
    return (
        f"SELECT {place} ELSE -1 END AS place, {value} AS value, count(*) AS number "  # noqa: S608
        f"FROM (SELECT {selected} FROM asked WHERE {where}) AS marked GROUP BY GROUPING SETS ({sets})"
    )


def _read(keys: Sequence[str], rows: Iterable[tuple[int, str | None, int]]) -> tuple[Counts, int]:
    counts: Counts = {key: {} for key in keys}
    total = 0
    for place, value, number in rows:
        if place < 0:
            total = number
        else:
            counts[keys[place]][value or ""] = number
    return counts, total
