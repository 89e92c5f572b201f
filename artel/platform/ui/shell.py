"""The frame around every page: sections in the rail, tools, the person, what he may create.

`artel.platform.screens.shell.shell` (a context processor) fills a `Shell` for each request; `base.html` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from artel.platform.ui.component import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLink:
    """One place to go to. `count` stands at the right; `is_late` makes it red and is said aloud."""

    key: str
    label: Text
    icon: str
    url: str
    count: int | None = None
    is_late: bool = False
    group: Text = ""
    """The heading of the menu under which it stands; links of one group follow one another."""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Links that stand together, under a heading or behind a line."""

    title: Text
    links: tuple[MenuLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateItem:
    """One line of the «Create» menu. It opens in the dialog unless `in_dialog` is off."""

    label: Text
    icon: str
    url: str
    shortcut: str = ""
    in_dialog: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellUser:
    """Who is signed in, as the foot of the rail shows him."""

    name: str
    initials: str
    position: str = ""
    profile_url: str = "/profile/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Everything the frame needs, ready to print; it asks nothing of the database.

    `places` are the person's own pages (my day, inbox), `sections` the kinds of record, `tools` import, settings and
    the like. `current` is the key of the link where the person is. Empty addresses switch their part off.
    """

    user: ShellUser
    places: tuple[MenuLink, ...] = ()
    sections: tuple[MenuLink, ...] = ()
    tools: tuple[MenuLink, ...] = ()
    create_items: tuple[CreateItem, ...] = ()
    current: str = ""
    unread: int = 0
    company: str = ""
    home_url: str = "/"
    palette_url: str = "/search/palette"
    notifications_url: str = "/notifications/"
    live_url: str = ""
    poll_url: str = ""
    theme_url: str = ""
    logout_url: str = "/auth/logout/"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[MenuGroup, ...]:
        """Return the non-empty groups of the rail, in order."""
        sections = (MenuGroup(title, tuple(links)) for title, links in groupby(self.sections, lambda link: link.group))
        found = (MenuGroup("", self.places), *sections, MenuGroup("", self.tools))
        return tuple(group for group in found if group.links)

    @property
    def tabs(self) -> tuple[MenuLink, ...]:
        """Return the four links of the phone's bottom bar; the fifth is «More».

        The first page, the two first kinds of record, and of the person's other pages one where something waits.
        """
        others = sorted(self.places[1:], key=lambda link: not link.count)
        return (*self.places[:1], *self.sections[:2], *others, *self.sections[2:])[:4]
