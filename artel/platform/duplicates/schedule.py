"""When sections are searched: what the company declares (`search_time`), and whose turn has come.

The moment of the next search is kept with the search. One that was missed, because nothing ran at the time, is made up
once; another time declared meanwhile begins with its next occurrence.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.calendar import WEEKDAYS, Weekday
from artel.platform.definitions.kinds.search_time import SearchTimeBody
from artel.platform.duplicates.models import Search
from artel.platform.kernel import clock
from artel.platform.sections.spec import Snapshot

KIND = "search_time"


def search_time(section: str, snapshot: Snapshot) -> SearchTimeBody:
    """Return when a section is searched."""
    return SearchTimeBody.model_validate(snapshot.documents.get(KIND, {}).get(section, {}))


def in_words(declared: SearchTimeBody) -> str:
    """Return when one searches, as the rest of a sentence: «every day at 02:00»."""
    if declared.every == "never":
        return _("only when somebody asks for it")
    if declared.every == "week":
        return _("%(days)s at %(time)s") % {"days": _on_days()[declared.day], "time": declared.at}
    return _("every day at %(time)s") % {"time": declared.at}


def _on_days() -> dict[Weekday, str]:
    named = (_("on Mondays"), _("on Tuesdays"), _("on Wednesdays"), _("on Thursdays"), _("on Fridays"),
             _("on Saturdays"), _("on Sundays"))  # fmt: skip
    return dict(zip(WEEKDAYS, named, strict=True))


def next_search(declared: SearchTimeBody, after: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the first moment of a search after a moment (aware), None when there is none.

    An hour that the clock leaps over is taken right after the leap; one that passes twice, the first time.
    """
    if declared.every == "never":
        return None
    wall, day = time.fromisoformat(declared.at), after.astimezone(zone).date()
    for ahead in range(9):
        moment = datetime.combine(day + timedelta(days=ahead), wall, tzinfo=zone)
        if moment > after and (declared.every == "day" or WEEKDAYS[moment.weekday()] == declared.day):
            return moment
    return None


def take_turn(section: str, snapshot: Snapshot) -> bool:
    """Tell whether a search is due, and set the next; of several workers that ask at once one is told yes.

    Belongs in the transaction that asks for the search.
    """
    with transaction.atomic():
        search, _made = Search.objects.select_for_update().get_or_create(section=section)
        declared, now = search_time(section, snapshot), clock.now()
        is_due = _is_planned(search, declared) and search.due_at is not None and search.due_at <= now
        search.planned = declared.model_dump_json()
        search.due_at = next_search(declared, now, _company_zone())
        search.save(update_fields=["planned", "due_at"])
    return is_due


def have_turn(sections: tuple[str, ...], snapshot: Snapshot) -> list[str]:
    """Return the sections of which it may be time to search, or whose next time is not set yet. One query."""
    known, now = Search.objects.in_bulk(sections), clock.now()

    def is_waiting(section: str) -> bool:
        search, declared = known.get(section), search_time(section, snapshot)
        is_set = search is not None and _is_planned(search, declared)
        return not is_set or bool(search and search.due_at and search.due_at <= now)

    return [section for section in sections if is_waiting(section)]


def _is_planned(search: Search, declared: SearchTimeBody) -> bool:
    return search.planned == declared.model_dump_json()


def _company_zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_default_timezone_name())
