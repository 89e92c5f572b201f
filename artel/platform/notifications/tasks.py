"""Jobs of notifications."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from artel.platform.notifications.mailing import mail


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def mail_notifications(*, ids: list[int]) -> None:
    """Send letters about these notifications."""
    mail(ids)
