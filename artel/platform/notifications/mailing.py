"""Letters about notifications, to those who want them. Safe to run twice: `mailed_at` is set first."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from artel.platform.notifications.models import Notification, NotificationPreference

logger = logging.getLogger(__name__)
FOR_GOOD = 500


def mail(ids: Sequence[int]) -> int:
    """Send a letter about each notification that is unread and unsent; return how many went out.

    The mark is taken in a transaction of its own, so that two workers never send twice; a letter that the mail server
    does not take loses its mark again, the others still go, and the job is retried. An address that the server knows
    to be wrong for good (RFC 5321, 4.2.1: 5yz) is given up, for it would be refused for ever.
    """
    sent = 0
    trouble: OSError | None = None
    with get_connection() as server:
        for notification_id in ids:
            letter = _take(notification_id)
            if letter is None:
                continue
            try:
                letter.connection = server
                letter.send()
            except smtplib.SMTPRecipientsRefused as refused:
                if all(status >= FOR_GOOD for status, _said in refused.recipients.values()):
                    logger.warning("The mail server refuses the address of a letter for good: %s", refused)
                    continue
                trouble = _give_back(notification_id, refused)
            except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError) as gone:
                raise _give_back(notification_id, gone) from gone
            except OSError as error:
                trouble = _give_back(notification_id, error)
            else:
                sent += 1
    if trouble is not None:
        raise trouble
    return sent


def _give_back(notification_id: int, error: OSError) -> OSError:
    Notification.objects.filter(pk=notification_id).update(mailed_at=None)
    return error


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
