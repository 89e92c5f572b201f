"""The state of a list or board: everything that its address says, and the addresses that lead from it.

`?view=&filter=&reached=&order=&group=&columns=&q=&after=`: a parameter that is absent comes from the view, so that an
address stays short and a view that is mended later shows mended. Nothing of the state is kept on the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

ALL = "all"
"""Key of the view that narrows nothing."""
LONGEST_FILTER = 4000
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """What the address says; None means «as the view has it». `reached` is a stage that records ever came to."""

    view: str = ""
    filter: str | None = None
    order: tuple[str, ...] | None = None
    group: str | None = None
    columns: tuple[str, ...] | None = None
    search: str = ""
    pipeline: str = ""
    reached: str = ""
    after: str = ""
    before: str = ""
    start: int = 1
    totals: bool = False

    @property
    def is_changed(self) -> bool:
        """Return whether the state says more than which view is open: then there is something to save."""
        return any(part is not None for part in (self.filter, self.order, self.group, self.columns))

    def query(self) -> dict[str, str]:
        """Return the parameters that reproduce this state."""
        found: dict[str, str] = {}
        if self.view:
            found["view"] = self.view
        if self.filter is not None:
            found["filter"] = self.filter
        for name, keys in (("order", self.order), ("columns", self.columns)):
            if keys is not None:
                found[name] = ",".join(keys)
        if self.group is not None:
            found["group"] = self.group
        texts = {"pipeline": self.pipeline, "reached": self.reached, "q": self.search}
        texts |= {"after": self.after, "before": self.before}
        found |= {name: text for name, text in texts.items() if text}
        if self.start > 1:
            found["from"] = str(self.start)
        if self.totals:
            found["totals"] = "1"
        return found

    def at(self, path: str) -> str:
        """Return the address of `path` in this state."""
        query = urlencode(self.query())
        return f"{path}?{query}" if query else path

    def first_page(self, **changes: object) -> ListState:
        """Return a changed state, from the first page on."""
        return replace(self, after="", before="", start=1, totals=False, **changes)  # type: ignore[arg-type]


def read_state(query: QueryDict | Mapping[str, str]) -> ListState:
    """Return the state that an address says. What makes no sense is left out, never an error."""
    written = {key: _written(query, key) for key in query}
    start = written.get("from", "")
    return ListState(
        view=written.get("view", "")[:64],
        filter=written["filter"][:LONGEST_FILTER] if "filter" in written else None,
        order=_keys(written.get("order")),
        group=written["group"][:64] if "group" in written else None,
        columns=_keys(written.get("columns")),
        search=written.get("q", "").strip()[:LONGEST_SEARCH],
        pipeline=written.get("pipeline", "")[:64],
        reached=written.get("reached", "")[:128],
        after=written.get("after", ""),
        before=written.get("before", ""),
        start=int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1,
        totals=written.get("totals") == "1",
    )


def _written(query: QueryDict | Mapping[str, str], key: str) -> str:
    """Return a parameter; one given several times, as boxes of a form do, is a list of keys."""
    if isinstance(query, QueryDict):
        return ",".join(query.getlist(key)) if key in ("columns", "order") else str(query.get(key) or "")
    return str(query[key])


def _keys(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return tuple(part for part in (piece.strip() for piece in text.split(",")) if part)[:100]
