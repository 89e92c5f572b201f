"""`artel user`: standard output is for scripts; a refusal changes nothing and prints no password."""

from __future__ import annotations

import argparse

import pytest

from artel.cli.parsing import Parser
from artel.platform.access import commands as command
from artel.platform.access.models import AuditEntry
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.users.models import User


def run(*words: str) -> int:
    """Run `artel user …` in this process."""
    parser = Parser()
    command.register(parser.add_subparsers())
    arguments: argparse.Namespace = parser.parse_args(["user", *words])
    return int(arguments.run(arguments))


def test_create_prints_the_password_and_nothing_else(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("create", "zoya", "--admin", "--email", "zoya@example.com") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    zoya = User.objects.get(username="zoya")
    assert zoya.check_password(printed.out.strip())
    assert (zoya.is_admin, zoya.name, zoya.email) == (True, "zoya", "zoya@example.com")
    assert [e.action for e in AuditEntry.objects.all()] == ["user.created"]


def test_a_refused_user_is_not_made_and_every_problem_is_told(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    run("create", "zoya")
    capsys.readouterr()
    with pytest.raises(ValidationFailed) as refused:
        run("create", "ZOYA", "--role", "nothing", "--email", "no")
    assert {p.field for p in refused.value.problems} == {"username", "roles", "email"}
    assert capsys.readouterr().out == ""
    assert User.objects.count() == 1


def test_password_replaces_and_an_unknown_user_is_told(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    run("create", "zoya")
    first = capsys.readouterr().out.strip()
    assert run("password", "zoya") == 0
    second = capsys.readouterr().out.strip()
    assert first != second
    assert User.objects.get().check_password(second)
    with pytest.raises(NotFound):
        run("password", "nobody")
