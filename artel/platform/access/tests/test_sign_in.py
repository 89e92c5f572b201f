"""What sign-in leaves in the security log."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from artel.platform.access.models import AuditEntry
from artel.platform.users.models import User
from tests.support.people import PASSWORD


def acts() -> list[tuple[str, str]]:
    """Return (act, login) of every entry in order."""
    return [(e.action, e.detail.get("login", "")) for e in AuditEntry.objects.order_by("id")]


def test_entries_refusals_and_exits_are_remembered(client: Client, anna: User) -> None:
    address = reverse("account_login")
    client.post(address, {"login": "anna", "password": "неверно"}, REMOTE_ADDR="192.0.2.7")
    client.post(address, {"login": "anna", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    client.post(reverse("account_logout"))
    assert acts() == [("login.failed", "anna"), ("login", "anna"), ("logout", "anna")]
    assert {e.ip for e in AuditEntry.objects.all()[:2]} == {"192.0.2.7"}
    assert "неверно" not in str(list(AuditEntry.objects.values()))


def test_who_is_switched_off_does_not_get_in(client: Client, anna: User) -> None:
    anna.is_active = False
    anna.save()
    client.post(reverse("account_login"), {"login": "anna", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert ("login", "anna") not in acts()
