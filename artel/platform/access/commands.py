"""`artel user create`, `password` and `unlink`: for whoever administers the machine; acts as the system."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys

from django.utils.translation import gettext as _

from artel.cli.parsing import Parser
from artel.platform.access.actions.passwords import set_password
from artel.platform.access.actions.sign_on import unlink_identities
from artel.platform.access.actions.users import UserFacts, create_user
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import NotFound
from artel.platform.users.models import User


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its verbs."""
    verbs = subparsers.add_parser("user", help="Make users and passwords").add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", help="Make a user; prints the password unless one is given")
    create.add_argument("login")
    create.add_argument("--name", default="", help="How he is shown; by default the login")
    create.add_argument("--email", default="")
    create.add_argument("--role", action="append", default=[], dest="roles", help="Key of a role; may be repeated")
    create.add_argument("--admin", action="store_true", help="May do everything")
    create.set_defaults(run=run_create)
    password = verbs.add_parser("password", help="Give a user a new password; prints it unless one is given")
    password.add_argument("login")
    password.set_defaults(run=run_password)
    unlink = verbs.add_parser("unlink", help="Forget by which single sign-on identity a user comes in")
    unlink.add_argument("login")
    unlink.set_defaults(run=run_unlink)
    for verb in (create, password):
        verb.add_argument("--password-stdin", action="store_true", help="Read the password from standard input")


def run_create(arguments: argparse.Namespace) -> int:
    """Make a user."""
    facts = UserFacts(
        username=arguments.login,
        name=arguments.name or arguments.login,
        email=arguments.email,
        roles=tuple(arguments.roles),
        is_admin=arguments.admin,
    )
    password, is_ours = _password(arguments)
    create_user(facts, actor=SYSTEM, password=password)
    if is_ours:
        print(password)
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Give a user a new password; his sessions end."""
    user = _user(arguments.login)
    password, is_ours = _password(arguments)
    set_password(user.pk, password, actor=SYSTEM)
    if is_ours:
        print(password)
    return 0


def run_unlink(arguments: argparse.Namespace) -> int:
    """Let the next sign-on with his e-mail link anew; his sessions end."""
    unlink_identities(_user(arguments.login).pk, actor=SYSTEM)
    return 0


def _user(login: str) -> User:
    user = User.objects.filter(username__iexact=login).first()
    if user is None:
        raise NotFound(_("There is no user “%(login)s”.") % {"login": login})
    return user


def _password(arguments: argparse.Namespace) -> tuple[str, bool]:
    """Return the password that is given, or one made now; and whether we made it."""
    if not arguments.password_stdin:
        return secrets.token_urlsafe(12), True
    given = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    return given, False
