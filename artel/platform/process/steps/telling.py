"""Tells colleagues of the steps that came to them: one notice each, however many they got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.notifications.telling import Note, tell_each
from artel.platform.process.steps.people import Staff
from artel.platform.process.steps.wording import attention_text
from artel.platform.sections.spec import SectionSpec

TELLING = frozenset({ActorKind.USER, ActorKind.RULE, ActorKind.PORTAL})
MOST_TOLD = 200
"""An import or a mass move tells nobody about each activity."""


def tell_assigned(kind: SectionSpec, given: Sequence[tuple[int, int | None, str]], staff: Staff, actor: Actor) -> None:
    """Notify who got activities: (id, person, why it needs attention). Nobody is told of what he did himself."""
    if actor.kind not in TELLING or len(given) > MOST_TOLD:
        return
    of_person: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for task_id, person, attention in given:
        if person is not None:
            of_person[person].append((task_id, attention))
    notes = []
    for person, tasks in of_person.items():
        known = staff.people.get(person)
        with translation.override(known.language if known else None):
            title = _("%(section)s: you are responsible now") % {"section": kind.singular.text()}
            more = f" ({len(tasks)})" if len(tasks) > 1 else ""
            why = next((attention for _id, attention in tasks if attention), "")
            text = _("Needs attention: %(why)s.") % {"why": attention_text(why)} if why else ""
        notes.append(
            Note(
                user_id=person,
                title=title + more,
                text=text,
                record_id=tasks[0][0],
                url="" if len(tasks) == 1 else f"/{kind.key}/",
            )
        )
    tell_each(notes, kind="assigned", section=kind.key, actor=actor)
