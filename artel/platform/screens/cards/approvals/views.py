"""The views of approvals: the list, the decision, asking again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.kernel.errors import Conflict, ValidationFailed
from artel.platform.process.approvals.deciding import ask_again, decide
from artel.platform.process.approvals.models import State
from artel.platform.process.approvals.reading import one_of
from artel.platform.screens.answers import answer, done, into_dialog, panel
from artel.platform.screens.cards.approvals.decision import decision_dialog, record_of
from artel.platform.screens.cards.approvals.listing import DECIDED, approvals_screen
from artel.platform.screens.forms.saving import token
from artel.platform.screens.place import actor_in
from artel.platform.ui.feedback import Toast


@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, what he asked for or decided."""
    screen = approvals_screen(actor_in(request), request.GET.get("tab", ""))
    return answer(request, "screens/approvals.html", "list", {"screen": screen, "page": screen.page})


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Show what is to be decided; POST decides. Anybody who is not asked is refused by the act itself."""
    actor = actor_in(request)
    asked = one_of(approval_id, actor)
    record = record_of(asked, actor)
    if request.method == "GET":
        is_rejecting = "reject" in request.GET
        return panel(decision_dialog(asked, record, actor=actor, csrf_token=token(request), is_rejecting=is_rejecting))
    comment, is_approved = request.POST.get("comment", ""), request.POST.get("decision") == "approve"
    try:
        decided = decide(approval_id, is_approved=is_approved, comment=comment, actor=actor)
    except ValidationFailed as error:
        shown = decision_dialog(
            asked, record, actor=actor, csrf_token=token(request), comment=comment, problems=error.problems
        )
        return into_dialog(shown, status=422)
    except Conflict as error:
        return _too_late(request, approval_id, error)
    section, record_id = decided.approval.section, decided.approval.record_id
    fallback = f"/{section}/{record_id}/" if record else f"/approvals/?tab={DECIDED}"
    return done(
        request, _toast(decided.approval.state, is_held=bool(decided.lacking)), section, [record_id], fallback=fallback
    )


@require_POST
def again(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Ask once more for what was rejected."""
    actor = actor_in(request)
    approval = one_of(approval_id, actor).approval
    ask_again(approval_id, actor=actor)
    url = f"/{approval.section}/{approval.record_id}/"
    return done(request, Toast(text=_("Asked again")), approval.section, [approval.record_id], fallback=url)


def _too_late(request: HttpRequest, approval_id: int, error: Conflict) -> HttpResponse:
    """Show how it was decided meanwhile."""
    actor = actor_in(request)
    asked = one_of(approval_id, actor)
    shown = decision_dialog(asked, record_of(asked, actor), actor=actor, csrf_token=token(request))
    return into_dialog(shown, status=error.http_status)


def _toast(state: str, *, is_held: bool) -> Toast:
    if is_held:
        return Toast(text=_("Decided. The record can't go on yet: its card says what is missing."), kind="late")
    if state == State.OPEN:
        return Toast(text=_("Your approval is noted; others are still to decide."))
    return Toast(text=_("Approved") if state == State.APPROVED else _("Rejected"))
