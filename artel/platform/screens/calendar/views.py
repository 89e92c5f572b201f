"""The calendar: the page, a look at one event, an event moved or stretched."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from artel.platform.kernel.errors import ArtelError, StaleRecord, ValidationFailed
from artel.platform.screens.answers import answer, done, panel
from artel.platform.screens.calendar.moving import Asked, move_event, read_asked
from artel.platform.screens.calendar.peek import peek_dialog
from artel.platform.screens.calendar.screen import calendar_screen
from artel.platform.screens.forms.saving import token
from artel.platform.screens.place import actor_in, place_of
from artel.platform.ui.feedback import Toast, send_events


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what the address says."""
    screen = calendar_screen(actor_in(request), request.GET)
    return answer(request, "screens/calendar.html", "calendar", {"screen": screen, "page": screen.page})


@require_GET
def peek(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Show one event in short, with what can be done at once."""
    return panel(peek_dialog(place_of(request, section), record_id, token(request)))


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move or stretch an event; a refusal is said in words and nothing has moved."""
    asked = read_asked({**request.GET.dict(), **request.POST.dict()})
    place = place_of(request, asked.section, "change")
    try:
        before = move_event(place, asked)
    except (ValidationFailed, StaleRecord) as error:
        return _refused(error)
    toast = Toast(text=_("Moved") if asked.start else _("Saved"), undo=_undo(before))
    return done(request, toast, asked.section, [asked.id], fallback=reverse("screens:calendar"))


def _undo(before: Asked) -> str:
    """Return the address that puts an event back where it was."""
    said = {"section": before.section, "id": before.id, "start": before.start, "end": before.end, "owner": before.owner}
    return f"{reverse('screens:calendar_move')}?{urlencode({k: v for k, v in said.items() if v})}"


def _refused(error: ArtelError) -> HttpResponse:
    """Say why nothing moved; the page shows again how things stand."""
    if isinstance(error, ValidationFailed):
        text = " ".join(str(p.message) for p in error.problems)
    else:
        text = _("Somebody has changed it meanwhile: look again before you move it.")
    response = HttpResponse(status=error.http_status, headers={"HX-Reswap": "none"})
    send_events(response, toast=Toast(text=text, kind="late"))
    return response
