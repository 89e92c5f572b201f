"""What products cost: in a price list where it has them, else by the product's own price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A product with its price in `currency`; None where nobody has set one."""

    name: str
    price: Decimal | None
    currency: str | None


def usual_prices(products: Iterable[int]) -> dict[int, Offer]:
    """Return the offers of products by the usual price list. At most three queries."""
    usual = visible_to(SYSTEM, "price_lists").filter(is_usual=True).values_list("id", flat=True).first()
    return prices_of(products, price_list=usual)


def prices_of(products: Iterable[int], *, price_list: int | None) -> dict[int, Offer]:
    """Return the offers of products by a price list (None: by the products' own prices)."""
    wanted = list(products)
    if not wanted:
        return {}
    rows = visible_to(SYSTEM, "products", include_trashed=True).filter(id__in=any_of(wanted, "bigint"))
    found = {row[0]: Offer(*row[1:]) for row in rows.values_list("id", "name", "price", "currency")}
    if price_list is None:
        return found
    listed = visible_to(SYSTEM, "prices").filter(price_list_id=price_list, product_id__in=any_of(wanted, "bigint"))
    for product, price, currency in listed.values_list("product_id", "price", "price_list__currency"):
        found[product] = Offer(found[product].name, price, currency or found[product].currency)
    return found
