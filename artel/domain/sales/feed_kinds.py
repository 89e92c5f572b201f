"""How the feed of a lead says that it was qualified, and that this was taken back."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.current import current_snapshot
from artel.platform.screens.cards.feed_kinds import Body, FeedKind, Said, add_feed_kind
from artel.platform.ui.component import join


def say_qualified(body: Body) -> Said:
    """Return «qualified the lead» with links to what came of it."""
    sections = current_snapshot().sections
    links = [
        format_html('<a class="a-link" href="/{}/{}/">{}</a>', section, int(body[key]), sections[section].singular)
        for key, section in (("account", "accounts"), ("contact", "contacts"), ("deal", "deals"))
        if body.get(key) and section in sections
    ]
    return Said(what=_("qualified the lead"), body=join(links, " · "))


add_feed_kind(FeedKind(key="qualified", group="changes", icon="user-check", say=say_qualified))
add_feed_kind(
    FeedKind(
        key="unqualified",
        group="changes",
        icon="arrow-back-up",
        say=lambda _body: Said(what=_("took the qualification back")),
    )
)
