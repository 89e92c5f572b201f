"""Handing over: whose, to whom, what goes where; then how it went, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.access.views.frame import Errors, beside, errors_of, settings_page, with_tool
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import Conflict, NotFound, ValidationFailed
from artel.platform.process.handing_over.form import Asked, form_of
from artel.platform.process.handing_over.models import HandOver
from artel.platform.process.handing_over.planning import check_sharing, preview
from artel.platform.process.handing_over.running import begin, begin_undo
from artel.platform.process.handing_over.screen import preview_panel, progress, recent
from artel.platform.process.permissions import HAND_OVER
from artel.platform.ui.component import EMPTY, Html
from artel.platform.ui.feedback import Notice
from artel.platform.ui.page import Crumb
from artel.platform.users.models import User


@require_http_methods(["GET", "POST"])
@with_tool(HAND_OVER)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Ask whose things go to whom; POST shows what would go where, or begins."""
    snapshot = current_snapshot()
    asked = Asked.of(request.POST if request.method == "POST" else request.GET)
    errors: Errors = {}
    shown: Html = EMPTY
    if request.method == "POST" and asked.person is not None:
        sharing = asked.sharing()
        try:
            check_sharing(sharing, asked.person, snapshot)
            if request.POST.get("act") == "begin":
                return redirect("process:handed_over", begin(asked.person, sharing, actor=actor_on(request)).pk)
            shown = preview_panel(preview(asked.person, sharing, snapshot), asked.person)
        except ValidationFailed as refused:
            errors = errors_of(refused)
        except Conflict as refused:
            shown = Notice(text=str(refused), tone="late")
    form = form_of(request, asked, errors, snapshot, is_previewed=bool(shown))
    parts = [shown, form] if shown else [beside(form, recent())]
    status = 422 if errors else 200
    title = _("Hand work over")
    return settings_page(request, title, parts, place="hand_over", crumbs=(Crumb(title),), status=status)


@require_GET
@with_tool(HAND_OVER)
def handed_over(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """How a handing over goes, or went."""
    found = HandOver.objects.filter(pk=hand_over_id).first()
    if found is None:
        raise NotFound(hand_over=hand_over_id)
    name = User.objects.filter(pk=found.person_id).values_list("name", flat=True).first() or ""
    crumbs = (Crumb(_("Hand work over"), reverse("process:hand_over")), Crumb(name))
    parts = [progress(request, found, current_snapshot())]
    return settings_page(request, _("From %(person)s") % {"person": name}, parts, place="hand_over", crumbs=crumbs)


@require_POST
@with_tool(HAND_OVER)
def undoing(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Have everything given back."""
    try:
        begin_undo(hand_over_id, actor=actor_on(request))
    except Conflict as refused:
        messages.error(request, str(refused))
    return redirect("process:handed_over", hand_over_id)
