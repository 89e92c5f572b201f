"""The board of invariants, and mending on request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.access.views.frame import with_tool
from artel.platform.automation.invariants.asking import mend_on_request
from artel.platform.automation.invariants.attention import attention as attention_of
from artel.platform.automation.invariants.reading import board, names_of_owners
from artel.platform.automation.invariants.screen import board_of
from artel.platform.automation.permissions import MEND
from artel.platform.definitions.current import current_snapshot
from artel.platform.ui.component import Html
from artel.platform.ui.page import Page, Tab, Tabs


@require_GET
def order(request: HttpRequest) -> HttpResponse:
    """Each invariant with how many break it, whose they are and how it went."""
    boards = board(actor_on(request), current_snapshot())
    return _page(request, board_of(request, boards, names_of_owners(boards)), is_attention=False)


@require_GET
def attention(request: HttpRequest) -> HttpResponse:
    """What stopped or came to the wrong hands, each with whose it is."""
    return _page(request, attention_of(actor_on(request), current_snapshot()), is_attention=True)


def _page(request: HttpRequest, body: Html, *, is_attention: bool) -> HttpResponse:
    tabs = Tabs(
        label=_("In order"),
        tabs=[
            Tab(label=_("In order"), url=reverse("automation:order"), is_current=not is_attention),
            Tab(label=_("Needs attention"), url=reverse("automation:attention"), is_current=is_attention),
        ],
    )
    title = _("Needs attention") if is_attention else _("In order")
    return render(request, "access/page.html", {"page": Page(title=title), "tabs": tabs, "parts": [body]})


@require_POST
@with_tool(MEND)
def mending(request: HttpRequest, invariant: str) -> HttpResponse:
    """Mend what the person sees of an invariant's breaches."""
    done, left = mend_on_request(invariant, actor=actor_on(request))
    said = ngettext("Done for %(count)s record.", "Done for %(count)s records.", done) % {"count": done}
    messages.info(request, f"{said} {_('There are more: ask again.')}" if left else said)
    return redirect("automation:order")
