"""The command line itself: what it understands and how it refuses."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from artel.cli import OWN_COMMANDS
from artel.cli.parsing import WRONG_COMMAND_LINE, Parser, add_data_option, data_folder
from artel.cli.web import hosts


def test_the_data_folder_is_found_anywhere_on_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARTEL_DATA", raising=False)
    assert data_folder(["--data", "/a", "doctor"]) == Path("/a")
    assert data_folder(["pack", "plan", "x", "--data=/b"]) == Path("/b")
    assert data_folder(["doctor"]) == Path("data").resolve()
    monkeypatch.setenv("ARTEL_DATA", "/c")
    assert data_folder(["doctor"]) == Path("/c")


def test_every_command_below_takes_the_data_folder() -> None:
    parser = Parser(prog="artel")
    verbs = parser.add_subparsers().add_parser("pack").add_subparsers()
    verbs.add_parser("plan").set_defaults(verb="plan")
    add_data_option(parser)
    assert parser.parse_args(["pack", "plan", "--data", "/a"]) == argparse.Namespace(verb="plan", data="/a")
    assert parser.parse_args(["--data", "/a", "pack", "plan"]) == argparse.Namespace(verb="plan", data="/a")


def test_a_wrong_command_line_is_not_mistaken_for_something_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Parser(prog="artel")
    with pytest.raises(SystemExit) as refused:
        parser.parse_args(["--loud"])
    assert refused.value.code == WRONG_COMMAND_LINE
    assert "--loud" in capsys.readouterr().err


def test_our_own_commands_start_without_loading_the_product() -> None:
    code = "import sys, artel.cli; artel.cli._parser(['up']); sys.exit('django.db' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert "up" in OWN_COMMANDS


def test_names_a_wrong_setting(tmp_path: Path) -> None:
    environ = {**os.environ, "ARTEL_TIME_ZONE": "Europe/Muscovy", "DATABASE_URL": ""}
    said = subprocess.run(
        [sys.executable, "-m", "artel", "migrate", "--data", str(tmp_path)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "ARTEL_TIME_ZONE" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_site_open_to_networks_answers_to_the_machines_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTEL_HOSTS", "crm.example.com")
    assert hosts("127.0.0.1") == ["crm.example.com", "127.0.0.1"]
    assert hosts("::1") == ["crm.example.com", "[::1]"]
    assert hosts("0.0.0.0")[0] == "crm.example.com"
    assert len(hosts("0.0.0.0")) > 1
