"""The person's notifications: a page, the menu behind the bell, and marking as read."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.notifications.models import Notification
from artel.platform.notifications.preferences import choose_letters
from artel.platform.ui.page import Page

IN_MENU, ON_PAGE = 12, 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Show all notifications of the person, newest first."""
    own = Notification.objects.filter(user_id=request.user.pk or 0).order_by("-id")
    found = Paginator(own, ON_PAGE).get_page(request.GET.get("page"))
    page = Page(title=_("Notifications"), kind="list")
    return render(request, "notifications/list.html", {"page": page, "found": found})


@require_GET
def menu(request: HttpRequest) -> HttpResponse:
    """Return the latest ones as the content of the bell's menu."""
    found = Notification.objects.filter(user_id=request.user.pk or 0).order_by("-id")[:IN_MENU]
    return render(request, "notifications/menu.html", {"found": found})


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark one notification (`id`) or all of the person's as read."""
    unread = Notification.objects.filter(user_id=request.user.pk or 0, read_at=None)
    chosen = request.POST.get("id", "")
    if chosen.isascii() and chosen.isdigit():
        unread = unread.filter(pk=int(chosen))
    unread.update(read_at=timezone.now())
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Trigger": "notifications:changed"})
    return redirect("notifications:list")


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Remember about which kinds the person wants letters."""
    choose_letters(request.POST.getlist("letters"), actor=actor_on(request))
    messages.success(request, _("Saved."))
    return redirect("profile")
