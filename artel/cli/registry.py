"""`artel registry`: prints what is registered by place: sections, field types, kinds of definition, settings …"""

from __future__ import annotations

import argparse

from artel.cli.parsing import Parser


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("registry", help="Print everything that is registered, and the settings")
    parser.add_argument("name", nargs="?", help="Only this registry, or `settings`")
    parser.set_defaults(run=run, needs_database=False)


def run(arguments: argparse.Namespace) -> int:
    """Print registries as `name: keys` and settings as a table."""
    import django

    from artel.installation.environment import variables
    from artel.platform.kernel.registry import all_registries

    django.setup()
    for name, registry in sorted(all_registries.items()):
        if arguments.name in (None, name):
            print(f"{name}: {', '.join(registry.keys())}")
    if arguments.name in (None, "settings"):
        for variable in variables():
            default = f" [{variable.default}]" if variable.default else ""
            print(f"{variable.name}{default}: {variable.about}")
    return 0
