"""Server-sent events for open pages: "something changed, ask again". Never data: pages read under access.

One LISTEN connection per process serves all its streams. Outside rules: the ASGI HTTP specification and the
WHATWG HTML standard, "Server-sent events".
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

import orjson
import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connection
from django.http import HttpRequest

from artel.platform.access.policy import actor_of, readable_sections, sees_all
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.notifications.hints import CHANNEL

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT = 15
"""Seconds between comments that keep proxies from closing the stream."""
LIFETIME = 600
"""Seconds after which the page connects anew: rights and the session are looked at again."""
LONGEST_QUEUE = 100

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Listener:
    """One open page: whose it is, which sections he reads, and in which of them he sees every record."""

    user_id: int
    readable: frozenset[str]
    whole: frozenset[str]
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(LONGEST_QUEUE))


class Hub:
    """Passes notices of the database to the streams of this process."""

    def __init__(self) -> None:
        """Nothing runs until the first page comes."""
        self.listeners: set[Listener] = set()
        self.task: asyncio.Task[None] | None = None
        self.is_listening = asyncio.Event()

    @contextlib.asynccontextmanager
    async def joined(self, listener: Listener) -> Any:
        """Keep a listener among the served ones."""
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._listen())
        self.listeners.add(listener)
        try:
            yield listener
        finally:
            self.listeners.discard(listener)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as database:
                    await database.execute(f"LISTEN {CHANNEL}")
                    self.is_listening.set()
                    async for notice in database.notifies():
                        self.pass_on(notice.payload)
            except psycopg.Error as error:
                logger.warning("live hints: the database is away, trying again: %s", error)
                await asyncio.sleep(1)

    def pass_on(self, payload: str) -> None:
        """Give one notice to everybody whom it concerns."""
        hint = orjson.loads(payload)
        for listener in tuple(self.listeners):
            told = _for(listener, hint)
            if told is not None:
                with contextlib.suppress(asyncio.QueueFull):
                    listener.queue.put_nowait(told)


def _for(listener: Listener, hint: dict[str, Any]) -> bytes | None:
    if "user" in hint:
        return b'data: {"notifications":true}\n\n' if hint["user"] == listener.user_id else None
    section = hint["section"]
    if section not in listener.readable:
        return None
    # Who sees only some records of a section is not told which others exist.
    ids = hint["ids"] if section in listener.whole else []
    return b"data: " + orjson.dumps({"section": section, "ids": ids}) + b"\n\n"


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request below `/live/` with an endless stream, or 403 to a stranger."""
    listener = await sync_to_async(_listener, thread_sensitive=False)(scope)
    if listener is None:
        await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b""})
        return
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async with hub.joined(listener):
        stream = asyncio.ensure_future(_stream(listener, send))
        gone = asyncio.ensure_future(_until_gone(receive))
        _done, waiting = await asyncio.wait({stream, gone}, timeout=LIFETIME, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, OSError, RuntimeError):
            await stream
    with contextlib.suppress(OSError, RuntimeError):
        await send({"type": "http.response.body", "body": b""})


async def _stream(listener: Listener, send: Send) -> None:
    await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
    while True:
        try:
            body = await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
        except TimeoutError:
            body = b": still here\n\n"
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _listener(scope: Scope) -> Listener | None:
    """Return who asks, by his session cookie; None for a stranger."""
    close_old_connections()
    cookies = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            with contextlib.suppress(CookieError):
                cookies.load(value.decode("latin-1"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    try:
        user = get_user(request)
        if not user.is_authenticated or not user.is_active:
            return None
        with holding(latest_snapshot()):
            actor = actor_of(user)
            readable = frozenset(s.key for s in readable_sections(actor))
            whole = frozenset(key for key in readable if sees_all(actor, key))
        return Listener(user_id=int(user.pk), readable=readable, whole=whole)
    finally:
        connection.close()


def _parameters() -> dict[str, Any]:
    found = connection.get_connection_params()
    return {key: value for key, value in found.items() if key in ("dbname", "user", "password", "host", "port")}
