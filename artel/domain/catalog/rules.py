"""What a category and a price may be: no category stands below itself, a price is called by its product."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records.circles import refuse_circles
from artel.platform.records.drafts import Batch
from artel.platform.records.rules import derive


@derive("product_categories")
def category_rules(batch: Batch) -> None:
    """No category stands below itself."""
    refuse_circles(batch, "parent", _("This category stands below the one that is being moved."))


@derive("prices")
def price_rules(batch: Batch) -> None:
    """A price is called by its product."""
    drafts = [d for d in batch.drafts if d.is_changing("product") and d.values["product"]]
    if not drafts:
        return
    rows = visible_to(SYSTEM, "products").filter(id__in={d.values["product"] for d in drafts})
    names = dict(rows.values_list("id", "name"))
    for draft in drafts:
        draft.set("name", names.get(draft.values["product"], ""))
