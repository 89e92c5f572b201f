"""Keys, cookies, headers and the content security policy: what a browser may do with our pages."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from artel.installation import environment, secret_keys

_data = environment.DATA.read()
_public = urlsplit(environment.URL.read())
if _public.geturl() and (_public.scheme not in {"http", "https"} or not _public.hostname):
    raise environment.SettingError("ARTEL_URL: expected an address like https://crm.example.com")

DEBUG = environment.DEBUG.read()
SECRET_KEY = environment.SECRET_KEY.read() or secret_keys.signing_key(_data)
# The first key encrypts, every key decrypts: that is how a key is changed.
ENCRYPTION_KEYS = environment.ENCRYPTION_KEYS.read() or secret_keys.encryption_keys(_data)

PUBLIC_URL = _public.geturl().rstrip("/")
ALLOWED_HOSTS = [*environment.HOSTS.read(), *([_public.hostname] if _public.hostname else [])]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"] if _public.hostname else []

_is_https = _public.scheme == "https"
_proxies = environment.TRUSTED_PROXIES.read()
SESSION_COOKIE_NAME = "artel_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = _is_https
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "artel_csrf"
CSRF_COOKIE_SECURE = _is_https
CSRF_FAILURE_VIEW = "artel.errors.csrf_failure"
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if _is_https else 0
# The proxy that ends TLS redirects plain requests; we only believe what it says about the scheme.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _proxies and _is_https else None
USE_X_FORWARDED_HOST = bool(_proxies)
ALLAUTH_TRUSTED_PROXY_COUNT = _proxies
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Names of checks of `check --deploy` that do not apply: TLS is ended, and redirected to, by the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021", "security.W005", "security.W004", "security.W012"]

__all__ = [
    "ALLAUTH_TRUSTED_PROXY_COUNT",
    "ALLOWED_HOSTS",
    "CONTENT_SECURITY_POLICY",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_FAILURE_VIEW",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "ENCRYPTION_KEYS",
    "PUBLIC_URL",
    "SECRET_KEY",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_REFERRER_POLICY",
    "SESSION_COOKIE_AGE",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_SECURE",
    "SILENCED_SYSTEM_CHECKS",
    "USE_X_FORWARDED_HOST",
    "X_FRAME_OPTIONS",
]
