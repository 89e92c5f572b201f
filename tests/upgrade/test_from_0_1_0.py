"""A customised installation of 0.1.0 in use is upgraded: local edits and data are there, conflicts are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import psycopg
import pytest

from artel.platform.packs.places import shipped_pack
from tests.upgrade.conftest import Run

pytestmark = pytest.mark.slow


def rows(address: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(query).fetchall()  # type: ignore[call-overload, no-any-return]


STAMPS = """
SELECT c.conname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
WHERE c.contype = 'f' AND a.attname IN ('created_by_id', 'updated_by_id') AND c.conname LIKE '%by_id_fk'
"""
DATA = {
    "accounts": "SELECT id, name, x_land, x_code, trashed_at IS NULL FROM accounts ORDER BY id",
    "sites": "SELECT id, name, x_developer_id, x_note FROM x_objects ORDER BY id",
    "claims": "SELECT id, name, x_account_id, x_risk, x_sum, pipeline, stage FROM x_claims ORDER BY id",
    "deals": "SELECT id, name, account_id, amount FROM deals ORDER BY id",
    "feed": "SELECT id, section, record_id, kind, body FROM records_feedentry ORDER BY id",
    "people": "SELECT username, password, roles, is_admin FROM users_user ORDER BY id",
}


@pytest.fixture
def lifts(tmp_path: Path) -> Path:
    """A newer version of the pack that the installation uses."""
    folder = tmp_path / "lifts"
    shutil.copytree(shipped_pack("lifts"), folder)
    manifest = folder / "pack.yaml"
    text = manifest.read_text(encoding="utf-8")
    number = text.partition('version: "')[2].partition('"')[0]
    manifest.write_text(text.replace(f'"{number}"', '"7.0"'), encoding="utf-8")
    lookups = folder / "lookups.yaml"
    newer = lookups.read_text(encoding="utf-8").replace("{ru: Монтаж, en: Fitting}", "{ru: Установка, en: Fitting}")
    newer = newer.replace("{ru: Замена, en: Replacement}", "{ru: Замена под ключ, en: Replacement}")
    lookups.write_text(newer, encoding="utf-8")
    (folder / "lookups").mkdir()
    (folder / "lookups" / "seasons.yaml").write_text("label: {ru: Сезоны, en: Seasons}\n", encoding="utf-8")
    return folder


def test_local_edits_and_data_live_through_the_upgrade(installation: str, artel: Run, lifts: Path) -> None:
    before = {name: rows(installation, query) for name, query in DATA.items()}
    assert rows(installation, STAMPS)
    artel("migrate")
    assert rows(installation, STAMPS) == [], "users are never deleted: the stamps of their writes need no keys"
    told = json.loads(artel("pack", "drift", "lifts", "--json", status=2).stdout)
    assert {(each["action"], each["kind"], each["key"]) for each in told} == {
        ("change", "lookup", "work_types"),
        ("change", "role", "manager"),
        ("retire", "view", "x_objects.all"),
    }
    artel("prepare")
    plan = json.loads(artel("pack", "plan", lifts, "--json", status=3).stdout)
    conflicts = {each["address"]: (each["base"], each["theirs"], each["ours"]) for each in plan["conflicts"]}
    assert conflicts == {
        "lookup work_types: values[replacement].label.ru": ("Замена", "Замена под ключ", "Замена лифта")
    }
    artel("pack", "apply", lifts, "--yes", status=3)
    artel("pack", "apply", lifts, "--yes", "--ours", "lookup work_types: values[replacement].label.ru")
    artel("pack", "plan", lifts)
    assert {name: rows(installation, query) for name, query in DATA.items()} == before
    (body,) = rows(
        installation, "SELECT body FROM definitions_definition WHERE kind = 'lookup' AND key = 'work_types'"
    )[0]
    labels = {value["key"]: value["label"]["ru"] for value in body["values"]}  # type: ignore[index]
    assert (labels["replacement"], labels["design"], labels["fitting"]) == (
        "Замена лифта",
        "Проектирование",
        "Установка",
    )
    definitions = dict(
        rows(installation, "SELECT kind || ' ' || key, owner FROM definitions_definition WHERE NOT is_retired")
    )  # type: ignore[arg-type]
    assert definitions["lookup seasons"] == "lifts"
    assert "view x_objects.all" not in definitions
    assert {key for key, owner in definitions.items() if owner == "local"} == {
        "section x_claims",
        "field x_claims.x_account",
        "field x_claims.x_risk",
        "field x_claims.x_sum",
        "pipeline claims",
        "lookup risks",
        "field accounts.x_land",
        "field accounts.x_code",
        "field x_objects.x_note",
        "view accounts.landlords",
    }
    # No worker runs beside the test, so that jobs may wait: that alone is no fault here.
    assert "ok    definitions: all in place" in artel("doctor", status=None).stdout


def test_an_older_revision_is_brought_back_after_the_upgrade(installation: str, artel: Run, tmp_path: Path) -> None:
    artel("migrate")
    artel("prepare")
    found = json.loads(artel("pack", "diff", "1", "3", "--json", status=2).stdout)
    assert {(each["action"], each["key"]) for each in found} == {
        ("change", "manager"),
        ("change", "work_types"),
        ("retire", "x_objects.all"),
    }
    artel("pack", "export", tmp_path / "ours", "--owner", "local", "--key", "ours")
    assert (tmp_path / "ours" / "sections" / "x_claims.yaml").is_file()
    artel("pack", "plan", tmp_path / "ours", status=2)
    artel("pack", "apply", tmp_path / "ours", "--yes")
    artel("pack", "plan", tmp_path / "ours")
