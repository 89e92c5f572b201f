"""Letters against a real mail server on the loopback: what it refuses, for a while or for good, and when it is away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications.doctor import checks
from artel.platform.notifications.mailing import mail
from artel.platform.notifications.models import Notification
from artel.platform.notifications.telling import tell
from artel.platform.users.models import User
from tests.stories.running import free_port
from tests.support.outside import mail_server


class Server:
    """A handler that takes letters but to those whom it refuses."""

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}
        self.taken: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take or refuse an address."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a letter."""
        self.taken += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """Start the mail server and make it ours."""
    handler = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    with mail_server(handler, settings.EMAIL_PORT):
        yield handler


@pytest.fixture
def told(anna: User, boris: User) -> list[int]:
    """Return the ids of notices to Anna and to Boris."""
    tell([anna.pk, boris.pk], kind="mention", title="Упоминание", actor=SYSTEM)
    return list(Notification.objects.order_by("user__username").values_list("pk", flat=True))


def unsent() -> set[str]:
    """Return who has no letter yet."""
    return set(Notification.objects.filter(mailed_at=None).values_list("user__username", flat=True))


def test_an_address_that_is_wrong_for_good_keeps_no_other_letter_back(server: Server, told: list[int]) -> None:
    server.refused = {"anna@example.com": "550 no such user"}
    assert mail(told) == 1
    assert server.taken == ["boris@example.com"]
    assert unsent() == set()


def test_a_letter_refused_for_a_while_goes_later_and_the_others_now(server: Server, told: list[int]) -> None:
    server.refused = {"anna@example.com": "451 try later"}
    with pytest.raises(OSError, match="451"):
        mail(told)
    assert server.taken == ["boris@example.com"]
    assert unsent() == {"anna"}
    server.refused = {}
    assert mail(told) == 1
    assert server.taken == ["boris@example.com", "anna@example.com"]


def test_a_server_that_is_away_leaves_every_letter_unsent_and_the_doctor_says_so(
    server: Server, told: list[int], settings: Any
) -> None:
    assert all(check.is_ok for check in checks())
    settings.EMAIL_PORT = 9
    with pytest.raises(ConnectionRefusedError):
        mail(told)
    assert unsent() == {"anna", "boris"}
    ill = next(check for check in checks() if check.name == "mail")
    assert not ill.is_ok
    assert "127.0.0.1:9 does not take letters" in ill.detail


def test_without_a_mail_server_the_doctor_says_where_letters_go(db: None) -> None:
    assert "the log" in next(check for check in checks() if check.name == "mail").detail
