"""Adds the picked products to a record: a line each, or more of a line that is there already at the same price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from artel.domain.catalog.lines import LineTarget
from artel.domain.catalog.pricing import prices_of, usual_prices
from artel.platform.access.policy import require, visible_to
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.records import door


def add_products(
    target: LineTarget, record_id: int, quantities: Mapping[int, Decimal], *, price_list: int | None, actor: Actor
) -> int:
    """Add products (id → quantity, more than zero) to a record; return how many products it was.

    Raises AccessDenied, NotFound (the record or the price list is not there for the actor), ValidationFailed.
    """
    require(actor, target.lines, "create")
    with transaction.atomic():
        if not visible_to(actor, target.section, operation="change").filter(id=record_id).exists():
            raise NotFound(section=target.section, id=record_id)
        if price_list is not None and not visible_to(actor, "price_lists").filter(id=price_list).exists():
            raise NotFound(section="price_lists", id=price_list)
        offers = (
            prices_of(quantities, price_list=price_list, actor=actor)
            if price_list is not None
            else usual_prices(quantities, actor=actor)
        )
        held = visible_to(actor, target.lines, operation="change").filter(
            **{f"{target.pointer}_id": record_id}, product_id__in=list(quantities), discount=0
        )
        lines = {
            (product, price): (line, quantity)
            for line, product, price, quantity in held.values_list("id", "product_id", "price", "quantity")
        }
        more: list[door.Change] = []
        rows: list[dict[str, object]] = []
        for product, quantity in quantities.items():
            offer = offers.get(product)
            price = offer.price if offer is not None and offer.price is not None else Decimal(0)
            if line := lines.get((product, price)):
                more.append(door.Change(id=line[0], values={"quantity": line[1] + quantity}))
            else:
                currency = {"currency": offer.currency} if offer is not None and offer.currency else {}
                rows.append(
                    {target.pointer: record_id, "product": product, "quantity": quantity, "price": price, **currency}
                )
        if more:
            door.change(target.lines, more, actor=actor)
        if rows:
            door.create(target.lines, rows, actor=actor)
    return len(quantities)
