"""Revisions of the configuration: the list, one with its differences, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.actions.roles import apply_restore, plan_restore
from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.views.frame import moment, settings_page, with_tool
from artel.platform.access.views.telling import title_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.models import Revision
from artel.platform.designer.history.changes import apply_form, changes_list, plan_parts
from artel.platform.designer.parts.moving import moves_in, settle_some
from artel.platform.kernel.errors import ConfigurationRefused, Conflict, NotFound
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel
from artel.platform.ui.table import Column, Group, Pager, Row, Table

PAGE = 50
NAMED = 4
"""How many changes of a revision the list names."""


@require_GET
@with_tool(Tool.REVISIONS)
def revisions(request: HttpRequest) -> HttpResponse:
    """The list, newest first; `before` is the number that the page begins below."""
    found = Revision.objects.select_related("author").order_by("-number")
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(number__lt=int(before[:18]))
    rows = list(found[: PAGE + 1])
    parts: list[Html] = [_compared(rows[:PAGE]) if rows else EmptyState(title=_("No revisions yet"), icon="history")]
    if len(rows) > PAGE:
        parts.append(Pager(shown="", next_url=f"?before={rows[PAGE - 1].number}"))
    crumbs = (Crumb(_("Configuration revisions")),)
    return settings_page(request, _("Configuration revisions"), parts, place="revisions", crumbs=crumbs)


@require_GET
@with_tool(Tool.REVISIONS)
def revision(request: HttpRequest, number: int) -> HttpResponse:
    """One revision: what it changed, line by line."""
    found = _revision(number)
    back = Button(label=_("Back to this state"), url=reverse("designer:restore", args=[number]), icon="arrow-back-up")
    is_present = number == current_snapshot().revision
    author = found.author.name if found.author else _("The system")
    head = format_html('<p class="muted">{} · {}{}</p>', author, moment(found.created_at), _note(found))
    parts: list[Html] = [head, Panel(body=changes_list(found.changes))]
    here = Button(label=_("Compare with today"), url=f"{reverse('designer:compare')}?of={number}", icon="arrows-diff")
    actions = () if is_present else (here, back)
    return settings_page(
        request, title_of_revision(number), parts, place="revisions", crumbs=history_crumbs(number), actions=actions
    )


@require_http_methods(["GET", "POST"])
@with_tool(Tool.REVISIONS)
def restore_revision(request: HttpRequest, number: int) -> HttpResponse:
    """Show what going back to a revision would change; on POST do it."""
    _revision(number)
    refusal = ""
    if request.method == "POST":
        base = int(request.POST["base"]) if request.POST.get("base", "").isdecimal() else -1
        try:
            apply_restore(number, base=base, actor=actor_on(request), moves=moves_in(request.POST))
        except (Conflict, ConfigurationRefused) as refused:
            refusal = str(refused)
        else:
            settle_some()
            messages.success(request, _("The configuration of revision %(number)s is back.") % {"number": number})
            return redirect("designer:revisions")
    plan = plan_restore(number, actor=actor_on(request), moves=moves_in(request.POST))
    if plan.is_empty and not refusal:
        messages.info(request, _("The configuration is as it was then; there is nothing to bring back."))
        return redirect("designer:revisions")
    url, hidden = reverse("designer:restore", args=[number]), [("base", str(plan.base))]
    button = apply_form(request, url, _("Bring back"), plan, hidden) if not plan.problems else EMPTY
    parts = plan_parts(plan, button, reverse("designer:revision", args=[number]), refusal=refusal)
    title = _("What will change")
    status = 409 if refusal else 422 if plan.problems else 200
    return settings_page(request, title, parts, place="revisions", crumbs=history_crumbs(number), status=status)


def _revision(number: int) -> Revision:
    found = Revision.objects.select_related("author").filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no such revision."))
    return found


def title_of_revision(number: int) -> str:
    """Return what a revision is called."""
    return _("Revision %(number)s") % {"number": number}


def history_crumbs(number: int) -> tuple[Crumb, ...]:
    """Return the path to a revision."""
    url = reverse("designer:revision", args=[number])
    return (Crumb(_("Configuration revisions"), reverse("designer:revisions")), Crumb(title_of_revision(number), url))


def _note(found: Revision) -> Html:
    return format_html(" · {}", found.note) if found.note else EMPTY


def _compared(found: list[Revision]) -> Html:
    """Return the list with a tick for each; two ticks and the button show what lies between."""
    button = Button(label=_("Compare the two ticked"), icon="arrows-diff", is_submit=True, is_small=True)
    hint = format_html('<span class="muted small">{}</span>', _("One tick compares with today."))
    return format_html(
        '<form class="stack" method="get" action="{}"><div class="row-x wrap">{}{}</div>{}</form>',
        reverse("designer:compare"),
        button,
        hint,
        _table(found),
    )


def _tick(number: int) -> Html:
    label = _("Compare revision %(number)s") % {"number": number}
    return format_html(
        '<input type="checkbox" class="form-check-input" name="of" value="{}" aria-label="{}">', number, label
    )


def _table(found: list[Revision]) -> Table:
    present = current_snapshot().revision
    columns = (
        Column(key="tick", label=_("Compare"), width=100),
        Column(key="number", label=_("No."), width=160),
        Column(key="changes", label=_("What"), is_name=True),
        Column(key="author", label=_("Who"), width=200),
        Column(key="at", label=_("When"), width=140),
        Column(key="note", label=_("Note"), width=240, is_wide_only=True),
    )
    rows = [
        Row(
            id=each.number,
            url=reverse("designer:revision", args=[each.number]),
            name=title_of_revision(each.number),
            values={
                "tick": _tick(each.number),
                "number": _number(each.number, present),
                "changes": _summary(each.changes),
                "author": each.author.name if each.author else _("The system"),
                "at": moment(each.created_at),
                "note": each.note,
            },
        )
        for each in found
    ]
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Configuration revisions"), is_static=True)


def _number(number: int, present: int) -> Html:
    return Flag(_("%(number)s · in force") % {"number": number}, "good") if number == present else str(number)


def _summary(changes: list[dict[str, Any]]) -> str:
    """Name the first changes in words: «Role manager, field deals.x_floors and 12 more»."""
    named, snapshot = [], current_snapshot()
    for change in changes[:NAMED]:
        body = change["after"] or change["before"]
        named.append(title_of(change["kind"], change["key"], body, snapshot))
    text = ", ".join(named)
    more = len(changes) - NAMED
    return _("%(named)s and %(number)s more") % {"named": text, "number": more} if more > 0 else text
