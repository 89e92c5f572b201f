"""The database: `DATABASE_URL`, or the embedded PostgreSQL of the data folder; the cache table inside it."""

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from artel.installation import embedded_postgres, environment

KNOWN = ("dbname", "user", "password", "host", "port")


def at(url: str) -> dict[str, object]:
    """Return Django's description of the database at that address."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise environment.SettingError(f"DATABASE_URL: {error}") from error
    options: dict[str, object] = {key: value for key, value in parts.items() if key not in KNOWN}
    options.setdefault("application_name", "artel")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname") or "artel",
        "USER": parts.get("user") or "",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": str(parts.get("port") or ""),
        "OPTIONS": options,
        # A database that was away and is back costs no request its answer.
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": environment.TEST_DATABASE.read()},
    }


DATABASES = {"default": at(environment.DATABASE_URL.read() or embedded_postgres.address(environment.DATA.read()))}
# Limits on attempts to sign in must hold across processes, so they are counted in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "installation_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

__all__ = ["CACHES", "DATABASES"]
