"""The profile: one's own facts, password, second factor and sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from artel.platform.access.actions import profile as verbs
from artel.platform.access.actions.profile import ProfileFacts, profile_of
from artel.platform.access.middleware import actor_on
from artel.platform.access.profile_panels import profile_panels
from artel.platform.access.views.frame import Errors, act, beside, errors_of, moment
from artel.platform.access.zones import offered_zones
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, join
from artel.platform.ui.formats import date_short
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb, Page
from artel.platform.ui.record import Entry, Panel
from artel.platform.users.models import Absence, User

THEME_COOKIE = "artel_theme"
MOST_SESSIONS = 20
BROWSERS = ("Firefox", "YaBrowser", "Edg", "OPR", "Chrome", "Safari")
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The page of the one who is signed in."""
    user = _me(request)
    facts = _read(request) if request.method == "POST" else profile_of(user)
    errors: Errors = {}
    if request.method == "POST":
        try:
            verbs.change_profile(facts, actor=actor_on(request))
        except ValidationFailed as refused:
            errors = errors_of(refused)
        else:
            with translation.override(facts.language):
                messages.success(request, _("Saved."))
            response = redirect("profile")
            # The cookie of this browser would win over what has just been chosen.
            response.delete_cookie(THEME_COOKIE)
            return response
    others = [make(request, user) for make in profile_panels]
    body = beside(_form(request, facts, errors), _security(user), _absence(user), *others, _sessions(request, user))
    page = Page(title=_("Profile"), crumbs=(Crumb(_("Profile")),))
    return render(request, "access/page.html", {"page": page, "parts": [body]}, status=422 if errors else 200)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the look chosen in the menu."""
    verbs.choose_theme(clean_line(request.POST.get("theme", "")), actor=_actor(request))
    return HttpResponse(status=204)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    verbs.end_other_sessions(request.session.session_key or "", actor=_actor(request))
    messages.success(request, _("Signed out everywhere else."))
    return redirect("profile")


def _me(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise AccessDenied
    return request.user


def _actor(request: HttpRequest) -> Actor:
    return actor_on(request)


def _read(request: HttpRequest) -> ProfileFacts:
    return ProfileFacts(**{key: clean_line(request.POST.get(key, "")) for key in ProfileFacts.__slots__})


def _form(request: HttpRequest, facts: ProfileFacts, errors: Errors) -> Form:
    themes = (Option("system", _("As the system")), Option("light", _("Light")), Option("dark", _("Dark")))
    zones = [Option(*zone) for zone in offered_zones(facts.timezone)]
    fields = (
        Field(name="name", label=_("Name"), value=facts.name, is_required=True, error=errors.get("name", ())),
        Field(name="position", label=_("Position"), value=facts.position, error=errors.get("position", ())),
        Field(name="phone", label=_("Phone"), kind="phone", value=facts.phone, error=errors.get("phone", ())),
    )
    speech = (
        Field(
            name="language",
            label=_("Language"),
            kind="radio",
            value=facts.language,
            options=(Option("ru", "Русский"), Option("en", "English")),
            error=errors.get("language", ()),
        ),
        Field(
            name="theme",
            label=_("Theme"),
            kind="radio",
            value=facts.theme,
            options=themes,
            error=errors.get("theme", ()),
        ),
        Field(
            name="timezone",
            label=_("Time zone"),
            kind="select",
            value=facts.timezone,
            options=zones,
            error=errors.get("timezone", ()),
        ),
    )
    return Form(
        action=reverse("profile"),
        groups=(Fieldset(fields=fields), Fieldset(fields=speech, title=_("Language and appearance"))),
        errors=errors.get("", ()),
        buttons=(Button(label=_("Save"), kind="primary", is_submit=True),),
        csrf_token=get_token(request),
    )


def _security(user: User) -> Panel:
    has_factor = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    factor: Html = Flag(_("on"), "good") if has_factor else Flag(_("off"), "soon")
    change = format_html('<a class="a-link" href="{}">{}</a>', reverse("account_change_password"), _("change"))
    lines = (
        Entry(label=_("Login name"), value=user.username),
        Entry(label=_("E-mail"), value=user.email or "—"),
        Entry(label=_("Password"), value=change),
        Entry(label=_("Second factor"), url=reverse("mfa_index"), value=factor),
    )
    return Panel(title=_("Sign-in"), body=join(lines))


def _absence(user: User) -> Panel:
    """Return when one is away next, and the way to say so."""
    today = clock.company_day()
    near = Absence.objects.filter(user=user, until__gte=today).select_related("deputy").order_by("since").first()
    body: Html = format_html('<p class="muted">{}</p>', _("Nothing is noted: what comes to you stays with you."))
    if near is not None:
        deputy = _("deputy: %(name)s") % {"name": near.deputy} if near.deputy else _("without a deputy")
        body = Entry(label=f"{date_short(near.since, today)} – {date_short(near.until, today)}", note=deputy)
    change = Button(label=_("Absences"), icon="calendar", url=reverse("absences"), is_small=True)
    return Panel(title=_("Absence"), body=body, foot=change)


def _sessions(request: HttpRequest, user: User) -> Panel:
    present = request.session.session_key
    found = list(UserSession.objects.filter(user=user).order_by("-last_seen_at")[:MOST_SESSIONS])
    lines = join(
        Entry(
            label=device(each.user_agent),
            note=each.ip,
            value=Flag(_("this one"), "good") if each.session_key == present else moment(each.last_seen_at),
        )
        for each in found
    )
    question = _("Sign out everywhere else?")
    end = act(request, reverse("profile_end_others"), _("Sign out everywhere else"), icon="logout", confirm=question)
    return Panel(title=_("Open sessions"), body=lines, foot=end if len(found) > 1 else "")


def device(agent: str) -> str:
    """Return a browser and a system in words from what a browser says of itself."""
    browser = next((name for name in BROWSERS if name in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    words = {"Edg": "Edge", "OPR": "Opera", "YaBrowser": "Яндекс Браузер", "Mac OS": "macOS"}
    return " · ".join(words.get(name, name) for name in (browser, system) if name) or _("Unknown device")
