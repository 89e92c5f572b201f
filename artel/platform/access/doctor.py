"""The doctor's look at single sign-on: does the provider answer, and do the roles for newcomers exist?"""

from __future__ import annotations

from collections.abc import Iterable

import requests
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings

from artel.installation.checking import Check
from artel.platform.definitions.current import current_snapshot

NAME = "single sign-on"
PROVIDER = "company"
SECONDS = 10
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def checks() -> Iterable[Check]:
    """Yield the check of the provider when there is one (OpenID Connect Discovery 1.0, 4.2)."""
    if settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        yield _provider()


def _provider() -> Check:
    address = get_adapter().get_provider(None, PROVIDER).server_url
    try:
        answer = requests.get(address, timeout=SECONDS)
        answer.raise_for_status()
        told = answer.json()
    except requests.RequestException as error:
        advice = "Check ARTEL_OIDC_URL and that this machine reaches the provider; people sign in with passwords."
        return Check(NAME, False, f"{address} does not answer as a provider: {error}", advice)
    missing = [key for key in NEEDED if not isinstance(told, dict) or not told.get(key)]
    if missing:
        advice = "ARTEL_OIDC_URL is the issuer's address, without /.well-known/openid-configuration."
        return Check(NAME, False, f"{address} does not name its {', '.join(missing)}", advice)
    known = current_snapshot().roles
    unknown = [key for key in settings.SIGN_ON_ROLES if key not in known]
    if unknown:
        advice = "Name roles that exist in ARTEL_OIDC_ROLES; newcomers are refused until then."
        return Check(NAME, False, f"no role is called {', '.join(unknown)}", advice)
    return Check(NAME, True, f"{told['issuer']} answers")
