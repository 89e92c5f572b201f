"""Outgoing mail of the product itself: `ARTEL_SMTP_URL`, or the log when there is no mail server."""

from urllib.parse import unquote, urlsplit

from artel.installation import environment

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

_url = urlsplit(environment.SMTP_URL.read())
if _url.scheme and (_url.scheme not in PORTS or not _url.hostname):
    raise environment.SettingError("ARTEL_SMTP_URL: expected smtp://, smtp+tls:// or smtps:// and a host")

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _url.scheme else 'console'}.EmailBackend"
EMAIL_HOST = _url.hostname or ""
EMAIL_PORT = _url.port or PORTS.get(_url.scheme, 25)
EMAIL_HOST_USER = unquote(_url.username or "")
EMAIL_HOST_PASSWORD = unquote(_url.password or "")
EMAIL_USE_TLS = _url.scheme == "smtp+tls"
EMAIL_USE_SSL = _url.scheme == "smtps"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.MAIL_FROM.read()
# What links in letters begin with.
SITE_URL = environment.URL.read().rstrip("/") or "http://localhost:8000"

__all__ = [
    "DEFAULT_FROM_EMAIL",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "SITE_URL",
]
