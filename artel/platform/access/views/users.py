"""Users: the list, and one user with his rights, password and sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.access.actions import users as verbs
from artel.platform.access.actions.passwords import end_sessions, issue_password_link
from artel.platform.access.actions.users import UserFacts, facts_of
from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.teams import actor_of
from artel.platform.access.views.frame import (
    Errors,
    act,
    choice,
    errors_of,
    find_bar,
    moment,
    settings_page,
    with_tool,
)
from artel.platform.access.zones import offered_zones
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import Conflict, NotFound, ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.ui.atoms import Flag, Person
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Fact, Facts, Panel
from artel.platform.ui.table import Column, Group, Pager, Row, Table
from artel.platform.users.models import Team, User
from artel.platform.working_time.calendars import offered_calendars

PAGE = 50


@require_GET
@with_tool(Tool.USERS)
def users(request: HttpRequest) -> HttpResponse:
    """The list: by name, fifty a page; `q` searches, `state` is active (default), off or all."""
    q, state = clean_line(request.GET.get("q", "")), request.GET.get("state", "active")
    asked = request.GET.get("page", "")
    page = int(asked[:5]) if asked.isdecimal() else 0
    found = list(_found(q, state)[page * PAGE : (page + 1) * PAGE + 1])
    add = Button(label=_("New user"), url=reverse("settings_user_new"), icon="user-plus", kind="primary", shortcut="N")
    parts: list[Html] = [_search(q, state)]
    parts.append(_table(found[:PAGE]) if found else EmptyState(title=_("Nobody is found"), icon="users"))
    parts.append(_pager(request, page, has_more=len(found) > PAGE))
    return settings_page(request, _("Users"), parts, place="users", crumbs=(Crumb(_("Users")),), actions=(add,))


@require_http_methods(["GET", "POST"])
@with_tool(Tool.USERS)
def new_user(request: HttpRequest) -> HttpResponse:
    """The form of a new user; afterwards his page offers the link for his password."""
    facts = _read(request) if request.method == "POST" else UserFacts(username="", name="")
    errors: Errors = {}
    if request.method == "POST":
        try:
            user_id = verbs.create_user(facts, actor=actor_on(request))
        except ValidationFailed as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("The user is created. Give him a link to choose a password."))
            return redirect("settings_user", user_id)
    form = _form(request, facts, errors, reverse("settings_user_new"))
    crumbs = (Crumb(_("Users"), reverse("settings_users")), Crumb(_("New user")))
    status = 422 if errors else 200
    return settings_page(request, _("New user"), [form], place="users", crumbs=crumbs, status=status)


@require_http_methods(["GET", "POST"])
@with_tool(Tool.USERS)
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """One user: facts to change, and what can be done to his access."""
    person = _user(user_id)
    facts = _read(request) if request.method == "POST" else facts_of(person)
    errors: Errors = {}
    if request.method == "POST":
        try:
            verbs.change_user(user_id, facts, actor=actor_on(request))
        except (ValidationFailed, Conflict) as refused:
            errors = errors_of(refused) if isinstance(refused, ValidationFailed) else {"": (str(refused),)}
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_user", user_id)
    return _user_page(request, person, facts, errors)


@require_POST
@with_tool(Tool.USERS)
def switch_user(request: HttpRequest, user_id: int) -> HttpResponse:
    """Switch a user off (`on` empty) or on."""
    verb = verbs.activate_user if request.POST.get("on") else verbs.deactivate_user
    try:
        verb(user_id, actor=actor_on(request))
    except Conflict as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Switched on.") if request.POST.get("on") else _("Switched off."))
    return redirect("settings_user", user_id)


@require_POST
@with_tool(Tool.USERS)
def password_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show, once, a link where the user chooses a password."""
    path = issue_password_link(user_id, actor=actor_on(request))
    address = request.build_absolute_uri(path)
    copy = Button(label=_("Copy"), icon="copy", attrs={"data-controller": "copy", "data-text": address})
    words = _("Give this link to the person. It works once, for three days; the present password holds until then.")
    text = format_html("<p>{}</p><p><code>{}</code></p><p>{}</p>", words, address, copy)
    notice = Notice(tone="good", text=text)
    person = _user(user_id)
    response = _user_page(request, person, facts_of(person), {}, notice)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@with_tool(Tool.USERS)
def end_user_sessions(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sign a user out everywhere."""
    end_sessions(user_id, actor=actor_on(request))
    messages.success(request, _("Signed out everywhere."))
    return redirect("settings_user", user_id)


def _found(q: str, state: str) -> QuerySet[User]:
    found = User.objects.select_related("team").order_by("name", "id")
    if state in ("active", "off"):
        found = found.filter(is_active=state == "active")
    if q:
        found = found.filter(Q(name__icontains=q) | Q(username__icontains=q) | Q(email__icontains=q))
    return found


def _search(q: str, state: str) -> Html:
    states = {"active": _("Working"), "off": _("Switched off"), "all": _("All")}
    return find_bar("q", q, _("Name, login or e-mail"), choice("state", state, _("State"), states))


def _table(found: list[User]) -> Table:
    known = current_snapshot().roles
    columns = (
        Column(key="name", label=_("Name"), is_name=True),
        Column(key="username", label=_("Login name"), width=140, is_wide_only=True),
        Column(key="team", label=_("Team"), width=160),
        Column(key="roles", label=_("Roles"), width=240),
        Column(key="last_login", label=_("Last sign-in"), width=140, is_wide_only=True),
        Column(key="state", label=_("State"), width=140),
    )
    rows = [
        Row(
            id=person.pk,
            url=reverse("settings_user", args=[person.pk]),
            name=person.name,
            values={
                "name": Person(person.name, short=person.name),
                "username": person.username,
                "team": person.team.name if person.team else "",
                "roles": ", ".join(str(known[key].label) if key in known else key for key in person.roles),
                "last_login": moment(person.last_login),
                "state": _state(person),
            },
        )
        for person in found
    ]
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Users"))


def _state(person: User) -> Html:
    flags = [
        Flag(_("off"), "late") if not person.is_active else EMPTY,
        Flag(_("administrator"), "info") if person.is_admin else EMPTY,
        Flag(_("outsider")) if person.is_portal else EMPTY,
    ]
    return join(flags)


def _pager(request: HttpRequest, page: int, *, has_more: bool) -> Html:
    if not page and not has_more:
        return EMPTY

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return Pager(
        shown=_("Page %(number)s") % {"number": page + 1},
        next_url=address(page + 1) if has_more else "",
        previous_url=address(page - 1) if page else "",
    )


def _user(user_id: int) -> User:
    try:
        return User.objects.select_related("team").get(pk=user_id)
    except ObjectDoesNotExist:
        raise NotFound(user=user_id) from None


def _read(request: HttpRequest) -> UserFacts:
    given = request.POST
    team = given.get("team_id", "")
    return UserFacts(
        **{key: clean_line(given.get(key, "")) for key in ("username", "name", "email", "position", "phone")},
        team_id=int(team) if team.isdecimal() else None,
        roles=tuple(given.getlist("roles")),
        is_admin=bool(given.get("is_admin")),
        is_portal=bool(given.get("is_portal")),
        language=given.get("language", "ru"),
        timezone=given.get("timezone", ""),
        calendar=given.get("calendar", ""),
    )


def _user_page(
    request: HttpRequest, person: User, facts: UserFacts, errors: Errors, notice: Html = EMPTY
) -> HttpResponse:
    form = _form(request, facts, errors, reverse("settings_user", args=[person.pk]))
    columns = format_html(
        '<div class="a-aside"><div>{}</div><div class="stack">{}</div></div>', form, _doings(request, person)
    )
    crumbs = (Crumb(_("Users"), reverse("settings_users")), Crumb(person.name))
    status = 422 if errors else 200
    return settings_page(request, person.name, [notice, columns], place="users", crumbs=crumbs, status=status)


def _form(request: HttpRequest, facts: UserFacts, errors: Errors, url: str) -> Form:
    def field(name: str, label: str, **rest: Any) -> Field:
        return Field(name=name, label=label, value=getattr(facts, name) or "", error=errors.get(name, ()), **rest)

    teams = [Option(str(pk), name) for pk, name in Team.objects.order_by("name").values_list("pk", "name")]
    calendars = [Option(*found) for found in offered_calendars(current_snapshot(), facts.calendar)]
    roles = [Option(r.key, f"{r.label} · {_('outsiders')}" if r.is_portal else str(r.label)) for r in _roles()]
    who = [
        field("name", _("Name"), is_required=True, help=_("Family name first: this is how it is shown everywhere.")),
        field("username", _("Login name"), is_required=True),
        field("email", _("E-mail"), kind="email"),
        field("phone", _("Phone"), kind="phone"),
        field("position", _("Position")),
        Field(
            name="team_id",
            label=_("Team"),
            kind="select",
            value=str(facts.team_id or ""),
            options=teams,
            error=errors.get("team_id", ()),
        ),
        field("language", _("Language"), kind="select", options=[Option("ru", "Русский"), Option("en", "English")]),
        field("timezone", _("Time zone"), kind="select", options=[Option(*z) for z in offered_zones(facts.timezone)]),
        field("calendar", _("Working hours"), kind="select", options=calendars, help=_("Empty: those of the team.")),
    ]
    rights = [
        field("roles", _("Roles"), kind="multiselect", options=roles, width="wide"),
        field("is_admin", _("Administrator: may do everything"), kind="switch"),
        field("is_portal", _("Outsider: sees only what portal roles show"), kind="switch"),
    ]
    save = Button(label=_("Save"), kind="primary", is_submit=True)
    back = Button(label=_("Cancel"), url=reverse("settings_users"), kind="bare")
    groups = (Fieldset(fields=who), Fieldset(fields=rights, title=_("Rights")))
    return Form(
        action=url, groups=groups, errors=errors.get("", ()), buttons=(back, save), csrf_token=get_token(request)
    )


def _roles() -> list[Any]:
    return sorted(current_snapshot().roles.values(), key=lambda r: (r.is_portal, str(r.label)))


def _doings(request: HttpRequest, person: User) -> Html:
    """Return the panels beside the form: access of the person, and what can be done about it."""
    sessions = UserSession.objects.filter(user=person).count()
    has_factor = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    facts = [
        Fact(label=_("State"), value=_state(person) or Flag(_("active"), "good")),
        Fact(label=_("Last sign-in"), value=moment(person.last_login)),
        Fact(label=_("Second factor"), value=_("on") if has_factor else _("off")),
        Fact(label=_("Open sessions"), value=str(sessions)),
        Fact(label=_("Sees teams"), value=_teams_seen(person)),
    ]
    at = [person.pk]
    doings = [act(request, reverse("settings_user_password", args=at), _("Password link"), icon="key")]
    if sessions:
        doings.append(act(request, reverse("settings_user_sessions", args=at), _("Sign out everywhere"), icon="logout"))
    switch, name = reverse("settings_user_switch", args=at), {"name": person.name}
    if person.is_active:
        question = _("Switch off “%(name)s”? He is signed out at once; what he owns stays his.") % name
        doings.append(act(request, switch, _("Switch off"), icon="lock", kind="danger", confirm=question))
    else:
        doings.append(act(request, switch, _("Switch on"), icon="lock-open", hidden={"on": "1"}))
    return Panel(
        title=_("Access"), body=Facts(facts=facts), foot=format_html('<div class="row-x wrap">{}</div>', join(doings))
    )


def _teams_seen(person: User) -> str:
    ids = actor_of(person).team_ids
    return ", ".join(Team.objects.filter(pk__in=ids).values_list("name", flat=True)) if ids else ""
