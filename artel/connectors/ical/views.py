"""The address that programs read, and the panel of the profile that gives, renews and takes it away."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from artel.connectors.ical.addresses import make_address, reader_of, revoke_address, secret_of
from artel.connectors.ical.models import CalendarFeed
from artel.connectors.ical.writing import write_calendar
from artel.platform.access.middleware import actor_on
from artel.platform.access.teams import actor_of
from artel.platform.access.views.frame import act, moment
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.errors import AccessDenied, NotFound, TooMany
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.record import Entry, Panel
from artel.platform.users.middleware import zone_of
from artel.platform.users.models import User

MOST_READS, MOST_FAILURES = 60, 30
COUNTED_FOR = 300
"""Seconds over which readings of one address, and wrong secrets of one place, are counted."""


@require_safe
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer with a person's calendar; 404 for a secret that is wrong or revoked, 304 when nothing has changed."""
    user = reader_of(secret)
    if user is None:
        _count(f"ical-failures:{get_adapter(request).get_client_ip(request)}", MOST_FAILURES)
        raise NotFound
    _count(f"ical-reads:{user.pk}", MOST_READS)
    site = request.build_absolute_uri("/").rstrip("/")
    with translation.override(user.language), timezone.override(zone_of(user.timezone)):
        body = write_calendar(actor_of(user), current_snapshot(), now=clock.now(), site=site)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="artel.ics"'
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Give the one who is signed in an address, another one when he has one."""
    make_address(_me(request), actor=actor_on(request))
    messages.success(request, _("The address of your calendar is ready: copy it into the other program."))
    return redirect("profile")


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Take the address away."""
    revoke_address(_me(request), actor=actor_on(request))
    messages.success(request, _("The address of your calendar is revoked."))
    return redirect("profile")


def feed_panel(request: HttpRequest, user: User) -> Html:
    """Return the panel of the profile; nothing for an outsider."""
    if user.is_portal:
        return EMPTY
    words = _("Shows your meetings, calls and tasks in the calendar of a phone or in Outlook. Who has it reads it all.")
    held = CalendarFeed.objects.filter(user=user).first()
    note = format_html('<p class="muted small">{}</p>', words)
    title = _("Calendar in other programs")
    if held is None:
        button = act(request, reverse("ical:make"), _("Make an address"), icon="calendar-plus")
        return Panel(title=title, body=note, foot=button)
    address = request.build_absolute_uri(reverse("ical:feed", kwargs={"secret": secret_of(held)}))
    copy = Button(label=_("Copy"), icon="copy", attrs={"data-controller": "copy", "data-text": address})
    renew = act(
        request,
        reverse("ical:make"),
        _("Renew"),
        icon="refresh",
        confirm=_("Make another address? Programs that read the old one will get nothing."),
    )
    gone = act(request, reverse("ical:revoke"), _("Revoke"), confirm=_("Take the address away?"))
    read = Entry(label=_("Read last"), value=moment(held.last_read_at) or _("never"))
    shown = format_html('<p><code class="a-secret">{}</code></p>', address)
    foot = format_html('<div class="row-x wrap">{}</div>', join((copy, renew, gone)))
    return Panel(title=title, body=join((shown, read, note)), foot=foot)


def _count(place: str, most: int) -> None:
    """Count in the shared cache; raises TooMany above `most`."""
    cache.add(place, 0, COUNTED_FOR)
    try:
        number = cache.incr(place)
    except ValueError:
        # The counter expired between the two calls.
        return
    if number > most:
        raise TooMany(retry_after=COUNTED_FOR)


def _me(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise AccessDenied
    return request.user
