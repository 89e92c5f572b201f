"""The application that web processes serve: pages by Django under WSGI in threads, live hints by the event loop.

Django answers about 2.5 times as many pages under WSGI as under ASGI, but a stream of server-sent events would
hold a WSGI thread for each open page. So one ASGI application has both under one address: paths below `/live/` go to
`artel.platform.notifications.live`, all others through `artel.installation.bridge`. See docs/adr/0005.
"""

from __future__ import annotations

from artel.installation.bridge import Bridge, Receive, Scope, Send
from artel.wsgi import application as pages  # isort: skip  # Django must be set up before its features are imported
from artel.platform.notifications import live

LIVE = "/live/"
bridge = Bridge(pages)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one HTTP request, or the server's start and stop."""
    if scope["type"] == "http" and scope["path"].startswith(LIVE):
        await live.application(scope, receive, send)
    else:
        await bridge(scope, receive, send)
