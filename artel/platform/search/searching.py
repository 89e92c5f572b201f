"""Asks the index: one query over all sections that the actor reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from artel.platform.access.policy import may, sees_all, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.text import digits, fold
from artel.platform.search.models import SearchEntry

CANDIDATES = 300
"""A frequent word has hundreds of thousands of hits: the best are chosen among the first so many."""

MAX_WORDS = 8
SHORTEST_FRAGMENT = 3
_WORD = re.compile(r"[\w.]+", re.UNICODE)
_NOT_PHONE = re.compile(r"[^\d\s()+\-.;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record found."""

    section: str
    record_id: int
    title: str
    note: str


def search(actor: Actor, text: str, *, limit: int = 20, sections: Sequence[str] | None = None) -> list[Hit]:
    """Return what the actor may see of what matches `text`, titles that begin with it first. One query."""
    asked = condition(text)
    if asked is None:
        return []
    keys = [k for k in (sections or _searched()) if may(actor, k, "read")]
    allowed = reduce(or_, (_visible(actor, key) for key in keys), Q(pk__in=[]))
    found = SearchEntry.objects.filter(asked & allowed)
    first = found.values("id")[:CANDIDATES]
    ranked = (
        SearchEntry.objects.filter(id__in=first)
        .annotate(
            rank=Case(
                When(title__istartswith=text.strip(), then=Value(0)), default=Value(1), output_field=IntegerField()
            )
        )
        .order_by("rank", "-record_id")
    )
    rows = ranked.values_list("section", "record_id", "title", "note")[:limit]
    return [Hit(section=s, record_id=r, title=t, note=n) for s, r, t, n in rows]


def matching_ids(section: str, text: str) -> QuerySet[SearchEntry, int] | None:
    """Return a subquery of the ids of a section's records that match, None when the text says nothing."""
    asked = condition(text)
    if asked is None:
        return None
    return SearchEntry.objects.filter(asked, section=section).values_list("record_id", flat=True)


def condition(text: str) -> Q | None:
    """Return the condition on SearchEntry for what a person typed, None for nothing searchable."""
    folded = fold(text)
    number = digits(folded)
    if len(number) >= SHORTEST_FRAGMENT and not _NOT_PHONE.search(folded):
        return _by_digits(number)
    words = _WORD.findall(folded.replace("@", " "))[:MAX_WORDS]
    words = [w.strip("._") for w in words if w.strip("._")]
    if not words:
        return None
    return Q(words=reduce(and_, (_by_word(word) for word in words)))


def _by_word(word: str) -> SearchQuery:
    """Return the word's stem, or any word that begins as typed."""
    plain = SearchQuery(f"'{word}':*", config="simple", search_type="raw")
    return plain | SearchQuery(word, config="russian", search_type="plain")


def _by_digits(number: str) -> Q:
    """Return records with the fragment in one of their numbers; a leading 8 may stand for +7."""
    variants = {number}
    if number.startswith("8") and len(number) > SHORTEST_FRAGMENT:
        variants.add("7" + number[1:])
    return reduce(or_, (Q(grams__contains=_grams(v), digits__contains=v) for v in sorted(variants)))


def _grams(number: str) -> list[int]:
    return sorted({int(number[i : i + 3]) for i in range(len(number) - 2)})


def _searched() -> list[str]:
    return [s.key for s in current_snapshot().sections.values() if s.parent is None and not s.retired]


def _visible(actor: Actor, section: str) -> Q:
    mine = Q(section=section)
    if sees_all(actor, section):
        return mine
    return mine & Q(Exists(visible_to(actor, section).filter(id=OuterRef("record_id"))))
