"""How allauth works with our users: nobody signs up by himself, TOTP secrets are encrypted at rest."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from procrastinate.contrib.django import app

from artel.platform.users.models import User


def display_name(user: User) -> str:
    """Return how a person is called on the pages and in the letters of sign-in."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Passwords for accounts that an administrator made."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts are made by an administrator."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a letter about signing in to the queue: a mail server that is away keeps nobody's page waiting.

        That a letter goes out also takes no longer than that none does, so the time tells nobody who has an account.
        """
        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        letter = self.render_mail(template_prefix, email, {**known, **context})
        html = next((body for body, kind in getattr(letter, "alternatives", ()) if kind == "text/html"), "")
        # By name: the job is of a room above.
        task = app.configure_task("artel.platform.notifications.tasks.send_letter", queue="mail")
        task.defer(subject=letter.subject, text=letter.body, to=letter.to, html=html)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted with the installation's keys."""

    def encrypt(self, text: str) -> str:
        """Return the text encrypted with the newest key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text back; raises `cryptography.fernet.InvalidToken` when no key of ours opens it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
