"""The frame's content for each page: sections by role, tools, what may be created, bounded counters.

`shell` is a context processor; it works lazily, so that answers without a frame (fragments, redirects) cost nothing.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may, may_use, readable_sections, visible_to
from artel.platform.access.settings_places import places_of
from artel.platform.automation.invariants.norms import all_norms
from artel.platform.automation.invariants.specs import all_invariants
from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.permissions import REVIEW
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.labels import Label
from artel.platform.notifications.models import Notification
from artel.platform.process.approvals.reading import asks_anywhere, waiting_count
from artel.platform.screens.calendar.events import calendar_sections
from artel.platform.screens.dashboards.owned import has_dashboards, start_of
from artel.platform.screens.reading.figures import figures_of
from artel.platform.sections.spec import SectionSpec, Snapshot
from artel.platform.sections.steps import is_activity
from artel.platform.ui import formats
from artel.platform.ui.icons import known
from artel.platform.ui.shell import CreateItem, MenuLink, Shell, ShellUser

LIVE_URL = "/live/"
"""Served by the process of live hints, see `artel.platform.notifications.live`."""
MOST_UNREAD = 99
MOST_CREATED = 8


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return `shell` for templates: the frame of the signed-in person, None for a visitor."""
    user = getattr(request, "user", None)
    actor = getattr(request, "actor", None)
    if user is None or not user.is_authenticated or actor is None or actor.kind is ActorKind.PORTAL:
        return {"shell": None}
    return {"shell": SimpleLazyObject(lambda: _shell(request, actor))}


def _shell(request: HttpRequest, actor: Actor) -> Shell:
    """Return the frame; two small queries."""
    snapshot = current_snapshot()
    user: Any = request.user
    return Shell(
        user=ShellUser(
            name=user.get_full_name(), initials=formats.initials(user.get_full_name()), position=user.position
        ),
        places=_places(actor, snapshot),
        sections=section_links(actor, snapshot, late=_late(actor, snapshot)),
        tools=tool_links(actor),
        create_items=create_items(actor, snapshot),
        current=request.path.strip("/").split("/")[0] or "home",
        unread=Notification.objects.filter(user_id=actor.user_id or 0, read_at=None)[: MOST_UNREAD + 1].count(),
        palette_url=reverse("screens:palette"),
        notifications_url=_address("notifications:menu"),
        live_url=LIVE_URL,
        theme_url=_address("users:theme"),
    )


def _address(name: str) -> str:
    """Return an address of another feature, empty when this installation has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _places(actor: Actor, snapshot: Snapshot) -> tuple[MenuLink, ...]:
    """Return what is nobody's section, first the page that the actor begins with.

    Approvals stand there where the company's stages ask for any, dashboards where he has one.
    """
    is_first = bool(start_of(actor))
    day = MenuLink(
        key="day" if is_first else "home",
        label=_("My day"),
        icon="layout-dashboard",
        url="/day/" if is_first else "/",
    )
    found = [day]
    if has_dashboards(actor):
        url = reverse("screens:dashboards")
        found.insert(0 if is_first else 1, MenuLink(key="dashboards", label=_("Dashboards"), icon="chart-bar", url=url))
    if calendar_sections(snapshot, actor):
        found.append(MenuLink(key="calendar", label=_("Calendar"), icon="calendar", url=reverse("screens:calendar")))
    if asks_anywhere(snapshot):
        number = waiting_count(actor) or None
        url = reverse("screens:approvals")
        found.append(MenuLink(key="approvals", label=_("Approvals"), icon="rubber-stamp", url=url, count=number))
    return tuple(found)


def section_links(actor: Actor, snapshot: Snapshot, late: dict[str, int] | None = None) -> tuple[MenuLink, ...]:
    """Return the sections by groups of the menu, within one in the order of the actor's role.

    `late` are overdue records by section.
    """
    counted = late or {}
    groups = menu_groups(snapshot)
    place = {key: number for number, key in enumerate(groups, 1)}
    found = [s for s in readable_sections(actor) if s.in_menu and s.key in snapshot.sections]
    return tuple(
        MenuLink(
            key=s.key,
            label=s.label.text(),
            icon=known(s.icon),
            url=f"/{s.key}/",
            count=counted.get(s.key) or None,
            is_late=s.key in counted,
            group=groups.get(s.menu, ""),
        )
        for s in sorted(found, key=lambda s: place.get(s.menu, 0))
    )


def menu_groups(snapshot: Snapshot) -> dict[str, str]:
    """Return key → heading of the groups of the menu, in their order."""
    bodies = snapshot.documents.get("menu", {})
    order = sorted(bodies, key=lambda key: (bodies[key].get("position", 100), key))
    return {key: Label.of(bodies[key]["label"]).text() or key for key in order}


def _late(actor: Actor, snapshot: Snapshot) -> dict[str, int]:
    """Return how many of the actor's own activities are overdue, by section; one bounded query for all."""
    specs = [s for s in snapshot.sections.values() if not s.retired and is_activity(s) and may(actor, s.key, "read")]
    if not specs:
        return {}
    now = timezone.now()
    groups = [
        visible_to(actor, s.key).filter(owner_id=actor.user_id, done_at__isnull=True, due_at__lt=now) for s in specs
    ]
    return {s.key: each.count for s, each in zip(specs, figures_of(specs[0], groups, ()), strict=True) if each.count}


def tool_links(actor: Actor) -> tuple[MenuLink, ...]:
    """Return the tools that the actor may use and this installation has."""
    found = []
    if all_invariants(current_snapshot()) or all_norms(current_snapshot()):
        found.append(MenuLink(key="order", label=_("In order"), icon="clipboard-check", url="/order/"))
    if may_use(actor, Tool.IMPORT):
        found.append(MenuLink(key="import", label=_("Import"), icon="table-import", url="/import/"))
    if may_use(actor, REVIEW):
        found.append(MenuLink(key="duplicates", label=_("Duplicates"), icon="copy", url="/duplicates/"))
    found.append(MenuLink(key="trash", label=_("Trash"), icon="trash", url="/trash/"))
    if places_of(actor):
        found.append(MenuLink(key="settings", label=_("Settings"), icon="settings", url="/settings/"))
    return tuple(found)


def create_items(actor: Actor, snapshot: Snapshot) -> tuple[CreateItem, ...]:
    """Return what the actor may create, in the order of the menu."""
    return tuple(
        CreateItem(label=s.singular.text(), icon=known(s.icon), url=f"/{s.key}/new/") for s in _created(actor, snapshot)
    )[:MOST_CREATED]


def _created(actor: Actor, snapshot: Snapshot) -> list[SectionSpec]:
    return [
        s for s in readable_sections(actor) if s.in_menu and s.key in snapshot.sections and may(actor, s.key, "create")
    ]
