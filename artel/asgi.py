"""The application that web processes serve: pages by Django under WSGI in threads, live hints by the event loop.

Django answers about 2.5 times as many pages under WSGI as under ASGI, but a stream of server-sent events would
hold a WSGI thread for each open page. So one ASGI application has both under one address: paths below `/live/` go to
`artel.platform.notifications.live`, all others through `artel.installation.bridge`. See docs/adr/0005-one-address.md.
"""

from django.utils.module_loading import import_string

from artel.installation.bridge import Bridge, Receive, Scope, Send
from artel.wsgi import application as pages

LIVE_PREFIX = "/live/"

bridge = Bridge(pages)
# By name, because it needs the product that `artel.wsgi` has just loaded.
live = import_string("artel.platform.notifications.live.application")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one HTTP request, or the server's start and stop."""
    is_live = scope["type"] == "http" and scope["path"].startswith(LIVE_PREFIX)
    await (live if is_live else bridge)(scope, receive, send)
