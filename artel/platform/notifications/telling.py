"""Tell people something: a row each, a hint to their open pages, a letter by a job; all in the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from procrastinate.contrib.django import app

from artel.platform.kernel.actor import Actor
from artel.platform.notifications.hints import hint_user
from artel.platform.notifications.models import Notification
from artel.platform.users.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What one person is told; `url` empty means the card of the record."""

    user_id: int
    title: str
    text: str = ""
    record_id: int | None = None
    url: str = ""


def tell(
    user_ids: Iterable[int],
    *,
    kind: str,
    title: str,
    text: str = "",
    section: str = "",
    record_id: int | None = None,
    url: str = "",
    actor: Actor,
) -> int:
    """Notify people of one thing, never the actor about his own act; return how many were told."""
    notes = [
        Note(user_id=user_id, title=title, text=text, record_id=record_id, url=url) for user_id in sorted(set(user_ids))
    ]
    return tell_each(notes, kind=kind, section=section, actor=actor)


def tell_each(notes: Sequence[Note], *, kind: str, section: str = "", actor: Actor) -> int:
    """Notify each of what concerns him, never the actor about his own act; return how many were told.

    The number of queries does not grow with the number of people, but for the hints to their pages.
    """
    wanted = [note for note in notes if note.user_id != actor.user_id]
    known = set(
        User.objects.filter(id__in={n.user_id for n in wanted}, is_active=True).order_by().values_list("id", flat=True)
    )
    now = timezone.now()
    made = Notification.objects.bulk_create(
        Notification(
            user_id=note.user_id,
            kind=kind,
            title=note.title,
            text=note.text,
            section=section,
            record_id=note.record_id,
            url=note.url or (f"/{section}/{note.record_id}/" if section and note.record_id is not None else ""),
            actor_name=actor.name,
            at=now,
        )
        for note in wanted
        if note.user_id in known
    )
    for user_id in sorted({notification.user_id for notification in made}):
        hint_user(user_id)
    if made:
        # By name: the task imports this module's models, and a job needs only ids.
        task = app.configure_task("artel.platform.notifications.tasks.mail_notifications", queue="mail")
        task.defer(ids=[n.pk for n in made])
    return len(made)
