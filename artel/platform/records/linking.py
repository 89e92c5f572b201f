"""Keeps linked choices in agreement: what is chosen below fills what is above, what no longer fits is emptied.

Values that came together must fit one another; what nobody sent follows those that were sent.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.platform.records.drafts import Batch, Draft
from artel.platform.sections.linked import Links, links_of


def settle_links(batch: Batch) -> None:
    """Fill, empty or refuse the linked choices of every draft."""
    links = links_of(batch.section, batch.snapshot)
    if not links.above:
        return
    order = links.deepest_first
    for draft in batch.drafts:
        if links.fields.keys().isdisjoint(draft.values):
            continue
        sent = {key for key in draft.written if draft.values.get(key) is not None}
        for key in order:
            if key in draft.values:
                _fill_above(draft, links, key, sent)
        for key in order:
            if key not in sent:
                _empty_misfit(draft, links, key)


def _fill_above(draft: Draft, links: Links, key: str, sent: set[str]) -> None:
    value = draft.values[key]
    if value is None:
        return
    for above, wanted in links.lineage(key, str(value)).items():
        if draft.get(above) == wanted:
            continue
        if above in sent and key in sent:
            _refuse(draft, links, key, above)
            return
        draft.set(above, wanted)


def _empty_misfit(draft: Draft, links: Links, key: str) -> None:
    value = draft.get(key)
    if value is None:
        return
    lineage = links.lineage(key, str(value))
    # What was stored and is not touched stays, even when its list has changed since.
    if any(draft.is_changing(above) and draft.get(above) != wanted for above, wanted in lineage.items()):
        draft.set(key, None)


def _refuse(draft: Draft, links: Links, key: str, above: str) -> None:
    snapshot = links.snapshot
    labels = [snapshot.choice_label(links.fields[k], str(draft.get(k))) for k in (key, above)]
    value, other = (label.text() if label else "" for label in labels)
    message = _("“%(value)s” does not belong to “%(other)s” (%(field)s). Clear one of them.")
    said = {"value": value, "other": other, "field": links.fields[above].label.text()}
    draft.refuse(key, "wrong_parent", message % said)
