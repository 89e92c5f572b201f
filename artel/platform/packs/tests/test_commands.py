"""`artel pack`: what scripts rely on: exit statuses, and what goes to which stream."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import pytest

from artel.cli.parsing import Parser
from artel.platform.definitions.current import stored_documents
from artel.platform.packs import commands
from artel.platform.packs.tests.conftest import MakePack

pytestmark = pytest.mark.django_db
COLOURS = {"lookups.yaml": "colours: {label: Цвета, values: [{key: red, label: Красный}]}\n"}


def run(*words: str | Path) -> int:
    """Run `artel pack WORDS` and return its exit status."""
    parser = Parser(prog="artel")
    commands.register(parser.add_subparsers(required=True))
    arguments: argparse.Namespace = parser.parse_args(["pack", *map(str, words)])
    status = arguments.run(arguments)
    assert isinstance(status, int)
    return status


def test_plan_says_2_when_there_is_something_to_do_and_0_when_not(
    make_pack: MakePack, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_pack(files=COLOURS)
    assert run("plan", folder) == 2
    assert "colours" in capsys.readouterr().out
    assert stored_documents() == []
    assert run("apply", folder, "--yes") == 0
    assert run("plan", folder) == 0


def test_problems_go_to_standard_error_all_at_once(make_pack: MakePack, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_pack(files={"lookups.yaml": "a: {label: no}\n", "roles.yaml": "[1]\n"})
    assert run("plan", folder) == 1
    assert run("apply", folder, "--yes") == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "sample/lookups.yaml:1: " in shown.err
    assert "sample/roles.yaml:1: " in shown.err


@pytest.mark.parametrize(("answer", "status", "applied"), [("", 1, 0), ("n\n", 1, 0), ("да\n", 0, 1), ("y\n", 0, 1)])
def test_apply_asks_first(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch, answer: str, status: int, applied: int
) -> None:
    terminal = io.StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    assert run("apply", make_pack(files=COLOURS)) == status
    assert len(stored_documents()) == applied


def test_apply_without_a_terminal_and_without_yes_applies_nothing(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run("apply", make_pack(files=COLOURS)) == 1
    assert stored_documents() == []


def test_export_prints_the_files_it_wrote(
    make_pack: MakePack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("apply", make_pack(files=COLOURS), "--yes")
    capsys.readouterr()
    assert run("export", tmp_path / "out", "--owner", "sample") == 0
    assert capsys.readouterr().out.splitlines() == [
        str(tmp_path / "out" / "lookups" / "colours.yaml"),
        str(tmp_path / "out" / "pack.yaml"),
    ]
    assert run("plan", tmp_path / "out") == 0


def test_list_shows_shipped_packs_and_versions_in_force(
    make_pack: MakePack, capsys: pytest.CaptureFixture[str]
) -> None:
    run("apply", make_pack(files=COLOURS), "--yes")
    capsys.readouterr()
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "base\t-" in lines
    assert "sample\t1.0" in lines
