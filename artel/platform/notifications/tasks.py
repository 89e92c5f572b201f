"""Jobs of letters. A mail server that is away is asked again after 5, 25, 125… seconds, for about a day."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from artel.platform.notifications.mailing import mail

PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.task(queue="mail", retry=PATIENCE)
def mail_notifications(*, ids: list[int]) -> None:
    """Send letters about these notifications."""
    mail(ids)


@app.task(queue="mail", retry=PATIENCE)
def send_letter(*, subject: str, text: str, to: list[str], html: str = "") -> None:
    """Send one letter that is written already, from the address of the installation."""
    letter = EmailMultiAlternatives(subject, text, to=to)
    if html:
        letter.attach_alternative(html, "text/html")
    letter.send()
