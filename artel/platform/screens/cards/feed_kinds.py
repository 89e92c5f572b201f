"""Kinds of feed entries: which filter they belong to, and how each is said.

A feature registers its own in `feed_kinds.py` of its folder with `add_feed_kind`; an unknown one is shown plainly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.registry import Registry
from artel.platform.ui.component import Html, Text

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An entry in words: what happened, the text below, and whose words they are (see FeedItem.tone)."""

    what: Html = ""
    body: Html = ""
    tone: str = ""
    url: str = ""


def _plainly(body: Body) -> Said:
    return Said(what=str(body.get("name") or ""), body=str(body.get("text") or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedKind:
    """One kind of entry. `group` is a key of `FILTERS`; `say` turns the body into words."""

    key: str
    group: str
    icon: str
    say: Callable[[Body], Said] = _plainly


FILTERS: Mapping[str, Text] = {
    "comments": _("Comments"),
    "activities": _("Tasks and calls"),
    "changes": _("Changes"),
    "files": _("Files"),
}
"""The filters of a feed, after «Everything»."""
ACTIVITIES = "activities"
"""Entries about an activity, of whatever kind, carry {"activity": section, "id", "name", "event": planned | done,
"due_at", "done_at", "result", "text"}: no feature needs to register them."""

feed_kinds: Registry[FeedKind] = Registry("feed kinds")


def add_feed_kind(kind: FeedKind) -> FeedKind:
    """Register a kind; raises ValueError when it is known."""
    return feed_kinds.add(kind.key, kind)


def kinds_in(group: str) -> tuple[str, ...]:
    """Return the keys of the kinds that a filter shows."""
    return tuple(k.key for k in feed_kinds if k.group == group)


add_feed_kind(FeedKind(key="created", group="changes", icon="plus", say=lambda _b: Said(what=_("created the record"))))
add_feed_kind(FeedKind(key="changed", group="changes", icon="pencil"))
add_feed_kind(FeedKind(key="stage", group="changes", icon="arrow-right"))
add_feed_kind(FeedKind(key="derived", group="changes", icon="sum"))
add_feed_kind(FeedKind(key="trashed", group="changes", icon="trash", say=lambda _b: Said(what=_("moved to the trash"))))
add_feed_kind(
    FeedKind(key="restored", group="changes", icon="restore", say=lambda _b: Said(what=_("took back from the trash")))
)
add_feed_kind(
    FeedKind(
        key="merged",
        group="changes",
        icon="arrows-join",
        say=lambda b: Said(what=_("merged in"), body=", ".join(str(name) for name in b.get("names", ()))),
    )
)
add_feed_kind(FeedKind(key="comment", group="comments", icon="message"))
add_feed_kind(FeedKind(key="file", group="files", icon="paperclip"))
add_feed_kind(
    FeedKind(
        key="file_removed",
        group="files",
        icon="trash",
        say=lambda b: Said(what=_("removed a file"), body=str(b.get("name") or "")),
    )
)
