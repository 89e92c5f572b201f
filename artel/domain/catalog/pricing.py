"""What products cost: in a price list where it has them, else by the product's own price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Exists, OuterRef

from artel.platform.access.policy import field_access, visible_to
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A product with its price in `currency`; None where nobody has set one or the asker may not read it."""

    name: str
    price: Decimal | None
    currency: str | None


def usual_prices(products: Iterable[int], *, actor: Actor) -> dict[int, Offer]:
    """Return the offers of products by the usual price list, as `prices_of` does. At most three queries."""
    usual = visible_to(SYSTEM, "price_lists").filter(is_usual=True).values_list("id", flat=True).first()
    return prices_of(products, price_list=usual, actor=actor)


def prices_of(products: Iterable[int], *, price_list: int | None, actor: Actor) -> dict[int, Offer]:
    """Return the offers of products by a price list (None: by the products' own prices).

    A price that the actor may not read is None, and no other one stands in for it: he would take it for the real one.
    """
    wanted = list(products)
    if not wanted:
        return {}
    rows = visible_to(SYSTEM, "products", include_trashed=True).filter(id__in=any_of(wanted, "bigint"))
    found = {row[0]: Offer(*row[1:]) for row in rows.values_list("id", "name", "price", "currency")}
    if price_list is not None:
        seen = visible_to(actor, "prices").filter(id=OuterRef("id"))
        listed = visible_to(SYSTEM, "prices").filter(price_list_id=price_list, product_id__in=any_of(wanted, "bigint"))
        told = listed.annotate(is_seen=Exists(seen)).values_list(
            "product_id", "price", "price_list__currency", "is_seen"
        )
        is_open = not _hides_price(actor, "prices")
        for product, price, currency, is_seen in told:
            offer = found[product]
            found[product] = Offer(offer.name, price if is_seen and is_open else None, currency or offer.currency)
    if _hides_price(actor, "products"):
        return {product: replace(offer, price=None) for product, offer in found.items()}
    return found


def _hides_price(actor: Actor, section: str) -> bool:
    return "price" in field_access(actor, section).hidden
