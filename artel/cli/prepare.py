"""`artel prepare`: everything `artel up` does before it serves: schema, base pack, demo pack, the first user.

Features take part by place: a module `preparing` in a feature's folder with

    def prepare(*, demo: str | None) -> None

is called after the migrations, in the order of INSTALLED_APPS, at each start; so it must be quick when there is
nothing to do. Prints one line of JSON: {"login": "admin", "password": "…" or null}.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from importlib import import_module

from artel.cli.parsing import Parser

FIRST_LOGIN = "admin"


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("prepare", help="Migrate, install the base pack and make the first user")
    parser.add_argument("--demo", metavar="NAME", help="Also install the pack solutions/NAME with its demo data")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the installation ready to serve."""
    from artel.installation.schema_state import UnknownSchema, migrate

    try:
        migrate()
    except UnknownSchema as error:
        print(f"artel: {error}", file=sys.stderr)
        return 1
    password = _first_user()
    _prepare_features(arguments.demo)
    print(json.dumps({"login": FIRST_LOGIN, "password": password}))
    return 0


def _first_user() -> str | None:
    """Make `admin` in a base that has no user at all; return the password, or None when there was nothing to make."""
    from django.db import transaction
    from django.utils.translation import gettext

    from artel.platform.access.actions.users import UserFacts, create_user
    from artel.platform.kernel.actor import SYSTEM
    from artel.platform.users.models import User

    with transaction.atomic():
        if User.objects.exists():
            return None
        password = secrets.token_urlsafe(9)
        facts = UserFacts(username=FIRST_LOGIN, name=gettext("Administrator"), is_admin=True)
        create_user(facts, actor=SYSTEM, password=password)
        return password


def _prepare_features(demo: str | None) -> None:
    from django.apps import apps
    from django.utils.module_loading import module_has_submodule

    for config in apps.get_app_configs():
        if config.name.startswith("artel.") and module_has_submodule(config.module, "preparing"):
            import_module(f"{config.name}.preparing").prepare(demo=demo)
