"""`artel pack`: what scripts rely on: exit statuses, and what goes to which stream."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest

from artel.cli.parsing import Parser
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import current_snapshot, stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused, NotFound
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


def local_label(ru: str) -> None:
    body = {"label": {"ru": ru, "en": "Цвета"}, "values": [{"key": "red", "label": "Красный"}]}
    apply_documents([Document(kind="lookup", key="colours", body=body)], actor=SYSTEM)


@pytest.fixture
def conflict(make_pack: MakePack) -> Path:
    """A pack whose newer version and the company say different things of one place."""
    folder = make_pack(files=COLOURS)
    run("apply", folder, "--yes")
    local_label("Краски")
    changed = COLOURS["lookups.yaml"].replace("Цвета", "{ru: Оттенки, en: Цвета}")
    (folder / "lookups.yaml").write_text(changed, encoding="utf-8")
    return folder


def test_a_conflict_is_shown_with_three_values_and_says_3(conflict: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", conflict) == 3
    shown = capsys.readouterr().out
    assert "lookup colours: label.ru" in shown
    assert all(text in shown for text in ("Цвета", "Оттенки", "Краски"))
    assert run("apply", conflict, "--yes") == 3
    assert run("drift") == 2


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--ours"], "Краски"),
        (["--theirs"], "Оттенки"),
        (["--ours", "--theirs", "lookup colours: label.ru"], "Оттенки"),
    ],
)
def test_a_conflict_is_decided_on_the_command_line(conflict: Path, words: list[str], shown: str) -> None:
    assert run("apply", conflict, "--yes", *words) == 0
    assert current_snapshot().lookups["colours"].label.ru == shown
    assert run("plan", conflict) == 0


def test_a_conflict_is_decided_by_a_file(conflict: Path, tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.yaml"
    decisions.write_text('"lookup colours: label.ru": theirs\n', encoding="utf-8")
    assert run("apply", conflict, "--yes", "--decisions", decisions) == 0
    assert current_snapshot().lookups["colours"].label.ru == "Оттенки"
    decisions.write_text('"lookup colours: label.ru": mine\n', encoding="utf-8")
    with pytest.raises(ConfigurationRefused, match=r"decisions.yaml:1"):
        run("plan", conflict, "--decisions", decisions)


def test_json_is_one_value_for_scripts(conflict: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("plan", conflict, "--json") == 3
    found = json.loads(capsys.readouterr().out)
    assert found["conflicts"] == [
        {
            "address": "lookup colours: label.ru",
            "kind": "lookup",
            "key": "colours",
            "path": "label.ru",
            "base": "Цвета",
            "theirs": "Оттенки",
            "ours": "Краски",
        }
    ]
    (conflict / "lookups.yaml").write_text("a: {label: no}\n", encoding="utf-8")
    assert run("plan", conflict, "--json") == 1
    shown = capsys.readouterr()
    assert [(p["code"], p["file"], p["line"]) for p in json.loads(shown.out)["problems"]] == [
        ("ambiguous", "sample/lookups.yaml", 1)
    ]
    assert shown.err == ""


def test_drift_diff_and_remove_from_the_command_line(make_pack: MakePack, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_pack(files=COLOURS)
    assert run("diff", folder, folder) == 0
    run("apply", folder, "--yes")
    assert run("drift") == 0
    local_label("Краски")
    capsys.readouterr()
    assert run("drift", "sample", "--json") == 2
    assert json.loads(capsys.readouterr().out)[0]["lines"] == [
        {"path": "label.ru", "before": "Цвета", "after": "Краски"}
    ]
    assert run("remove", "sample", "--dry-run") == 2
    assert run("remove", "sample") == 1
    assert run("remove", "sample", "--yes") == 0
    assert run("drift") == 0
    with pytest.raises(NotFound):
        run("remove", "sample", "--yes")


def test_schemas_are_written_for_editors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema", "--out", tmp_path / "schema") == 0
    assert str(tmp_path / "schema" / "section.json") in capsys.readouterr().out
    assert json.loads((tmp_path / "schema" / "section.json").read_text(encoding="utf-8"))["$schema"]
