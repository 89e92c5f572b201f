"""«Why does X see this?»: a dialog on the card of any record, and a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use, visible_to
from artel.platform.access.roles import SCOPES, Operation, Scope
from artel.platform.access.why import Explanation, Reason, Verdict, explain
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.ui import formats
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.page import Crumb, Page
from artel.platform.users.models import User

MOST_PEOPLE = 500
QUESTIONS = {
    Operation.READ: (gettext_lazy("Sees"), gettext_lazy("Does not see")),
    Operation.CHANGE: (gettext_lazy("May change"), gettext_lazy("May not change")),
    Operation.REMOVE: (gettext_lazy("May delete"), gettext_lazy("May not delete")),
}
POLICIES = {
    Scope.OWN: gettext_lazy("own records"),
    Scope.TEAM: gettext_lazy("records of the team and the teams below"),
    Scope.ALL: gettext_lazy("all records"),
}


@require_GET
def why(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Explain to an administrator about anybody (`user`), to everybody about himself."""
    actor = actor_on(request)
    name = visible_to(actor, section, include_trashed=True).filter(pk=record_id).values_list("name", flat=True).first()
    if name is None or actor.user_id is None:
        raise NotFound(section=section, id=record_id)
    asked = request.GET.get("user", "")
    user_id = int(asked) if asked.isdecimal() else actor.user_id
    told = explain(section, record_id, user_id, actor=actor)
    address = reverse("record_access", args=[section, record_id])
    body = join((_people(actor, user_id, address), _told(told)))
    title = _("Who sees it and why: %(name)s") % {"name": name or formats.record_number(record_id)}
    if request.headers.get("HX-Request"):
        response = HttpResponse(Dialog(title=title, body=body).render())
    else:
        spec = current_snapshot().section(section)
        trail = (Crumb(spec.label.text(), f"/{section}/"), Crumb(name, f"/{section}/{record_id}/"), Crumb(_("Access")))
        page = Page(title=title, crumbs=trail)
        response = render(request, "access/page.html", {"page": page, "parts": [body]})
    response.headers["Vary"] = "HX-Request"
    return response


def _people(actor: Actor, chosen: int, address: str) -> Html:
    """Return the choice of a person for who may ask about others."""
    if not may_use(actor, Tool.EXPLAIN):
        return EMPTY
    people = User.objects.filter(is_active=True).order_by("name").values_list("pk", "name")[:MOST_PEOPLE]
    options = join(
        format_html('<option value="{}"{}>{}</option>', pk, attributes({"selected": pk == chosen}), name)
        for pk, name in people
    )
    return format_html(
        '<form class="row-x" method="get" action="{0}" hx-get="{0}" hx-target="#dialog" hx-trigger="change, submit">'
        '<select class="form-select" name="user" aria-label="{1}" data-focus>{2}</select>{3}</form>',
        address,
        _("Person"),
        options,
        Button(label=_("Explain"), is_submit=True),
    )


def _told(told: Explanation) -> SafeString:
    if not told.is_active:
        return format_html("<p>{}</p>", _("%(name)s is switched off and sees nothing.") % {"name": told.name})
    if told.is_admin:
        return format_html("<p>{}</p>", _("%(name)s is an administrator and may do everything.") % {"name": told.name})
    return format_html('<ul class="a-plan">{}</ul>', join(_verdict(verdict) for verdict in told.verdicts))


def _verdict(verdict: Verdict) -> SafeString:
    yes, no = QUESTIONS[verdict.operation]
    reasons: Html = join(_reason(reason) for reason in verdict.reasons)
    if not verdict.reasons:
        reasons = format_html('<div class="muted">{}</div>', _("No role of his allows this in the section."))
    return format_html(
        '<li class="{}"><i aria-hidden="true">{}</i><div><b>{}</b>{}</div></li>',
        "" if verdict.is_allowed else "is-remove",
        "✓" if verdict.is_allowed else "−",
        yes if verdict.is_allowed else no,
        reasons,
    )


def _reason(reason: Reason) -> SafeString:
    policy: Html = POLICIES[Scope(reason.policy)] if reason.policy in SCOPES else EMPTY
    return format_html(
        "<div>{}: {} {}</div>",
        _("role “%(role)s”") % {"role": reason.role.label.text()},
        policy or format_html("<code>{}</code>", reason.policy),
        Flag(_("fits this record"), "good") if reason.holds else Flag(_("does not fit")),
    )
