"""`artel import` and `artel export`: the same engine, a report for scripts, exit codes that tell."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from artel.platform.access.policy import visible_to
from artel.platform.exchange import commands
from artel.platform.exchange.models import Import
from artel.platform.kernel.actor import SYSTEM

TABLE = "Наименование организации;ИНН;Телефон\nООО «А»;7707083893;89172550418\nООО «Б»;7707083890;89172550419\n"


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    parsed = parser.parse_args(words)
    code: int = parsed.run(parsed)
    return code


@pytest.fixture
def table(tmp_path: Path, house: None) -> Path:
    path = tmp_path / "base.csv"
    path.write_text(TABLE, encoding="cp1251")
    return path


def test_a_dry_run_reports_and_writes_nothing(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "accounts", str(table), "--dry-run") == 2
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert report["dry_run"] is True
    assert {key: report[key] for key in ("rows", "create", "error")} == {"rows": 2, "create": 1, "error": 1}
    assert told.err.startswith("3: ")
    assert visible_to(SYSTEM, "accounts").count() == 0


def test_a_map_says_which_column_goes_where(table: Path, tmp_path: Path) -> None:
    short = tmp_path / "map.yaml"
    short.write_text("Наименование организации: name\nТелефон: contacts.phone\n")
    assert run("import", "accounts", str(table), "--map", str(short)) == 0
    assert set(visible_to(SYSTEM, "accounts").values_list("name", "inn")) == {("ООО «А»", None), ("ООО «Б»", None)}
    assert visible_to(SYSTEM, "contacts").filter(phone="+79172550418", account__name="ООО «А»").count() == 1


def test_a_default_that_its_field_does_not_take_is_refused_at_once(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = {"alias": "accounts", "section": "accounts", "defaults": {"kind": "robot"}}
    columns = [{"column": "ИНН", "target": "accounts", "field": "inn"}]
    body = {"section": "accounts", "columns": columns, "options": {"targets": [target]}}
    bad = tmp_path / "map.json"
    bad.write_text(json.dumps(body))
    assert run("import", "accounts", str(table), "--map", str(bad)) == 1
    assert "accounts" in capsys.readouterr().err
    assert visible_to(SYSTEM, "accounts").count() == 0


@pytest.mark.parametrize(
    ("text", "word"), [("ИНН: nothing", "nothing"), ("ИНН: nowhere.inn", "nowhere"), ("[1, 2]", ""), ("a: [", "")]
)
def test_a_wrong_map_is_refused_before_anything_is_written(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, word: str
) -> None:
    bad = tmp_path / "map.yaml"
    bad.write_text(text)
    assert run("import", "accounts", str(table), "--map", str(bad)) == 1
    assert word in capsys.readouterr().err
    assert visible_to(SYSTEM, "accounts").count() == 0


def test_what_is_no_table_or_no_section_is_refused(tmp_path: Path, house: None) -> None:
    picture = tmp_path / "x.xlsx"
    picture.write_bytes(b"\x89PNG")
    assert run("import", "accounts", str(picture)) == 1
    assert run("import", "accounts", str(tmp_path / "missing.csv")) == 1
    picture.write_text(TABLE)
    assert run("import", "nowhere", str(picture)) == 1
    assert not Import.objects.filter(state="done").exists()


def test_keys_update_and_likeness_does_as_told(tmp_path: Path, table: Path) -> None:
    run("import", "accounts", str(table))
    again = tmp_path / "again.csv"
    again.write_text(
        "Наименование организации;ИНН;Телефон\nООО «А плюс»;7707083893;89172550418\nООО «В»;;89172550418\n"
    )
    assert run("import", "accounts", str(again)) == 2, "a look-alike waits for a decision"
    assert set(visible_to(SYSTEM, "accounts").values_list("name", flat=True)) == {"ООО «А плюс»"}
    assert run("import", "accounts", str(again), "--on-similar", "skip") == 0
    assert visible_to(SYSTEM, "accounts").count() == 1
    assert run("import", "accounts", str(again), "--on-similar", "create") == 0
    assert visible_to(SYSTEM, "accounts").count() == 2


def test_an_export_goes_to_a_file_narrowed_by_a_filter(table: Path, tmp_path: Path) -> None:
    run("import", "accounts", str(table))
    path = tmp_path / "out.csv"
    assert run("export", "accounts", "--filter", "inn ne null", "--fields", "name,inn", "--output", str(path)) == 0
    assert path.read_text("utf-8-sig").splitlines() == ["Название;ИНН", "ООО «А»;7707083893"]
    assert run("export", "accounts", "--filter", "inn nee null") == 1
    assert run("export", "accounts", "--output", str(tmp_path / "out.xlsx")) == 0
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")
