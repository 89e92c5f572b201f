"""The environment variables of an installation: every one of them, typed, described, in one table.

Nothing else in Artel reads `os.environ` for configuration. A variable marked secret may also be given as
`<NAME>_FILE`, the path of a file that holds the value. `artel registry settings` prints the table.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Value = TypeVar("Value")


class SettingError(Exception):
    """A variable holds something that cannot be read; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Variable(Generic[Value]):
    """One environment variable: how it is spelt, read and explained."""

    name: str
    default: str
    parse: Callable[[str], Value]
    about: str
    is_secret: bool = False

    def read(self, environ: Mapping[str, str] | None = None) -> Value:
        """Return the parsed value, or the parsed default when the variable is unset or empty.

        Raises `SettingError` when the text does not parse or the file of a secret cannot be read.
        """
        source = os.environ if environ is None else environ
        text = source.get(self.name, "")
        file = source.get(f"{self.name}_FILE", "") if self.is_secret else ""
        try:
            if not text and file:
                text = Path(file).read_text(encoding="utf-8").strip()
            return self.parse(text or self.default)
        except (ValueError, OSError) as error:
            name = f"{self.name}_FILE" if file and not source.get(self.name) else self.name
            raise SettingError(f"{name}: {error}") from error


def yes_or_no(text: str) -> bool:
    """Read 1/yes/true/on and 0/no/false/off."""
    word = text.strip().lower()
    if word in {"1", "yes", "true", "on"}:
        return True
    if word in {"", "0", "no", "false", "off"}:
        return False
    raise ValueError(f"expected yes or no, not {text!r}")


def whole_number(text: str) -> int:
    """Read a whole number that is not negative."""
    number = int(text)
    if number < 0:
        raise ValueError(f"expected zero or more, not {text!r}")
    return number


def word_list(text: str) -> tuple[str, ...]:
    """Read words separated by commas; blanks around them do not count."""
    return tuple(word for part in text.split(",") if (word := part.strip()))


def language(text: str) -> str:
    """Read the code of a language the product speaks."""
    if text not in {"ru", "en"}:
        raise ValueError(f"expected ru or en, not {text!r}")
    return text


def time_zone(text: str) -> str:
    """Read the name of a time zone of the IANA database."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no time zone is called {text!r}; expected a name like Europe/Moscow") from error
    return text


def log_level(text: str) -> str:
    """Read a level of Python's logging."""
    level = text.upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ValueError(f"expected debug, info, warning or error, not {text!r}")
    return level


DATABASE_URL = Variable(
    "DATABASE_URL",
    "",
    str,
    "Address of the PostgreSQL database, postgresql://user:password@host/name. Unset: Artel's own in the data folder.",
    is_secret=True,
)
# One for each thread that answers requests (`bridge.THREADS`), and one for who asks for live hints.
DATABASE_POOL = Variable(
    "ARTEL_DB_POOL", "5", whole_number, "Connections that one web process keeps open at most; 0 opens one per thread."
)
DATA = Variable("ARTEL_DATA", "./data", Path, "Folder of the files, the keys and Artel's own PostgreSQL.")
SECRET_KEY = Variable(
    "ARTEL_SECRET_KEY", "", str, "Key that signs sessions and links. Unset: made once, kept in the data folder.", True
)
ENCRYPTION_KEYS = Variable(
    "ARTEL_ENCRYPTION_KEYS",
    "",
    word_list,
    "Fernet keys for secrets at rest, the newest first. Unset: made once, kept in the data folder.",
    is_secret=True,
)
HOSTS = Variable(
    "ARTEL_HOSTS", "localhost,127.0.0.1,[::1]", word_list, "Names under which the site may be asked for, with commas."
)
URL = Variable(
    "ARTEL_URL", "", str, "Public address of the site, https://crm.example.com: makes links in letters, secure cookies."
)
TRUSTED_PROXIES = Variable(
    "ARTEL_TRUSTED_PROXIES", "0", whole_number, "How many reverse proxies stand in front and set X-Forwarded-* headers."
)
PROCESSES = Variable("ARTEL_PROCESSES", "2", whole_number, "Web processes of one machine.")
DEBUG = Variable("ARTEL_DEBUG", "no", yes_or_no, "Pages of errors with details, for development only.")
LANGUAGE = Variable("ARTEL_LANGUAGE", "ru", language, "Language of the site before anybody signs in: ru or en.")
TIME_ZONE = Variable("ARTEL_TIME_ZONE", "Europe/Moscow", time_zone, "Time zone of the company.")
LOG_LEVEL = Variable("ARTEL_LOG_LEVEL", "info", log_level, "How much is logged: debug, info, warning, error.")
SMTP_URL = Variable(
    "ARTEL_SMTP_URL", "", str, "Outgoing mail, smtp+tls://user:password@host:587 or smtps://… Unset: printed.", True
)
MAIL_FROM = Variable("ARTEL_MAIL_FROM", "artel@localhost", str, "Sender of the letters that Artel writes itself.")
S3_BUCKET = Variable("ARTEL_S3_BUCKET", "", str, "Bucket for files. Unset: files lie in the data folder.")
S3_ENDPOINT = Variable("ARTEL_S3_ENDPOINT", "", str, "Address of an S3 service other than Amazon's.")
S3_REGION = Variable("ARTEL_S3_REGION", "", str, "Region of the bucket.")
S3_ACCESS_KEY = Variable("ARTEL_S3_ACCESS_KEY", "", str, "Access key of the bucket.", is_secret=True)
S3_SECRET_KEY = Variable("ARTEL_S3_SECRET_KEY", "", str, "Secret key of the bucket.", is_secret=True)
OIDC_URL = Variable("ARTEL_OIDC_URL", "", str, "Address of the company's OpenID Connect provider, for single sign-on.")
OIDC_NAME = Variable("ARTEL_OIDC_NAME", "", str, "What the button of single sign-on says.")
OIDC_CLIENT = Variable("ARTEL_OIDC_CLIENT", "", str, "Client id given by the provider.")
OIDC_SECRET = Variable("ARTEL_OIDC_SECRET", "", str, "Client secret given by the provider.", is_secret=True)
OIDC_ROLES = Variable(
    "ARTEL_OIDC_ROLES",
    "",
    word_list,
    "Keys of the roles for people whom the provider knows and Artel does not, with commas. Unset: they are refused.",
)
OIDC_DOMAINS = Variable(
    "ARTEL_OIDC_DOMAINS",
    "",
    word_list,
    "Mail domains of the company, for a provider that does not say whether an e-mail is confirmed, with commas.",
)
TEST_DATABASE = Variable("ARTEL_TEST_DB", "test_artel", str, "Name of the scratch database of the tests.")


def variables() -> list[Variable[object]]:
    """Return every variable in the order of this file."""
    return [value for value in globals().values() if isinstance(value, Variable)]
