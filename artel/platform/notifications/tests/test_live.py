"""The live stream tells open pages to ask again within a second, and tells nobody of what he may not see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.test import Client

from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications import live
from artel.platform.notifications.telling import tell
from artel.platform.records import door
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN = 1.0
Message = MutableMapping[str, Any]


def cookie_of(user: User) -> bytes:
    """Sign the person in and return the browser's Cookie header."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()


class Page:
    """An open page: the server's messages come into a queue."""

    def __init__(self, cookie: bytes) -> None:
        self.scope = {"type": "http", "path": "/live/", "headers": [(b"cookie", cookie)] if cookie else []}
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self.closed = asyncio.Event()
        self.status = 0

    async def receive(self) -> Message:
        """Wait until the test closes the page."""
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Keep what the server sends."""
        await self.sent.put(message)

    async def hint(self) -> dict[str, Any]:
        """Return the next hint, waiting at most a second for it."""
        while True:
            message = await asyncio.wait_for(self.sent.get(), WITHIN)
            body = bytes(message.get("body", b""))
            if body.startswith(b"data: "):
                return dict(orjson.loads(body.removeprefix(b"data: ")))


def watching(cookie: bytes, story: Callable[[Page], Awaitable[None]]) -> None:
    """Open a page, wait until the stream flows and the hub listens, play the story, close."""

    async def run() -> None:
        page = Page(cookie)
        stream = asyncio.ensure_future(live.application(page.scope, page.receive, page.send))
        page.status = (await asyncio.wait_for(page.sent.get(), 5))["status"]
        await asyncio.wait_for(page.sent.get(), 5)
        if page.status == 200:
            await asyncio.wait_for(live.hub.is_listening.wait(), 5)
        try:
            await story(page)
        finally:
            page.closed.set()
            await asyncio.wait_for(stream, 5)
            if live.hub.task is not None:
                live.hub.task.cancel()
            live.hub.__init__()  # type: ignore[misc]

    asyncio.run(run())


def in_thread(act: Callable[[], object]) -> Awaitable[object]:
    """Do a write as a web process would: in a thread with a connection of its own."""

    def run() -> object:
        try:
            return act()
        finally:
            connections.close_all()

    return sync_to_async(run, thread_sensitive=False)()


def test_a_change_reaches_an_open_page_within_a_second(clara: User) -> None:
    async def story(page: Page) -> None:
        ids = await in_thread(lambda: door.create("accounts", [{"name": "Новая"}], actor=SYSTEM))
        assert await page.hint() == {"section": "accounts", "ids": ids}

    watching(cookie_of(clara), story)


def test_a_notification_reaches_only_its_person(clara: User, anna: User) -> None:
    async def story(page: Page) -> None:
        await in_thread(lambda: tell([anna.pk], kind="mention", title="Анне", actor=SYSTEM))
        await in_thread(lambda: tell([clara.pk], kind="mention", title="Кларе", actor=SYSTEM))
        assert await page.hint() == {"notifications": True}
        assert page.sent.empty()

    watching(cookie_of(clara), story)


def test_who_reads_nothing_is_told_nothing(anna: User) -> None:
    """Anna's role is not configured here: she reads no section."""

    async def story(page: Page) -> None:
        await in_thread(lambda: door.create("accounts", [{"name": "Тайная"}], actor=SYSTEM))
        await in_thread(lambda: tell([anna.pk], kind="mention", title="Анне", actor=SYSTEM))
        assert await page.hint() == {"notifications": True}

    watching(cookie_of(anna), story)


@pytest.mark.parametrize("cookie", [b"", b"sessionid=forged", b"\xff\xfe"])
def test_a_stranger_is_refused(cookie: bytes) -> None:
    async def story(page: Page) -> None:
        assert page.status == 403
        assert page.sent.empty()

    watching(cookie, story)
