"""`artel user`: makes a user, or gives one a new password, for the machine's administrator."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from typing import TYPE_CHECKING

from artel.cli.parsing import Parser

if TYPE_CHECKING:
    from artel.platform.users.models import User


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its two verbs."""
    verbs = subparsers.add_parser("user", help="Make users and passwords").add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", help="Make a user; prints the password if none is given")
    create.add_argument("login")
    create.add_argument("--name", default="", help="How he is shown; by default the login")
    create.add_argument("--email", default="")
    create.add_argument("--role", action="append", default=[], dest="roles", help="Key of a role; may be repeated")
    create.add_argument("--admin", action="store_true", help="May do everything")
    create.add_argument("--password-stdin", action="store_true", help="Read the password from standard input")
    create.set_defaults(run=run_create)
    password = verbs.add_parser("password", help="Give a user a new password; prints it if none is given")
    password.add_argument("login")
    password.add_argument("--password-stdin", action="store_true", help="Read the password from standard input")
    password.set_defaults(run=run_password)


def run_create(arguments: argparse.Namespace) -> int:
    """Make a user."""
    from django.core.exceptions import ValidationError

    from artel.platform.users.models import User

    user = User(
        username=arguments.login,
        name=arguments.name or arguments.login,
        email=arguments.email,
        roles=arguments.roles,
        is_admin=arguments.admin,
    )
    try:
        user.full_clean(exclude=["password"])
        shown = _set_password(user, arguments)
    except ValidationError as error:
        print("\n".join(f"artel: {message}" for message in error.messages), file=sys.stderr)
        return 1
    user.save()
    if shown:
        print(shown)
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Give a user a new password."""
    from django.core.exceptions import ValidationError

    from artel.platform.users.models import User

    user = User.objects.filter(username=arguments.login).first()
    if user is None:
        print(f"artel: no user is called {arguments.login!r}", file=sys.stderr)
        return 1
    try:
        shown = _set_password(user, arguments)
    except ValidationError as error:
        print("\n".join(f"artel: {message}" for message in error.messages), file=sys.stderr)
        return 1
    user.save(update_fields=["password"])
    if shown:
        print(shown)
    return 0


def _set_password(user: User, arguments: argparse.Namespace) -> str:
    """Set the given password after checking it, or a made one. Returns the password if we made it."""
    from django.contrib.auth.password_validation import validate_password

    if not arguments.password_stdin:
        made = secrets.token_urlsafe(12)
        user.set_password(made)
        return made
    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    validate_password(given, user)
    user.set_password(given)
    return ""
