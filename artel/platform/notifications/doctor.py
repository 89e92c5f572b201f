"""The doctor's look at outgoing mail: does the server take us, and were letters given up?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from artel.installation.checking import Check

LATELY = timedelta(days=7)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def checks() -> Iterable[Check]:
    """Yield the check of the mail server when there is one, and that of letters."""
    if settings.EMAIL_BACKEND == SMTP:
        yield _server()
    else:
        yield Check("mail", True, "no mail server: letters go to the log (ARTEL_SMTP_URL is unset)")
    yield _letters()


def _server() -> Check:
    """Greet the server and sign in, as for a letter; nothing is sent."""
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    server = get_connection()
    try:
        server.open()
        server.close()
    except OSError as error:
        advice = "Check ARTEL_SMTP_URL; letters wait in the queue and are tried for about a day."
        return Check("mail", False, f"{where} does not take letters: {error}", advice)
    return Check("mail", True, f"{where} takes letters")


def _letters() -> Check:
    """Look for letters that wait for the server, and for those given up lately."""
    letters = ProcrastinateJob.objects.filter(queue_name="mail")
    waiting = letters.filter(status="todo", attempts__gt=0).count()
    lost = letters.filter(status="failed", procrastinateevent__at__gt=timezone.now() - LATELY).distinct().count()
    detail = f"{waiting} wait for another try, {lost} were given up within a week" if waiting or lost else "none waits"
    advice = "When the mail server is well again, those that wait go by themselves; the log says what was given up."
    return Check("letters", not (waiting or lost), detail, advice)
