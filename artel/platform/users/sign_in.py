"""How allauth works with our users: nobody signs up by himself, TOTP secrets are encrypted at rest."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest

from artel.platform.users.models import User


def display_name(user: User) -> str:
    """Return how a person is called on the pages and in the letters of sign-in."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Passwords for accounts that an administrator made."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts are made by an administrator."""
        return False


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
