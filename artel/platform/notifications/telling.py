"""Tell people something: a row each, a hint to their open pages, a letter by a job; all in the transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from procrastinate.contrib.django import app

from artel.platform.kernel.actor import Actor
from artel.platform.notifications.hints import hint_user
from artel.platform.notifications.models import Notification
from artel.platform.users.models import User


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
    """Notify people, never the actor about his own act; return how many were told."""
    wanted = sorted(set(user_ids) - {actor.user_id})
    known = list(User.objects.filter(id__in=wanted, is_active=True).values_list("id", flat=True))
    now = timezone.now()
    link = url or (f"/{section}/{record_id}/" if section and record_id is not None else "")
    made = Notification.objects.bulk_create(
        Notification(
            user_id=user_id,
            kind=kind,
            title=title,
            text=text,
            section=section,
            record_id=record_id,
            url=link,
            actor_name=actor.name,
            at=now,
        )
        for user_id in known
    )
    for notification in made:
        hint_user(notification.user_id)
    if made:
        # By name: the task imports this module's models, and a job needs only ids.
        task = app.configure_task("artel.platform.notifications.tasks.mail_notifications", queue="mail")
        task.defer(ids=[n.pk for n in made])
    return len(made)
