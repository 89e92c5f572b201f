"""Reads about work: one's day in parts, and what of one's own is not in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Value

from artel.domain.work.activities import ACTIVITY_SECTIONS
from artel.platform.access.asking import condition_of
from artel.platform.access.policy import field_access, may, visible_to
from artel.platform.automation.invariants.reading import seen_invariants
from artel.platform.automation.invariants.specs import Invariant
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.screens.reading.figures import figures_of

SHOWN = 100
"""Activities of each part of the day that are shown; beyond it the list of the section serves."""
DAYS_AHEAD = 7
PARTS = ("overdue", "today", "upcoming")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An open activity as «my day» shows it. `about` is the name of the record it is about."""

    section: str
    id: int
    version: int
    name: str
    due_at: datetime
    priority: str
    about_section: str
    about_id: int | None
    about: str
    account_id: int | None
    account: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one must do: late, today, in the next days. `has_more` when a part is longer than shown."""

    overdue: tuple[Planned, ...]
    today: tuple[Planned, ...]
    upcoming: tuple[Planned, ...]
    has_more: bool
    now: datetime


def my_day(actor: Actor) -> Day:
    """Return the actor's own open activities, the soonest first. One query, and one per section they are about."""
    now = clock.now()
    midnight = _midnight(now, actor, days=1)
    bounds: dict[str, tuple[datetime | None, datetime]] = {
        "overdue": (None, now),
        "today": (now, midnight),
        "upcoming": (midnight, midnight + timedelta(days=DAYS_AHEAD)),
    }
    kinds = [kind for kind in ACTIVITY_SECTIONS if may(actor, kind, "read")]
    sets = [_open(kind, actor, part, *bounds[part]) for part in PARTS for kind in kinds]
    rows = list(sets[0].union(*sets[1:], all=True).order_by("due_at", "id")) if sets else []
    names = names_of(((row["about_section"], row["about_id"]) for row in rows if row["about_section"]), actor)
    hidden = {kind: field_access(actor, kind).hidden for kind in kinds}
    parts: dict[str, list[Planned]] = defaultdict(list)
    for row in rows:
        parts[row["part"]].append(_planned(row, names, hidden[row["section"]]))
    return Day(
        overdue=tuple(parts["overdue"][:SHOWN]),
        today=tuple(parts["today"][:SHOWN]),
        upcoming=tuple(parts["upcoming"][:SHOWN]),
        has_more=any(len(parts[part]) > SHOWN for part in PARTS),
        now=now,
    )


def _midnight(now: datetime, actor: Actor, *, days: int) -> datetime:
    """Return the beginning of the day `days` after today in the actor's time zone."""
    local = now.astimezone(ZoneInfo(actor.timezone))
    return datetime.combine(local.date() + timedelta(days=days), time(), tzinfo=local.tzinfo)


def _open(kind: str, actor: Actor, part: str, since: datetime | None, until: datetime) -> QuerySet[Any]:
    rows = visible_to(actor, kind).filter(owner_id=actor.user_id, done_at=None, due_at__lt=until)
    if since is not None:
        rows = rows.filter(due_at__gte=since)
    return (
        rows.annotate(section=Value(kind), part=Value(part))
        .order_by("due_at", "id")
        .values(
            "section",
            "part",
            "id",
            "version",
            "name",
            "due_at",
            "priority",
            "about_section",
            "about_id",
            "account_id",
            "account__name",
            "contact__name",
        )[: SHOWN + 1]
    )


def _planned(row: dict[str, Any], names: dict[tuple[str, int], str], hidden: frozenset[str]) -> Planned:
    about_section = row["about_section"] or ""
    return Planned(
        section=row["section"],
        id=row["id"],
        version=row["version"],
        name=row["name"],
        due_at=row["due_at"],
        priority=row["priority"] or "normal",
        about_section=about_section,
        about_id=row["about_id"],
        about=names.get((about_section, row["about_id"]), ""),
        account_id=None if "account" in hidden else row["account_id"],
        account="" if "account" in hidden else row["account__name"] or "",
        contact="" if "contact" in hidden else row["contact__name"] or "",
    )


def names_of(pointers: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], str]:
    """Return the names of records that the actor sees, by (section, id). One query per section."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for section, record_id in pointers:
        wanted[section].add(record_id)
    snapshot = current_snapshot()
    found = {}
    for section, ids in wanted.items():
        if section in snapshot.sections and may(actor, section, "read"):
            rows = visible_to(actor, section, include_trashed=True).filter(id__in=ids).values_list("id", "name")
            found.update({(section, record_id): name for record_id, name in rows})
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfOrder:
    """How many records break an invariant: one's own, and all in sight; counted up to a thousand.

    `text` is the condition that both are counted by, `own_text` that of one's own.
    """

    invariant: Invariant
    text: str
    own_text: str
    own: int
    seen: int
    has_more: bool = False


def out_of_order(actor: Actor) -> list[OutOfOrder]:
    """Return the counters of the invariants that the actor sees, as they are this moment. One query for all."""
    snapshot = current_snapshot()
    invariants = seen_invariants(actor, snapshot)
    now = clock.now()
    texts = [each.breaking(snapshot, now) or each.broken for each in invariants]
    own = [f"{each.body.owner} eq me() and {text}" for each, text in zip(invariants, texts, strict=True)]
    groups: list[QuerySet[Any]] = [
        visible_to(actor, each.section).filter(condition_of(actor, each.section, text, now=now))
        for each, pair in zip(invariants, zip(own, texts, strict=True), strict=True)
        for text in pair
    ]
    figures = figures_of(snapshot.section(invariants[0].section), groups, ()) if invariants else []
    return [
        OutOfOrder(invariant=i, text=text, own_text=mine, own=o.count, seen=seen.count, has_more=seen.is_more)
        for i, text, mine, o, seen in zip(invariants, texts, own, figures[::2], figures[1::2], strict=True)
    ]
