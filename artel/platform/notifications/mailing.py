"""Letters about notifications, to those who want them. Safe to run twice: `mailed_at` is set first."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from artel.platform.notifications.models import Notification, NotificationPreference


def mail(ids: Sequence[int]) -> int:
    """Send a letter about each notification that is unread and unsent; return how many went out.

    The mark is taken in a transaction of its own, so that two workers never send twice; a letter that the
    mail server refuses loses its mark again and the job is retried.
    """
    sent = 0
    with get_connection() as server:
        for notification_id in ids:
            letter = _take(notification_id)
            if letter is None:
                continue
            try:
                letter.connection = server
                letter.send()
            except OSError:
                Notification.objects.filter(pk=notification_id).update(mailed_at=None)
                raise
            sent += 1
    return sent


def _take(notification_id: int) -> EmailMessage | None:
    with transaction.atomic():
        rows = Notification.objects.select_for_update(of=("self",)).select_related("user")
        found = rows.filter(pk=notification_id, mailed_at=None, read_at=None).first()
        if found is None or not found.user.email:
            return None
        refused = NotificationPreference.objects.filter(user=found.user, kind=found.kind, by_mail=False)
        if refused.exists():
            return None
        found.mailed_at = timezone.now()
        found.save(update_fields=["mailed_at"])
    with translation.override(found.user.language):
        lines = [found.title, found.text, f"{settings.SITE_URL}{found.url}" if found.url else ""]
        footer = _("You can switch these letters off in your profile.")
        body = "\n\n".join([*(line for line in lines if line), footer])
    return EmailMessage(subject=found.title[:200], body=body, to=[found.user.email])
