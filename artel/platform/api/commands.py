"""`artel token`: makes tokens of the API and forgets them, for the machine's administrator."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta

from django.utils import timezone

from artel.cli.parsing import Parser
from artel.platform.api.models import ApiToken
from artel.platform.api.tokens import make_token, revoke_token
from artel.platform.users.models import User


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its verbs."""
    verbs = subparsers.add_parser("token", help="Tokens of the API").add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", help="Make a token; prints the token and nothing else")
    create.add_argument("--user", required=True, help="Login of the user in whose name the token acts")
    create.add_argument("--name", default="", help="What it is for")
    create.add_argument("--days", type=int, help="After how many days it expires; by default never")
    create.set_defaults(run=run_create)
    shown = verbs.add_parser("list", help="Tokens of a user: number, name, made, last used, expires")
    shown.add_argument("--user", required=True)
    shown.set_defaults(run=run_list)
    revoke = verbs.add_parser("revoke", help="Forget a token at once")
    revoke.add_argument("id", type=int, help="Number from `artel token list`")
    revoke.add_argument("--user", required=True)
    revoke.set_defaults(run=run_revoke)


def run_create(arguments: argparse.Namespace) -> int:
    """Make a token."""
    user = _user(arguments.user)
    if user is None:
        return 1
    expires_at = timezone.now() + timedelta(days=arguments.days) if arguments.days else None
    print(make_token(user, name=arguments.name, expires_at=expires_at))
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print the tokens of a user, one a line."""
    user = _user(arguments.user)
    if user is None:
        return 1
    for token in ApiToken.objects.filter(user=user):
        moments = (token.created_at, token.last_used_at, token.expires_at)
        dates = "\t".join(f"{moment:%Y-%m-%d %H:%M}" if moment else "-" for moment in moments)
        print(f"{token.pk}\t{token.name or '-'}\t{dates}")
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Forget a token."""
    user = _user(arguments.user)
    if user is None:
        return 1
    if not revoke_token(arguments.id, user=user):
        print(f"artel: {arguments.user} has no token {arguments.id}", file=sys.stderr)
        return 1
    return 0


def _user(login: str) -> User | None:
    user = User.objects.filter(username=login, is_active=True).first()
    if user is None:
        print(f"artel: no active user is called {login!r}", file=sys.stderr)
    return user
