"""Signing in: password, second factor, single sign-on. Accounts are made by an administrator, never by visitors."""

from django.utils.translation import gettext_lazy

from artel.installation import environment
from artel.settings.security import PUBLIC_URL

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "artel.platform.users.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = "artel.platform.users.sign_in.display_name"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https:") else "http"

MFA_ADAPTER = "artel.platform.users.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Artel"
# A code lives for one step of 30 s more: clocks of phones differ, and a code takes time to type (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
# An administrator made the account and its address; there is no letter to confirm.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL

SOCIALACCOUNT_ADAPTER = "artel.platform.access.views.single_sign_on.SingleSignOnAdapter"
# A link, not a form: browsers hold every redirect of a form against `form-action`, and a provider may send the person
# on to servers we know nothing of. Nobody gains by starting another's sign-on: nothing is ever connected by it.
SOCIALACCOUNT_LOGIN_ON_GET = True
# Who is opened by an e-mail is decided by our adapter; allauth's own way would take the password away.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_ON_ROLES = environment.OIDC_ROLES.read()


def _single_sign_on() -> list[dict[str, object]]:
    server = environment.OIDC_URL.read()
    if not server:
        return []
    return [
        {
            "provider_id": "company",
            "name": environment.OIDC_NAME.read() or gettext_lazy("Single sign-on"),
            "client_id": environment.OIDC_CLIENT.read(),
            "secret": environment.OIDC_SECRET.read(),
            "settings": {
                "server_url": server,
                "oauth_pkce_enabled": True,
                "verified_email": list(environment.OIDC_DOMAINS.read()),
            },
        }
    ]


SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _single_sign_on()}}

__all__ = [name for name in globals() if name.isupper()]
