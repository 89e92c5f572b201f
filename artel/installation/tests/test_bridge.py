"""The bridge from ASGI to WSGI, played with Django's own handler and with plain WSGI applications."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from artel.installation import bridge
from artel.installation.bridge import Bridge

Environ = dict[str, Any]


def ask(application: Callable[..., Iterable[bytes]], *messages: dict[str, Any], **scope: Any) -> list[dict[str, Any]]:
    """Send one request through the bridge; return what it sent back."""
    incoming = list(messages) or [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    request: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.2", 5000),
        **scope,
    }
    asyncio.run(Bridge(application)(request, receive, send))
    return sent


def echo(wanted: str) -> tuple[Callable[..., Iterable[bytes]], Environ]:
    """Return an application that keeps the environ it was asked with."""
    seen: Environ = {}

    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        seen.update(environ)
        seen["body"] = environ["wsgi.input"].read()
        start("200 OK", [("Content-Type", wanted)])
        return [b"one", b"two"]

    return application, seen


def test_passes_path_query_headers_and_body() -> None:
    application, seen = echo("text/plain")
    sent = ask(
        application,
        {"type": "http.request", "body": "да".encode(), "more_body": True},
        {"type": "http.request", "body": b"!", "more_body": False},
        method="POST",
        path="/сделки",
        query_string=b"q=1",
        headers=[
            (b"x-one", b"a"),
            (b"x-one", b"b"),
            (b"cookie", b"c=1"),
            (b"cookie", b"d=2"),
            (b"content-length", b"5"),
        ],
    )
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/сделки"
    assert seen["QUERY_STRING"] == "q=1"
    assert seen["HTTP_X_ONE"] == "a,b"
    assert seen["HTTP_COOKIE"] == "c=1; d=2"
    assert seen["CONTENT_LENGTH"] == "5"
    assert seen["REMOTE_ADDR"] == "127.0.0.2"
    assert seen["body"].decode() == "да!"
    assert sent[0] == {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
    assert b"".join(message.get("body", b"") for message in sent) == b"onetwo"
    assert not sent[-1].get("more_body")


def test_a_header_with_an_underscore_cannot_pass_for_one_with_a_dash() -> None:
    application, seen = echo("text/plain")
    ask(application, headers=[(b"x_forwarded_for", b"10.0.0.1")])
    assert "HTTP_X_FORWARDED_FOR" not in seen


def test_a_body_of_unknown_length_gets_its_length() -> None:
    application, seen = echo("text/plain")
    ask(application, {"type": "http.request", "body": b"12345", "more_body": False}, method="POST")
    assert seen["CONTENT_LENGTH"] == "5"
    assert seen["body"] == b"12345"


def test_refuses_a_body_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "LARGEST_BODY", 10)
    application, seen = echo("text/plain")
    sent = ask(application, {"type": "http.request", "body": b"x" * 11, "more_body": True}, method="POST")
    assert sent[0]["status"] == 413
    assert seen == {}


def test_answers_nothing_to_a_client_that_left_in_the_middle() -> None:
    application, seen = echo("text/plain")
    sent = ask(
        application,
        {"type": "http.request", "body": b"half", "more_body": True},
        {"type": "http.disconnect"},
        method="POST",
    )
    assert sent == []
    assert seen == {}


def test_closes_the_answer_even_when_it_breaks() -> None:
    closed: list[bool] = []

    class Broken:
        def __iter__(self) -> Any:
            yield b"start"
            raise OSError("disk")

        def close(self) -> None:
            closed.append(True)

    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Broken()

    with pytest.raises(OSError, match="disk"):
        ask(application)
    assert closed == [True]


def test_acknowledges_start_and_stop_of_the_server() -> None:
    incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[str] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(Bridge(echo("x")[0])({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
