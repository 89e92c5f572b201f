"""What the picker finds: a page of products, and for each criterion how many products its values would leave.

A criterion is counted over what all *other* criteria leave, so that a second value may be added to the first. Criteria
of which nothing is chosen share one pass over the products, by `GROUPING SETS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from artel.domain.catalog.picker.criteria import Criteria, is_listed, is_measured
from artel.domain.catalog.pricing import Offer, prices_of
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import Actor
from artel.platform.screens.place import Place
from artel.platform.search.searching import matching_ids
from artel.platform.sections.spec import FieldSpec

PAGE = 40
MOST_CATEGORIES = 2_000
MOST_VALUES = 3_000
"""Values with their counts that are read at most; the commonest first."""
CATEGORY, STOCK = "category_id", "in_stock"
APART = ("name", "category", "in_stock", "unit", "currency")
"""Fields that are no criteria, or have a place of their own in the window."""
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product in the list; `offer` is what it costs by the chosen price list."""

    id: int
    name: str
    article: str
    color: str | None
    modification: str
    sizes: tuple[int | None, int | None, int | None]
    in_stock: Decimal | None
    unit: str | None
    photo: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class Category:
    """A branch of the catalogue with the number of products in it and below it."""

    id: int
    name: str
    depth: int
    count: int


@dataclass(slots=True, kw_only=True)
class Found:
    """A page of products, counts by field and value, how many there are; `after` names the next page, or is empty."""

    products: list[Product]
    counts: dict[str, dict[str, int]]
    categories: list[Category]
    total: int
    after: str


@dataclass(slots=True, kw_only=True)
class Finder:
    """Asks for products as one actor sees them. `fields` are the criteria that the section's layout offers."""

    place: Place
    fields: Sequence[FieldSpec]
    _tree: dict[int, tuple[str, int | None]] = field(default_factory=dict)

    def find(self, criteria: Criteria) -> Found:
        """Return what the criteria leave. At most five queries, and one more for each criterion that is in use."""
        self._tree = _read_tree(self.place.actor)
        counts, total = self._count(criteria)
        products, after = self._page(criteria)
        return Found(
            products=products,
            counts=counts,
            categories=_branches(self._tree, counts.get(CATEGORY, {})),
            total=total,
            after=after,
        )

    def _narrowed(self, criteria: Criteria, *, but: str = "") -> QuerySet[Any]:
        records = self.place.records().exclude(is_discontinued=True)
        if criteria.text:
            records = records.filter(_worded(criteria.text))
        if criteria.category is not None and but != CATEGORY:
            records = records.filter(category_id__in=_below(self._tree, criteria.category))
        if criteria.is_in_stock and but != STOCK:
            records = records.filter(in_stock__gt=0)
        for key, chosen in criteria.values.items():
            if key != but:
                records = records.filter(**{f"{key}__in": chosen})
        for key, (least, most) in criteria.ranges.items():
            bounds = {f"{key}__gte": least, f"{key}__lte": most}
            records = records.filter(**{lookup: bound for lookup, bound in bounds.items() if bound is not None})
        return records.order_by()

    def _count(self, criteria: Criteria) -> tuple[dict[str, dict[str, int]], int]:
        listed = [f.key for f in self.fields if is_listed(f)]
        used = set(criteria.values)
        used |= {CATEGORY} if criteria.category is not None else set()
        used |= {STOCK} if criteria.is_in_stock else set()
        asked = [key for key in (CATEGORY, *listed, STOCK) if key.removesuffix("_id") in self.place.fields]
        counts, total = _grouped(self._narrowed(criteria), [key for key in asked if key not in used])
        for key in (key for key in asked if key in used):
            counts |= _grouped(self._narrowed(criteria, but=key), [key])[0]
        return counts, total

    def _page(self, criteria: Criteria) -> tuple[list[Product], str]:
        records = self._narrowed(criteria).order_by("name", "id")
        name, between, last = criteria.after.rpartition(_BETWEEN)
        if between and last.isascii() and last.isdigit():
            records = records.filter(Q(name__gt=name) | Q(name=name, id__gt=int(last)))
        rows = list(
            records.values(
                *("id", "name", "article", "color", "modification", "length", "width", "height", "in_stock", "unit"),
                photo_key=F("photo__key"),
            )[: PAGE + 1]
        )
        page = rows[:PAGE]
        offers = prices_of([row["id"] for row in page], price_list=criteria.price_list, actor=self.place.actor)
        after = f"{page[-1]['name']}{_BETWEEN}{page[-1]['id']}" if len(rows) > PAGE else ""
        return [self._product(row, offers[row["id"]]) for row in page], after

    def _product(self, row: Mapping[str, Any], offer: Offer) -> Product:
        """Return a product with what the actor may read of it."""
        seen = {key: value for key, value in row.items() if key in self.place.fields}
        return Product(
            id=row["id"],
            name=row["name"],
            article=seen.get("article") or "",
            color=seen.get("color"),
            modification=seen.get("modification") or "",
            sizes=(seen.get("length"), seen.get("width"), seen.get("height")),
            in_stock=seen.get("in_stock"),
            unit=seen.get("unit"),
            photo=str(row["photo_key"] or "") if "photo" in self.place.fields else "",
            offer=offer,
        )


def criteria_fields(place: Place) -> list[FieldSpec]:
    """Return the fields that the section's layout offers as filters and the picker can narrow by."""
    shown = place.shown(place.spec.layout.filters)
    return [f for f in shown if f.key not in APART and not f.unique and (is_listed(f) or is_measured(f))]


def _worded(text: str) -> Q:
    """Return the condition that a product has these words, or an article that begins so."""
    by_article = Q(article__istartswith=text)
    words = matching_ids("products", text)
    return by_article if words is None else by_article | Q(id__in=words)


def _grouped(records: QuerySet[Any], keys: Sequence[str]) -> tuple[dict[str, dict[str, int]], int]:
    """Return counts by key and value (as text, "" for none), and the number of all. One pass over the records."""
    columns = [*keys]
    inner, parameters = records.values_list(
        "id", *(k for k in columns if k != STOCK), "in_stock"
    ).query.sql_with_params()
    names = ["id", *(k for k in columns if k != STOCK), "stocked"]
    picked = [f'"{k}"' if k != STOCK else "(stocked > 0)" for k in columns]
    aliases = [f"g{n}" for n in range(len(columns))]
    selected = ", ".join(f"{p} AS {a}" for p, a in zip(picked, aliases, strict=True))
    sets = ", ".join(["()", *(f"({a})" for a in aliases)])
    grouping = f"GROUPING({', '.join(aliases)})" if aliases else "0"
    heads = ", ".join(f'"{n}"' for n in names)
    shown = "".join(f", {a}::text" for a in aliases)
    inside = f"SELECT {selected or '1'} FROM ({inner}) AS found ({heads})"  # noqa: S608 - keys of the spec
    with connection.cursor() as cursor:
        # Keys of the spec alone stand in the text; what people sent is among the parameters.
        counting = f"SELECT {grouping}, count(*){shown} FROM ({inside}) AS marked GROUP BY GROUPING SETS ({sets})"  # noqa: S608
        cursor.execute(f"{counting} ORDER BY 2 DESC LIMIT {MOST_VALUES}", parameters)
        rows = cursor.fetchall()
    counts: dict[str, dict[str, int]] = {key: {} for key in keys}
    total = 0
    everything = (1 << len(columns)) - 1
    for mark, number, *values in rows:
        if mark == everything:
            total = number
            continue
        place = next(n for n in range(len(columns)) if not mark & (1 << (len(columns) - 1 - n)))
        counts[columns[place]][values[place] or ""] = number
    return counts, total


def _read_tree(actor: Actor) -> dict[int, tuple[str, int | None]]:
    rows = visible_to(actor, "product_categories").order_by("position", "name", "id")[:MOST_CATEGORIES]
    return {row[0]: (row[1], row[2]) for row in rows.values_list("id", "name", "parent_id")}


def _below(tree: Mapping[int, tuple[str, int | None]], top: int) -> list[int]:
    """Return the category and all below it."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for one, (_name, parent) in tree.items():
        children[parent].append(one)
    found, left = [], [top]
    while left:
        one = left.pop()
        if one not in found:
            found.append(one)
            left += children[one]
    return found


def _branches(tree: Mapping[int, tuple[str, int | None]], counts: Mapping[str, int]) -> list[Category]:
    """Return the tree in the order of reading; a branch counts what is below it, empty branches are left out."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for one, (_name, parent) in tree.items():
        children[parent if parent in tree else None].append(one)
    found: list[Category] = []

    def walk(parent: int | None, depth: int) -> int:
        total = 0
        for one in children[parent]:
            at = len(found)
            found.append(Category(one, tree[one][0], depth, 0))
            number = counts.get(str(one), 0) + walk(one, depth + 1)
            if number:
                found[at] = Category(one, tree[one][0], depth, number)
            else:
                del found[at:]
            total += number
        return total

    walk(None, 0)
    return found
