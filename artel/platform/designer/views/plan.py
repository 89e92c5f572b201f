"""The plan as a page, applying, taking back, and deciding where somebody else changed the same thing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.access.views.telling import lines_of, title_of
from artel.platform.definitions.current import read_revision
from artel.platform.designer.drafts import Collision, Identity, Working, apply, discard, discard_all, settle
from artel.platform.designer.parts.moving import moves_in, settle_some
from artel.platform.designer.parts.plan import plan_aside, waiting
from artel.platform.designer.views.frame import design_page, drafting, top_tabs
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused, Conflict
from artel.platform.screens.answers import safe_path
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel

LONGEST_NOTE = 500


@require_GET
@drafting
def plan(request: HttpRequest, working: Working) -> HttpResponse:
    """The draft as a whole: what somebody else changed meanwhile first, then every change."""
    if not working.edits:
        history = Button(label=_("History of the configuration"), url=reverse("designer:revisions"), icon="history")
        seen = (history,) if may_use(actor_on(request), Tool.REVISIONS) else ()
        text = _("Change fields, cards or lists: everything gathers here until you apply it.")
        parts: list[Html] = [EmptyState(title=_("No changes wait"), text=text, icon="clipboard-check", actions=seen)]
    else:
        token, back = get_token(request), reverse("designer:plan")
        parts = [
            *(_collision(each, working, token) for each in working.collisions),
            plan_aside(working, csrf_token=token, back=back),
        ]
    flag = (Flag(waiting(working), "soon"),) if working.edits else ()
    return design_page(
        request,
        working,
        _("Plan of changes"),
        parts,
        tabs=top_tabs("plan", actor=actor_on(request)),
        crumbs=(Crumb(_("Plan of changes")),),
        actions=flag,
        has_aside=False,
    )


@require_POST
def apply_draft(request: HttpRequest) -> HttpResponse:
    """Apply everything that was shown; when it can't be, the page shows the new plan and says why."""
    return _applied(request, actor_on(request))


@require_POST
def one(request: HttpRequest) -> HttpResponse:
    """Apply one change of the draft alone, or take it back."""
    identity: Identity = (request.POST.get("kind", ""), request.POST.get("key", ""))
    actor = actor_on(request)
    if request.POST.get("act") == "apply":
        return _applied(request, actor, only=identity)
    try:
        discard([identity], actor=actor)
    except ConfigurationRefused as refused:
        messages.error(request, _("Other changes rest on this one: %(problems)s") % {"problems": refused})
    return redirect(_back(request))


@require_POST
def discard_draft(request: HttpRequest) -> HttpResponse:
    """Forget the whole draft."""
    discard_all(actor=actor_on(request))
    messages.success(request, _("The draft is forgotten; the configuration is as it was."))
    return redirect("designer:plan")


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Take one side where somebody else changed the same definition."""
    identity: Identity = (request.POST.get("kind", ""), request.POST.get("key", ""))
    try:
        settle(identity, mine=request.POST.get("side") == "mine", actor=actor_on(request))
    except ConfigurationRefused as refused:
        messages.error(request, str(refused))
    return redirect("designer:plan")


def _applied(request: HttpRequest, actor: Actor, *, only: Identity | None = None) -> HttpResponse:
    sent = request.POST.get("base", "")
    note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
    try:
        apply(
            base=int(sent) if sent.isdecimal() else -1,
            actor=actor,
            note=note,
            only=(only,) if only else (),
            moves=moves_in(request.POST),
        )
    except (Conflict, ConfigurationRefused) as refused:
        messages.error(request, str(refused))
        return redirect("designer:plan")
    settle_some()
    text = _("Applied: revision %(number)s. Everybody sees it from the next request on.")
    messages.success(request, text % {"number": read_revision()})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    return safe_path(request.POST.get("back", ""), reverse("designer:plan"))


def _collision(each: Collision, working: Working, csrf_token: str) -> Panel:
    edit = each.edit
    theirs = join(_line(d.path, d.after) for d in lines_of(edit.before, each.now)) or _("taken out of use")
    mine = join(_line(d.path, d.after) for d in lines_of(edit.before, edit.body)) or _("taken out of use")
    buttons = format_html(
        '<form method="post" class="row-x wrap" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="kind" value="{}"><input type="hidden" name="key" value="{}">{}{}</form>',
        reverse("designer:decide"),
        csrf_token,
        edit.kind,
        edit.key,
        Button(label=_("Mine stands"), is_submit=True, attrs={"name": "side", "value": "mine"}),
        Button(label=_("Theirs stays"), is_submit=True, attrs={"name": "side", "value": "theirs"}),
    )
    body = format_html(
        '<div class="a-two"><div><h3 class="a-part">{}</h3><div class="a-diff">{}</div></div>'
        '<div><h3 class="a-part">{}</h3><div class="a-diff">{}</div></div></div>',
        _("Somebody changed meanwhile"),
        theirs,
        _("Your draft"),
        mine,
    )
    title = title_of(edit.kind, edit.key, edit.body, working.snapshot)
    return Panel(title=title, body=body, foot=buttons)


def _line(path: str, value: str) -> Html:
    return format_html("<div>{} <ins>{}</ins></div>", path, value or "∅") if path else EMPTY
