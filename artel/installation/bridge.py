"""A WSGI application served by an ASGI server: each request runs in a thread of a small pool of its own.

Outside rules: the ASGI HTTP specification 2.4 and PEP 3333. A request's body is received before the thread is
taken, spooled to disk above a megabyte, so a slow upload holds no thread; a streamed answer holds one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from wsgiref.util import FileWrapper

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# A process answers this many requests at once; more only compete for the interpreter.
THREADS = 4
KEPT_IN_MEMORY = 1024 * 1024
FILE_PIECE = 128 * 1024
LARGEST_BODY = 512 * 1024 * 1024
SECONDS_FOR_A_CHUNK = 60


class TooLarge(Exception):
    """The body of a request is above `LARGEST_BODY`."""


class Gone(Exception):
    """The client closed the connection before it had sent the whole request."""


class Bridge:
    """Call it with ASGI's scope, receive and send; it calls the WSGI application."""

    def __init__(self, application: WsgiApplication) -> None:
        """Keep the application; threads start as requests need them."""
        self.application = application
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; acknowledge the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            with SpooledTemporaryFile(KEPT_IN_MEMORY) as body:
                try:
                    await _receive_body(receive, body)
                except TooLarge:
                    await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
                    await send({"type": "http.response.body", "body": b""})
                    return
                except Gone:
                    return
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self.threads, self._answer, _environ(scope, body), send, loop)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                self.threads.shutdown(wait=False, cancel_futures=True)
                return

    def _answer(self, environ: dict[str, Any], send: Send, loop: asyncio.AbstractEventLoop) -> None:
        """Run the application in this thread and send what it says, chunk by chunk, at the reader's pace."""
        start: Message = {"type": "http.response.start"}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[..., Any]:
            start["status"] = int(status.split(" ", 1)[0])
            start["headers"] = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            return _no_write

        async def deliver(*messages: Message) -> None:
            for message in messages:
                await send(message)

        def pass_on(*messages: Message) -> None:
            asyncio.run_coroutine_threadsafe(deliver(*messages), loop).result(SECONDS_FOR_A_CHUNK)

        answer = self.application(environ, start_response)
        try:
            if getattr(answer, "streaming", True):
                pass_on(start)
                for chunk in answer:
                    pass_on({"type": "http.response.body", "body": chunk, "more_body": True})
                pass_on({"type": "http.response.body", "body": b""})
            else:
                pass_on(start, {"type": "http.response.body", "body": b"".join(answer)})
        finally:
            close = getattr(answer, "close", None)
            if close:
                close()


async def _receive_body(receive: Receive, body: IO[bytes]) -> None:
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise TooLarge
        body.write(message.get("body", b""))
        if not message.get("more_body", False):
            break
    body.seek(0)


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """Return PEP 3333's view of the request: text holds bytes as latin-1."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": _file_wrapper,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        # A header with an underscore would pass for one with a dash: a known way to forge what a proxy sets.
        if b"_" in raw_name:
            continue
        joint = "; " if name == "COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    if "CONTENT_LENGTH" not in environ:
        body.seek(0, 2)
        environ["CONTENT_LENGTH"] = str(body.tell())
        body.seek(0)
    return environ


def _file_wrapper(file: IO[bytes], _block_size: int = 0) -> FileWrapper:
    """Read files in pieces larger than Django's 4 KB: each piece is a trip to the event loop and back."""
    return FileWrapper(file, FILE_PIECE)


def _no_write(data: bytes) -> None:
    """PEP 3333's imperative way of answering, which Django does not use."""
    raise RuntimeError(f"write() is not supported ({len(data)} bytes)")
