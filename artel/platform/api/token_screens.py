"""One's own tokens of the API: their list on the profile, making one, revoking one.

A token is shown once, in the answer that makes it, and stands nowhere else. Who may not make tokens still sees and
revokes those that an administrator of the machine made in his name.
"""

from __future__ import annotations

import time
from datetime import timedelta

from allauth.account import app_settings as account_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use, require_tool
from artel.platform.access.views.frame import Errors, act, beside, moment
from artel.platform.api.models import ApiToken
from artel.platform.api.tokens import make_token, revoke_token
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.kernel.text import clean_line
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb, Page
from artel.platform.ui.record import Entry, Panel
from artel.platform.users.models import User

LONGEST_NAME = 150
MOST_TOKENS = 50
LIVES = (30, 90, 365)
"""Days that a token may live, beside for ever; the middle one is offered."""


def tokens_panel(request: HttpRequest, user: User) -> Html:
    """Return the panel of the profile; nothing for who has no token and may make none."""
    number = ApiToken.objects.filter(user=user).count()
    may_make = may_use(actor_on(request), Tool.TOKENS)
    if not number and not may_make:
        return EMPTY
    words = _("For programs that read and write through the API in your name: Excel, Power BI, your own scripts.")
    line = Entry(label=_("API tokens"), url=reverse("api:tokens"), value=str(number))
    return Panel(title=_("Programs"), body=join((line, format_html('<p class="muted small">{}</p>', words))))


def signed_in_long_ago(request: HttpRequest) -> bool:
    """Tell whether nobody proved who he is in this session for the last minutes."""
    user = request.user if isinstance(request.user, User) else None
    proofs = get_authentication_records(request, user)
    return not any(time.time() - proof["at"] < account_settings.REAUTHENTICATION_TIMEOUT for proof in proofs)


# A token outlives the session: whoever finds a browser left open must not take one away. allauth asks for the password
# or the second factor, and comes back with the form as it was sent.
@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True, enabled=signed_in_long_ago)
def tokens(request: HttpRequest) -> HttpResponse:
    """The actor's tokens; POST makes one and shows it, once."""
    user = _me(request)
    if request.method == "GET":
        return _page(request, user)
    require_tool(actor_on(request), Tool.TOKENS)
    name, days = clean_line(request.POST.get("name", "")), request.POST.get("days", "")
    errors = _errors(user, name, days)
    if errors:
        return _page(request, user, errors=errors)
    expires_at = timezone.now() + timedelta(days=int(days)) if days else None
    return _page(request, user, made=make_token(user, name=name, expires_at=expires_at, actor=actor_on(request)))


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Forget one of the actor's tokens at once."""
    if not revoke_token(token_id, user=_me(request), actor=actor_on(request)):
        raise NotFound(token=token_id)
    messages.success(request, _("The token is revoked."))
    return redirect("api:tokens")


def _me(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise AccessDenied
    return request.user


def _errors(user: User, name: str, days: str) -> Errors:
    found: dict[str, tuple[str, ...]] = {}
    if not name:
        found["name"] = (_("Say what the token is for."),)
    elif len(name) > LONGEST_NAME:
        found["name"] = (_("At most %(number)s characters.") % {"number": LONGEST_NAME},)
    if days and days not in map(str, LIVES):
        found["days"] = (_("Choose from the list."),)
    if ApiToken.objects.filter(user=user).count() >= MOST_TOKENS:
        found[""] = (
            _("There are %(number)s tokens already: revoke those that nobody needs.") % {"number": MOST_TOKENS},
        )
    return found


def _page(request: HttpRequest, user: User, *, errors: Errors | None = None, made: str = "") -> HttpResponse:
    parts: list[Html] = [_shown_once(made)] if made else []
    listed = Panel(body=_list(request, user))
    may_make = may_use(actor_on(request), Tool.TOKENS)
    parts.append(beside(listed, Panel(title=_("New token"), body=_form(request, errors or {}))) if may_make else listed)
    page = Page(title=_("API tokens"), crumbs=(Crumb(_("Profile"), reverse("profile")), Crumb(_("API tokens"))))
    response = render(request, "access/page.html", {"page": page, "parts": parts}, status=422 if errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown_once(token: str) -> Notice:
    copy = Button(label=_("Copy"), icon="copy", attrs={"data-controller": "copy", "data-text": token})
    words = _("Copy the token now: it is not kept and will not be shown again.")
    text = format_html('<p>{}</p><p><code class="a-secret">{}</code></p><p>{}</p>', words, token, copy)
    return Notice(tone="good", text=text)


def _list(request: HttpRequest, user: User) -> Html:
    found = list(ApiToken.objects.filter(user=user)[:MOST_TOKENS])
    if not found:
        return format_html('<p class="muted">{}</p>', _("No program uses a token of yours."))
    return join(_line(request, token) for token in found)


def _line(request: HttpRequest, token: ApiToken) -> Entry:
    """Return a token: what it is for; made, last used, until when; the button that ends it."""
    used = format_html("{} {}", pgettext("token", "used"), moment(token.last_used_at))
    facts = (
        format_html("{} {}", pgettext("token", "made"), moment(token.created_at)),
        used if token.last_used_at else _("not used yet"),
        _until(token),
    )
    question = _("Revoke “%(name)s”? Programs that use it stop working at once.") % {"name": str(token)}
    end = act(request, reverse("api:revoke", args=[token.pk]), _("Revoke"), kind="bare", confirm=question)
    return Entry(label=str(token), note=join(facts, " · "), actions=(end,))


def _until(token: ApiToken) -> Html:
    if token.expires_at is None:
        return _("has no term")
    if token.expires_at <= timezone.now():
        return Flag(_("expired"), "late")
    return _("works until %(day)s") % {"day": date_format(timezone.localtime(token.expires_at), "j E Y")}


def _form(request: HttpRequest, errors: Errors) -> Form:
    given = request.POST if errors else {"name": "", "days": str(LIVES[1])}
    lives = [Option(str(days), _("%(days)s days") % {"days": days}) for days in LIVES]
    fields = (
        Field(
            name="name",
            label=_("What it is for"),
            value=str(given.get("name", "")),
            is_required=True,
            placeholder=_("Excel of the sales report"),
            error=errors.get("name", ()),
            width="wide",
        ),
        Field(
            name="days",
            label=_("How long it works"),
            kind="radio",
            value=str(given.get("days", "")),
            options=(*lives, Option("", _("Until it is revoked"))),
            error=errors.get("days", ()),
            width="wide",
        ),
    )
    return Form(
        action=reverse("api:tokens"),
        groups=(Fieldset(fields=fields),),
        errors=errors.get("", ()),
        buttons=(Button(label=_("Make a token"), kind="primary", is_submit=True),),
        csrf_token=get_token(request),
    )
