"""The board of a section: the page, more cards of a column, a dropped card."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from artel.platform.kernel.errors import NotFound, StaleRecord, ValidationFailed
from artel.platform.screens.answers import answer, done
from artel.platform.screens.boards.refusing import refusal, stale_refusal
from artel.platform.screens.boards.screen import board_screen, more_cards
from artel.platform.screens.cards.acts import moved_toast
from artel.platform.screens.cards.moving import move as move_record
from artel.platform.screens.forms.saving import version_in
from artel.platform.screens.lists.selecting import numbers
from artel.platform.screens.opening.opened import open_view
from artel.platform.screens.opening.state import read_state
from artel.platform.screens.place import Place, place_of
from artel.platform.ui.component import join


@require_GET
def board(request: HttpRequest, section: str) -> HttpResponse:
    """Show the board that the address says."""
    screen = board_screen(open_view(_with_stages(place_of(request, section)), read_state(request.GET), kind="board"))
    return answer(request, "screens/board.html", "board", {"screen": screen, "page": screen.page})


@require_GET
def column(request: HttpRequest, section: str, stage: str) -> HttpResponse:
    """Show more cards of one column."""
    opened = open_view(_with_stages(place_of(request, section)), read_state(request.GET), kind="board")
    try:
        cards, more = more_cards(opened, stage)
    except LookupError:
        raise NotFound from None
    return HttpResponse(str(join((*cards, more))))


@require_POST
def move(request: HttpRequest, section: str) -> HttpResponse:
    """Move a dropped card; a refusal explains itself beside the card and offers to fill in what is missing."""
    place = _with_stages(place_of(request, section, "change"))
    ids = numbers([request.POST.get("id", "")])
    if not ids:
        raise NotFound
    stage = request.POST.get("stage", "")
    try:
        moved = move_record(place, ids[0], stage, version=version_in(request), values={})
    except ValidationFailed as error:
        return HttpResponse(str(refusal(place, ids[0], stage, error)), status=422)
    except StaleRecord:
        return HttpResponse(str(stale_refusal(place, ids[0])), status=409)
    return done(request, moved_toast(place, moved), section, ids, fallback=place.url("board"))


def _with_stages(place: Place) -> Place:
    if not place.has_board:
        raise NotFound(_("This section has no stages."))
    return place
