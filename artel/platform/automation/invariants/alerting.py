"""Tells people of what breaks an invariant: each once for a breach, one note however many records it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.automation.invariants.models import Breach
from artel.platform.automation.invariants.specs import Invariant
from artel.platform.automation.moments import reached
from artel.platform.definitions.kinds.invariant import HEAD, OWNER
from artel.platform.definitions.kinds.rules.bodies import ROLE, DateBody
from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications.telling import Note, tell_each
from artel.platform.process.steps.people import Staff, staff_today
from artel.platform.sections.spec import Snapshot
from artel.platform.working_time.calendars import company_hours

NOTICE = "order"
"""The kind of notification; people choose whether letters come about it."""
Told = dict[int, dict[int | None, tuple[int, int]]]
"""Who is told → whose records → how many, and the first of them."""


def list_url(invariant: Invariant, text: str, owner: int | None = None) -> str:
    """Return the address of the list of what breaks an invariant, of one person's records when he is named."""
    condition = text if owner is None else f"{invariant.body.owner} eq {owner} and {text}"
    return f"/{invariant.section}/?{urlencode({'filter': condition})}"


def alert(invariant: Invariant, snapshot: Snapshot, *, now: datetime) -> None:
    """Tell of breaches nobody was told of yet, and the heads of those that have stood too long."""
    body = invariant.body
    if not body.alert and not body.after:
        return
    fresh = Breach.objects.filter(invariant=invariant.key, told_at=None)
    if body.mend and body.by_itself:
        fresh = fresh.filter(mended_at__lt=now)
    found = _by_owner(fresh)
    old = _standing(invariant, snapshot, now)
    late = _by_owner(old) if old is not None else {}
    if not found and not late:
        return
    staff = staff_today()
    _tell(invariant, _those_concerned(body.alert, found, staff), staff, snapshot, now)
    fresh.update(told_at=now)
    if old is not None and late:
        _tell(invariant, _those_concerned((HEAD,), late, staff), staff, snapshot, now)
        old.update(escalated_at=now)


def _by_owner(breaches: QuerySet[Breach]) -> dict[int | None, tuple[int, int]]:
    rows = breaches.order_by().values_list("owner_id").annotate(Count("id"), Min("record_id"))
    return {owner: (count, first) for owner, count, first in rows}


def _standing(invariant: Invariant, snapshot: Snapshot, now: datetime) -> QuerySet[Breach] | None:
    """Return the breaches of which somebody was told so long ago that the head must hear of them."""
    if not invariant.body.after:
        return None
    field = snapshot.section(invariant.section).fields["created_at"]
    trigger = DateBody(event="date", field=field.key, shift=invariant.body.after, working=True)
    until = reached(trigger, field, now, company_hours(snapshot))
    if until is None:
        return None
    return Breach.objects.filter(invariant=invariant.key, escalated_at=None, told_at__lte=until)


def _those_concerned(alerted: tuple[str, ...], found: Mapping[int | None, tuple[int, int]], staff: Staff) -> Told:
    """Return who hears of whose records: while somebody is away his deputy does too, of nobody's the administrator."""
    told: Told = defaultdict(dict)
    for owner, figures in found.items():
        people: set[int | None] = set()
        for to in alerted:
            if to == OWNER:
                present = staff.present(owner)
                people |= {owner if owner in staff.people else None, present or staff.head_of(owner)}
                people |= set() if people - {None} else {staff.last_resort()}
            elif to == HEAD:
                head = staff.head_of(owner)
                people |= {head, staff.present(head)} if head is not None else {staff.last_resort()}
            else:
                people |= set(staff.with_role(to.removeprefix(ROLE)))
        for person in people - {None}:
            if person is not None:
                told[person][owner] = figures
    return told


def _tell(invariant: Invariant, told: Told, staff: Staff, snapshot: Snapshot, now: datetime) -> None:
    text = invariant.breaking(snapshot, now) or invariant.broken
    notes = []
    for person, owners in sorted(told.items()):
        count = sum(number for number, _first in owners.values())
        known = staff.people.get(person)
        language = known.language if known else "ru"
        with translation.override(language):
            title = invariant.breach_in_words(language)
            said = ngettext("%(count)s record", "%(count)s records", count) % {"count": count}
            whose = "" if set(owners) == {person} else _("of colleagues")
        single = next(iter(owners.values()))[1] if count == 1 else None
        owner = next(iter(owners)) if len(owners) == 1 else None
        notes.append(
            Note(
                user_id=person,
                title=title,
                text=" ".join(filter(None, (said, whose))),
                record_id=single,
                url="" if single is not None else list_url(invariant, text, owner),
            )
        )
    tell_each(notes, kind=NOTICE, section=invariant.section, actor=SYSTEM)
