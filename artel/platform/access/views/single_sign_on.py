"""Single sign-on: whom the company's OpenID Connect provider lets in, and as whom.

The first time a person comes, the provider's confirmed e-mail must be the one that an administrator gave to a user of
ours; from then on the provider's own identifier (`sub`) is what counts, as OpenID Connect Core 1.0, 5.7 asks. A second
factor set up here is asked for all the same. People whom nobody here knows are refused, unless the installation names
roles for them (`ARTEL_OIDC_ROLES`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any, NoReturn

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.contrib.auth import signals
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.access.actions.sign_on import link_identity
from artel.platform.access.actions.users import UserFacts, create_user
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.users.models import User

LONGEST_NAME = 150
_UNFIT_FOR_LOGIN = re.compile(r"[^\w.@+-]+")


class Refusal(StrEnum):
    """Why the provider's person was not let in."""

    UNKNOWN = "unknown"
    UNCONFIRMED = "unconfirmed"
    ANOTHER = "another"
    CONNECTING = "connecting"
    MISCONFIGURED = "misconfigured"
    UNREACHABLE = "unreachable"
    FAILED = "failed"


REASONS: Mapping[Refusal, str | Promise] = {
    Refusal.UNKNOWN: _("Nobody here has your e-mail. Ask your administrator to make an account for you."),
    Refusal.UNCONFIRMED: _("The provider did not confirm your e-mail, so it may be anybody's. Confirm it there first."),
    Refusal.ANOTHER: _("This e-mail belongs to a user who signs in with another identity of the provider."),
    Refusal.CONNECTING: _("Who signs in as whom is decided by the e-mail that your administrator gave you."),
    Refusal.MISCONFIGURED: _("New people cannot get the roles meant for them. Tell your administrator: artel doctor."),
    Refusal.UNREACHABLE: _("The sign-on provider does not answer. Try again later, or sign in with your password."),
    Refusal.FAILED: _("The sign-on provider and Artel did not understand each other. Try once more."),
}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Decides who comes in by the provider, and answers in words when somebody does not."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Refuse: allauth's own form of a newcomer is never shown; `pre_social_login` has made whom we take."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find, link or make the user; raises ImmediateHttpResponse with a page that says why not.

        Somebody who is switched off is not linked; allauth turns him away next, as with a password.
        """
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            refuse(request, Refusal.CONNECTING)
        if sociallogin.is_existing:
            return
        emails = [address.email for address in sociallogin.email_addresses if address.verified and address.email]
        if not emails:
            refuse(request, Refusal.UNCONFIRMED, sociallogin)
        user = User.objects.filter(email__iexact=emails[0]).first()
        if user is None:
            user = _newcomer(request, sociallogin, emails[0])
        if not user.is_active:
            sociallogin.user = user
            return
        provider = sociallogin.account.provider
        # An address may pass from a leaver to a newcomer; what it opened must not.
        if SocialAccount.objects.filter(user=user, provider=provider).exists():
            refuse(request, Refusal.ANOTHER, sociallogin)
        link_identity(sociallogin, request, user)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Answer a failed conversation with a page of ours; a person's own cancelling goes back to the form."""
        if error != AuthError.CANCELLED:
            refuse(request, Refusal.FAILED)

    def get_requests_session(self) -> requests.Session:
        """Return the session in which the provider is asked."""
        return ProviderSession(self.request)


class ProviderSession(requests.Session):
    """Asks the provider, not longer than allowed; turns its silence into a page, which allauth would let crash."""

    def __init__(self, request: HttpRequest) -> None:
        """`request` is whose answer the page will be."""
        super().__init__()
        self._request = request

    def request(self, method: str, url: str, *words: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        """Ask; raises ImmediateHttpResponse when there is no answer, or one that no provider would give."""
        options.setdefault("timeout", app_settings.REQUESTS_TIMEOUT)
        try:
            response = super().request(method, url, *words, **options)
        except requests.RequestException:
            refuse(self._request, Refusal.UNREACHABLE)
        is_broken = method.upper() == "GET" and (not response.ok or not _is_json(response))
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or is_broken:
            refuse(self._request, Refusal.UNREACHABLE)
        return response


def _is_json(response: requests.Response) -> bool:
    try:
        response.json()
    except requests.JSONDecodeError:
        return False
    return True


def refuse(request: HttpRequest, reason: Refusal, sociallogin: SocialLogin | None = None) -> NoReturn:
    """Raise ImmediateHttpResponse with the page of a refusal; the security log hears who it was."""
    if sociallogin is not None:
        claimed = next((address.email for address in sociallogin.email_addresses), sociallogin.account.uid)
        signals.user_login_failed.send(__name__, credentials={"username": claimed}, request=request)
    status = 502 if reason in (Refusal.UNREACHABLE, Refusal.FAILED) else 403
    context = {"reason": REASONS[reason], "code": reason.value}
    raise ImmediateHttpResponse(render(request, "access/sign_on_refused.html", context, status=status))


def _newcomer(request: HttpRequest, sociallogin: SocialLogin, email: str) -> User:
    """Make the user whom the provider knows and we do not, if the installation has roles for such people."""
    roles = tuple(settings.SIGN_ON_ROLES)
    if not roles:
        refuse(request, Refusal.UNKNOWN, sociallogin)
    claims = _claims(sociallogin)
    facts = UserFacts(
        username=_free_login(claims.get("preferred_username") or email),
        name=claims.get("name") or email,
        email=email,
        roles=roles,
        language=settings.LANGUAGE_CODE,
        timezone=settings.TIME_ZONE,
    )
    try:
        with transaction.atomic():
            return User.objects.get(pk=create_user(facts, actor=SYSTEM))
    except ValidationFailed:
        refuse(request, Refusal.MISCONFIGURED, sociallogin)


def _claims(sociallogin: SocialLogin) -> dict[str, str]:
    """Return what the provider tells of the person, as lines that fit our columns."""
    told = sociallogin.account.extra_data or {}
    known = {**(told.get("id_token") or {}), **(told.get("userinfo") or {})}
    return {key: clean_line(text)[:LONGEST_NAME] for key, text in known.items() if isinstance(text, str)}


def _free_login(wanted: str) -> str:
    """Return a login made from what the provider suggests that nobody has yet."""
    stem = _UNFIT_FOR_LOGIN.sub("-", wanted.split("@", maxsplit=1)[0]).strip("-")[: LONGEST_NAME - 10] or "user"
    alike = User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    taken = {name.lower() for name in alike}
    candidates = (f"{stem}-{number}" if number > 1 else stem for number in range(1, len(taken) + 2))
    return next(login for login in candidates if login.lower() not in taken)
