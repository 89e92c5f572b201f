"""Tells people of approvals: who is asked, and the asker how it ended. A notice leads to where one decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.labels import Label
from artel.platform.notifications.telling import Note, tell_each
from artel.platform.process.approvals.models import Approval, State
from artel.platform.process.steps.people import Staff
from artel.platform.process.steps.wording import attention_text

KIND = "approval"
"""The kind of notifications about approvals."""
PLACE = "/approvals/"
TELLING = frozenset({ActorKind.USER, ActorKind.RULE, ActorKind.PORTAL})
MOST_TOLD = 200
"""A mass move tells nobody about each record."""


class Asked(NamedTuple):
    """Whom an approval of a record asks, and why him instead of another (empty: he is meant)."""

    approval: int
    record_id: int
    name: str
    person: int
    attention: str


def tell_asked(
    label: Label, section: str, asked: Sequence[Asked], staff: Staff, actor: Actor, *, is_late: bool = False
) -> None:
    """Notify who is asked, or who stands in for him today; of several records with one notice."""
    if (actor.kind not in TELLING and not is_late) or len(asked) > MOST_TOLD:
        return
    of_person: dict[int, list[Asked]] = defaultdict(list)
    for each in asked:
        of_person[staff.present(each.person) or each.person].append(each)
    notes = []
    for person, mine in of_person.items():
        known = staff.people.get(person)
        with translation.override(known.language if known else None):
            first = mine[0]
            said = _("Time is up, your approval: %(what)s") if is_late else _("Your approval: %(what)s")
            why = _("Needs attention: %(why)s.") % {"why": attention_text(first.attention)} if first.attention else ""
            more = ngettext("and %(number)s record more", "and %(number)s records more", len(mine) - 1)
            rest = more % {"number": len(mine) - 1} if len(mine) > 1 else ""
            notes.append(
                Note(
                    user_id=person,
                    title=said % {"what": label.text(known.language if known else "ru")},
                    text=" ".join(part for part in (first.name, rest, why) if part),
                    record_id=first.record_id,
                    url=f"{PLACE}{first.approval}/" if len(mine) == 1 else PLACE,
                )
            )
    tell_each(notes, kind=KIND, section=section, actor=actor)


def tell_asker(approval: Approval, name: str, comment: str, language: str, *, actor: Actor) -> None:
    """Notify who asked how it ended."""
    if approval.asked_by_id is None:
        return
    with translation.override(language):
        given = _("Approved: %(what)s") if approval.state == State.APPROVED else _("Rejected: %(what)s")
        note = Note(
            user_id=approval.asked_by_id,
            title=given % {"what": Label.of(approval.label).text(language)},
            text=f"{name}: {comment}" if comment else name,
            record_id=approval.record_id,
        )
    tell_each([note], kind=KIND, section=approval.section, actor=actor)


def tell_late(approvals: Sequence[tuple[Approval, str]], languages: dict[int, str], *, actor: Actor) -> None:
    """Notify who asked that the time is up and nobody has decided: (approval, name of the record)."""
    for approval, name in approvals:
        if approval.asked_by_id is None:
            continue
        language = languages.get(approval.asked_by_id, "ru")
        with translation.override(language):
            title = _("No decision in time: %(what)s") % {"what": Label.of(approval.label).text(language)}
        note = Note(user_id=approval.asked_by_id, title=title, text=name, record_id=approval.record_id)
        tell_each([note], kind=KIND, section=approval.section, actor=actor)
