"""Lines of products: what follows from a product, a price and a quantity, and how the deal's sum follows its lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from artel.domain.catalog.pricing import usual_prices
from artel.platform.access.policy import field_access, visible_to
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.arrays import any_of
from artel.platform.records import door
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.rules import derive

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
FACTS = ("quantity", "price", "discount")
TELLING = frozenset({"price", "amount"})
"""Fields of a line by which a price is known."""


@derive("lead_products")
@derive("deal_products")
def line_rules(batch: Batch) -> None:
    """Name, price and currency come from the catalogue where nobody wrote them; the amount is computed.

    A line does not tell its writer a price that the catalogue hides from him: he enters one himself.
    """
    drafts = [d for d in batch.drafts if d.get("product")]
    known = usual_prices({int(str(d.get("product"))) for d in drafts if _asks_catalogue(d)}, actor=_reader(batch))
    for draft in drafts:
        found = known.get(int(str(draft.get("product"))))
        if found is not None and (batch.is_create or draft.is_changing("product")):
            draft.set("name", found.name)
        if found is not None and draft.get("price") is None:
            draft.set("price", found.price)
        if found is not None and draft.get("currency") is None:
            draft.set("currency", found.currency)
    for draft in batch.drafts:
        _compute(draft)


def _reader(batch: Batch) -> Actor:
    """Return who learns the prices of these lines; who sees no sum of them at all learns nothing."""
    is_blind = field_access(batch.actor, batch.section.key).hidden >= TELLING
    return SYSTEM if is_blind else batch.actor


def _asks_catalogue(draft: Draft) -> bool:
    return draft.is_changing("product") or draft.get("price") is None or draft.get("currency") is None


def _compute(draft: Draft) -> None:
    for key, usual in (("quantity", Decimal(1)), ("price", Decimal(0)), ("discount", Decimal(0))):
        if draft.get(key) is None:
            draft.set(key, usual)
    quantity, price, discount = (Decimal(str(draft.get(key))) for key in FACTS)
    if quantity <= 0:
        draft.refuse("quantity", "not_positive", _("The quantity must be more than zero."))
    if price < 0:
        draft.refuse("price", "negative", _("A price is not negative."))
    draft.set("amount", (quantity * price * (HUNDRED - discount) / HUNDRED).quantize(CENT, ROUND_HALF_UP))


def lines_for_deal(lead: int, deal: int) -> list[dict[str, object]]:
    """Return the rows of a deal's lines that say what the lines of its lead say."""
    lines = visible_to(SYSTEM, "lead_products").filter(lead_id=lead).order_by("id")
    return [
        {"deal": deal, "product": product, **facts}
        for product, facts in ((row.pop("product_id"), row) for row in lines.values("product_id", *FACTS, "currency"))
        if product is not None
    ]


@derive("deals")
def sum_rules(batch: Batch) -> None:
    """A deal that has products costs what they cost: another sum is refused to people, beside the field."""
    if batch.is_create or batch.actor.kind in (ActorKind.SYSTEM, ActorKind.IMPORT):
        return
    drafts = {int(str(d.id)): d for d in batch.drafts if d.is_changing("amount")}
    if not drafts:
        return
    for deal, total in _sums(drafts):
        if drafts[deal].values["amount"] != total:
            drafts[deal].refuse(
                "amount",
                "sum_of_products",
                _("The amount is the sum of the deal's products: change them instead."),
                total,
            )


def _sums(deals: Iterable[int]) -> list[tuple[int, Decimal]]:
    """Return (deal, sum of its lines) of those that have lines, all in the deal's own currency. One query.

    Roubles and dollars are not added up: a deal with lines in another currency keeps the sum that people gave it.
    """
    lines = visible_to(SYSTEM, "deal_products").filter(deal_id__in=any_of(deals, "bigint"))
    foreign = Count("id", filter=~Q(currency=F("deal__currency")))
    rows = lines.order_by().values_list("deal_id").annotate(total=Sum("amount"), foreign=foreign)
    return [(deal, total) for deal, total, others in rows if not others]


def deals_of(lines: Iterable[int]) -> set[int]:
    """Return the deals of lines, trashed ones too."""
    rows = visible_to(SYSTEM, "deal_products", include_trashed=True).filter(id__in=any_of(lines, "bigint"))
    return set(rows.order_by().values_list("deal_id", flat=True))


def follow_lines(deals: set[int], actor: Actor) -> None:
    """Write the sums of the deals' lines; a deal whose last line went keeps its sum, which people may then change.

    The deals are locked first, so that of two transactions that add lines the second sees what the first added.
    """
    alive = visible_to(SYSTEM, "deals").filter(id__in=any_of(deals, "bigint")).order_by("id")
    locked = dict(alive.select_for_update(of=("self",), no_key=True).values_list("id", "amount"))
    changes = [door.Change(id=deal, values={"amount": total}) for deal, total in _sums(locked) if locked[deal] != total]
    if changes:
        door.change("deals", changes, actor=actor.as_system())
