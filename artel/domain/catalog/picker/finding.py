"""What the picker finds: a page of products, the branches of the catalogue, and the counts of `counting.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from artel.domain.catalog.picker.counting import CATEGORY, STOCK, count_values, worded
from artel.domain.catalog.picker.criteria import Criteria, is_listed, is_measured
from artel.domain.catalog.pricing import Offer, prices_of
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import Actor
from artel.platform.screens.place import Place
from artel.platform.sections.spec import FieldSpec

PAGE = 40
FEW = 4_000
"""Products that are sorted faster than found in the order of names."""
MOST_CATEGORIES = 2_000
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
        """Return what the criteria leave. At most five queries, however many criteria are in use."""
        self._tree = _read_tree(self.place.actor)
        counts, total = self._count(criteria)
        products, after = self._page(criteria, total) if total else ([], "")
        return Found(
            products=products,
            counts=counts,
            categories=_branches(self._tree, counts.get(CATEGORY, {})),
            total=total,
            after=after,
        )

    def _asked(self, criteria: Criteria) -> tuple[QuerySet[Any], dict[str, Q]]:
        """Return the products that words and bounds leave, and the conditions of the criteria that are counted."""
        records = self.place.records().exclude(is_discontinued=True)
        if criteria.text:
            records = records.filter(id__in=worded(criteria.text))
        for key, (least, most) in criteria.ranges.items():
            bounds = {f"{key}__gte": least, f"{key}__lte": most}
            records = records.filter(**{lookup: bound for lookup, bound in bounds.items() if bound is not None})
        chosen = {key: Q(**{f"{key}__in": values}) for key, values in criteria.values.items()}
        if criteria.category is not None:
            chosen[CATEGORY] = Q(category_id__in=_below(self._tree, criteria.category))
        if criteria.is_in_stock:
            chosen[STOCK] = Q(in_stock__gt=0)
        return records.order_by(), chosen

    def _count(self, criteria: Criteria) -> tuple[dict[str, dict[str, int]], int]:
        listed = [f.key for f in self.fields if is_listed(f)]
        keys = [key for key in (CATEGORY, *listed, STOCK) if key.removesuffix("_id") in self.place.fields]
        records, chosen = self._asked(criteria)
        return count_values(records, keys, chosen, is_narrow=bool(criteria.text))

    def _page(self, criteria: Criteria, total: int) -> tuple[list[Product], str]:
        asked, chosen = self._asked(criteria)
        # Of few products the planner, who takes them for many, would walk all by name: an expression has no index.
        order = F("name") if total > FEW else Coalesce("name", Value(""))
        records = asked.filter(*chosen.values()).order_by(order, "id")
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
