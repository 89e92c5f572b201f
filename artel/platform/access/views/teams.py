"""Teams: the tree, and one team with its people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.access.actions import teams as verbs
from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.teams import teams_below
from artel.platform.access.views.frame import Errors, act, beside, errors_of, settings_page, with_tool
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import Conflict, NotFound, ValidationFailed
from artel.platform.ui.atoms import Person
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel
from artel.platform.users.models import Team, User
from artel.platform.working_time.calendars import offered_calendars

MOST_PEOPLE = 200


@require_GET
@with_tool(Tool.USERS)
def teams(request: HttpRequest) -> HttpResponse:
    """The tree of teams with the number of people in each. One query."""
    found = Team.objects.annotate(people=Count("members", filter=Q(members__is_active=True))).order_by("name")
    below: dict[int | None, list[Team]] = defaultdict(list)
    for each in found:
        below[each.parent_id].append(each)
    add = Button(label=_("New team"), url=reverse("settings_team_new"), icon="plus", kind="primary", shortcut="N")
    explained = _("A head with the record policy “team” sees what his team and all teams below it own.")
    empty = EmptyState(title=_("No teams yet"), text=explained, icon="users-group", actions=(add,))
    tree = format_html('<p class="muted">{}</p>{}', explained, _tree(below, None)) if below else empty
    return settings_page(request, _("Teams"), [tree], place="teams", crumbs=(Crumb(_("Teams")),), actions=(add,))


@require_http_methods(["GET", "POST"])
@with_tool(Tool.USERS)
def new_team(request: HttpRequest) -> HttpResponse:
    """The form of a new team; `parent` in the address puts it below another one."""
    facts = _read(request)
    errors: Errors = {}
    if request.method == "POST":
        try:
            verbs.create_team(
                facts.name,
                actor=actor_on(request),
                parent_id=facts.parent,
                calendar=facts.calendar,
                head_id=facts.head,
            )
        except ValidationFailed as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("The team is created."))
            return redirect("settings_teams")
    form = _form(request, reverse("settings_team_new"), facts, errors, without=())
    crumbs = (Crumb(_("Teams"), reverse("settings_teams")), Crumb(_("New team")))
    status = 422 if errors else 200
    return settings_page(request, _("New team"), [form], place="teams", crumbs=crumbs, status=status)


@require_http_methods(["GET", "POST"])
@with_tool(Tool.USERS)
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """One team: its name and place, and its people."""
    found = Team.objects.filter(pk=team_id).first()
    if found is None:
        raise NotFound(team=team_id)
    stored = _Facts(found.name, found.parent_id, found.calendar, found.head_id)
    facts = _read(request) if request.method == "POST" else stored
    errors: Errors = {}
    if request.method == "POST":
        try:
            actor = actor_on(request)
            verbs.change_team(
                team_id,
                facts.name,
                actor=actor,
                parent_id=facts.parent,
                calendar=facts.calendar,
                head_id=facts.head,
            )
        except ValidationFailed as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_teams")
    form = _form(request, reverse("settings_team", args=[team_id]), facts, errors, without=teams_below(team_id))
    body = beside(form, _people(request, found))
    crumbs = (Crumb(_("Teams"), reverse("settings_teams")), Crumb(found.name))
    return settings_page(request, found.name, [body], place="teams", crumbs=crumbs, status=422 if errors else 200)


@require_POST
@with_tool(Tool.USERS)
def delete_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Delete an empty team."""
    try:
        verbs.delete_team(team_id, actor=actor_on(request))
    except Conflict as refused:
        messages.error(request, str(refused))
        return redirect("settings_team", team_id)
    messages.success(request, _("The team is deleted."))
    return redirect("settings_teams")


@dataclass(frozen=True, slots=True)
class _Facts:
    name: str
    parent: int | None
    calendar: str
    head: int | None = None


def _read(request: HttpRequest) -> _Facts:
    given = request.POST if request.method == "POST" else request.GET
    parent, head = (
        int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
        for text in (given.get("parent_id", ""), given.get("head_id", ""))
    )
    return _Facts(given.get("name", ""), parent, given.get("calendar", ""), head)


def _tree(below: dict[int | None, list[Team]], parent: int | None) -> SafeString:
    """Return the teams under a parent as a nested list."""
    if parent not in below:
        return EMPTY
    return format_html('<ul class="a-tree">{}</ul>', join(_branch(below, each) for each in below[parent]))


def _branch(below: dict[int | None, list[Team]], each: Team) -> SafeString:
    people: int = each.people  # type: ignore[attr-defined]
    add = Button(
        label=_("New team below “%(name)s”") % {"name": each.name},
        url=f"{reverse('settings_team_new')}?parent_id={each.pk}",
        icon="plus",
        kind="bare",
        is_icon_only=True,
        is_small=True,
    )
    return format_html(
        '<li><span class="row-x"><a class="clip" href="{}">{}</a><span class="muted">{}</span>{}</span>{}</li>',
        reverse("settings_team", args=[each.pk]),
        each.name,
        ngettext("%(number)s person", "%(number)s people", people) % {"number": people},
        add,
        _tree(below, each.pk),
    )


def _form(request: HttpRequest, url: str, facts: _Facts, errors: Errors, *, without: tuple[int, ...]) -> Form:
    others = Team.objects.exclude(pk__in=without).order_by("name").values_list("pk", "name")
    heads = User.objects.filter(pk=facts.head or 0).values_list("pk", "name")
    fields = (
        Field(name="name", label=_("Name"), value=facts.name, is_required=True, error=errors.get("name", ())),
        Field(
            name="parent_id",
            label=_("Part of"),
            kind="select",
            value=str(facts.parent or ""),
            options=[Option(str(pk), label) for pk, label in others],
            error=errors.get("parent_id", ()),
        ),
        Field(
            name="head_id",
            label=_("Head"),
            kind="select",
            value=str(facts.head or ""),
            options=[Option(str(pk), name) for pk, name in heads],
            search_url="/people/",
            placeholder=_("Type to search"),
            help=_("Gets what the process gives to the head of a colleague. Empty: the head of the team above."),
            error=errors.get("head_id", ()),
        ),
        Field(
            name="calendar",
            label=_("Working hours"),
            kind="select",
            value=facts.calendar,
            options=[Option(*found) for found in offered_calendars(current_snapshot(), facts.calendar)],
            help=_("Empty: those of the team above, in the end the company's."),
            error=errors.get("calendar", ()),
        ),
    )
    save = Button(label=_("Save"), kind="primary", is_submit=True)
    back = Button(label=_("Cancel"), url=reverse("settings_teams"), kind="bare")
    return Form(action=url, groups=(Fieldset(fields=fields),), buttons=(back, save), csrf_token=get_token(request))


def _people(request: HttpRequest, team: Team) -> Html:
    people = User.objects.filter(team=team, is_active=True).order_by("name").values_list("pk", "name")[:MOST_PEOPLE]
    shown = join(
        format_html("<li>{}</li>", Person(name, url=reverse("settings_user", args=[pk]))) for pk, name in people
    )
    question = _("Delete the team “%(name)s”?") % {"name": team.name}
    delete = act(
        request,
        reverse("settings_team_delete", args=[team.pk]),
        _("Delete team"),
        icon="trash",
        kind="danger",
        confirm=question,
    )
    body = format_html('<ul class="a-plain">{}</ul>', shown) if shown else format_html("<p>{}</p>", _("Nobody yet."))
    return Panel(title=_("People"), body=body, foot=delete)
