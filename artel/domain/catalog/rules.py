"""What a category and a price may be: no category stands below itself, a price is called by its product."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records.drafts import Batch
from artel.platform.records.rules import derive


@derive("product_categories")
def category_rules(batch: Batch) -> None:
    """Refuse a category that would stand below itself. One query that walks up from all new parents."""
    drafts = [d for d in batch.drafts if d.id is not None and d.is_changing("parent") and d.values["parent"]]
    if not drafts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE above (start, id) AS ("
            " SELECT start, start FROM unnest(%s::bigint[]) AS new (start)"
            " UNION SELECT a.start, c.parent_id FROM above a"
            " JOIN product_categories c ON c.id = a.id WHERE c.parent_id IS NOT NULL"
            ") SELECT start, id FROM above",
            [[d.values["parent"] for d in drafts]],
        )
        above = set(cursor.fetchall())
    for draft in drafts:
        if (draft.values["parent"], draft.id) in above:
            draft.refuse("parent", "circle", _("This category stands below the one that is being moved."))


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
