"""Everybody chooses for himself which notifications come as letters."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from artel.platform.notifications.models import NotificationPreference
from artel.platform.notifications.preferences import LETTERS
from artel.platform.users.models import User


def test_letters_are_switched_off_and_on_again_on_the_profile(client: Client, anna: User, boris: User) -> None:
    client.force_login(anna)
    assert client.get(reverse("profile")).content.decode().count('name="letters"') == len(LETTERS)
    client.post(reverse("notifications:letters"), {"letters": ["import", "no such kind"]})
    refused = NotificationPreference.objects.filter(by_mail=False).values_list("user_id", "kind")
    assert set(refused) == {(anna.pk, kind) for kind in LETTERS if kind != "import"}
    client.post(reverse("notifications:letters"), {"letters": list(LETTERS)})
    assert not NotificationPreference.objects.filter(by_mail=False).exists()


def test_a_stranger_chooses_nothing(client: Client, db: None) -> None:
    assert client.post(reverse("notifications:letters"), {"letters": ["import"]}).status_code == 302
    assert not NotificationPreference.objects.exists()
