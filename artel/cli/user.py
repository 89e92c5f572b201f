"""`artel user`: makes a user, or gives one a new password, for the machine's administrator."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from typing import TYPE_CHECKING

from artel.cli.parsing import Parser

if TYPE_CHECKING:
    from artel.platform.kernel.errors import ArtelError


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
    from artel.platform.access.actions.users import UserFacts, create_user
    from artel.platform.kernel.actor import SYSTEM
    from artel.platform.kernel.errors import ArtelError

    facts = UserFacts(
        username=arguments.login,
        name=arguments.name or arguments.login,
        email=arguments.email,
        roles=tuple(arguments.roles),
        is_admin=arguments.admin,
    )
    password, is_made = _password(arguments)
    try:
        create_user(facts, actor=SYSTEM, password=password)
    except ArtelError as refused:
        return _refused(refused)
    if is_made:
        print(password)
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Give a user a new password; his sessions end."""
    from artel.platform.access.actions.passwords import set_password
    from artel.platform.kernel.actor import SYSTEM
    from artel.platform.kernel.errors import ArtelError
    from artel.platform.users.models import User

    user_id = User.objects.filter(username__iexact=arguments.login).values_list("pk", flat=True).first()
    if user_id is None:
        print(f"artel: no user is called {arguments.login!r}", file=sys.stderr)
        return 1
    password, is_made = _password(arguments)
    try:
        set_password(user_id, password, actor=SYSTEM)
    except ArtelError as refused:
        return _refused(refused)
    if is_made:
        print(password)
    return 0


def _password(arguments: argparse.Namespace) -> tuple[str, bool]:
    """Return the password to set, and whether we made it and so must show it."""
    if not arguments.password_stdin:
        return secrets.token_urlsafe(12), True
    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    return given, False


def _refused(refused: ArtelError) -> int:
    """Say why on standard error, a line for each problem; return the exit code."""
    problems = getattr(refused, "problems", ())
    lines = [f"artel: {p.field}: {p.message}" if p.field else f"artel: {p.message}" for p in problems]
    print("\n".join(lines or [f"artel: {refused}"]), file=sys.stderr)
    return 1
