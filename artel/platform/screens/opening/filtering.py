"""Which records a list shows: the condition of its address, and the words typed into its search."""

from __future__ import annotations

from django.db.models import Q

from artel.platform.access.policy import field_access, visible_to
from artel.platform.conditions.compiling import compile_condition
from artel.platform.screens.place import Place
from artel.platform.search.searching import matching_ids

NOTHING = Q(pk__in=())


def condition(place: Place, text: str) -> Q:
    """Return a `$filter` text as a condition; raises ConditionError with the place and the word.

    A person's own filter may name only fields that he may read, and look only into records that he may see: what is
    hidden can't be found out by asking.
    """
    if not text.strip():
        return Q()

    def is_allowed(section: str, field: str) -> bool:
        return field not in field_access(place.actor, section).hidden

    return compile_condition(
        text,
        place.spec,
        place.snapshot,
        place.actor,
        allowed=is_allowed,
        visible=lambda section: visible_to(place.actor, section),
    )


def quick_search(place: Place, text: str) -> Q:
    """Return «is found by these words», from the index that Ctrl+K searches; nothing for signs without a word."""
    found = matching_ids(place.spec.key, text)
    return NOTHING if found is None else Q(id__in=found)
