"""A messy base is loaded with a correct report and undone without a trace."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from artel.platform.exchange import actions
from artel.platform.exchange.models import Import, ImportProblem, ImportState
from artel.platform.exchange.running import engine, performing
from artel.platform.kernel.actor import Actor
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.messy_workbook import Expected, make

TABLES = ("accounts", "contacts", "deals", "calls", "identities", "affiliations", "records_feedentry", "search_entry")


def photograph() -> dict[str, list[Any]]:
    """Return what is in the base: all rows of records, feed and search but for versions and times of change."""
    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            names = [
                c.name for c in cursor.description or () if c.name not in ("updated_at", "updated_by_id", "version")
            ]
            quoted = ", ".join(f'"{name}"::text' for name in names)
            cursor.execute(f"SELECT {quoted} FROM {table} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def lay_base(expected: Expected, clerk: Actor) -> None:
    door.create("accounts", expected.base, actor=clerk)


def through(run: Import, steps: Iterable[str], clerk: Actor) -> Import:
    for step in steps:
        actions.begin(run, step, actor=clerk)
        performing.perform(run, step)
    run.refresh_from_db()
    return run


def numbers(run: Import, expected: Expected) -> dict[str, int]:
    return {key: run.counts[key] for key in expected.counts}


@pytest.mark.parametrize(
    ("name", "rows"), [pytest.param("messy.xlsx", 10_000, marks=pytest.mark.whole), ("messy.csv", 1_000)]
)
def test_a_messy_base_is_loaded_with_a_correct_report_and_undone_without_a_trace(
    tmp_path: Path, clerk: Actor, managers: list[User], name: str, rows: int
) -> None:
    expected = make(tmp_path, rows=rows)
    lay_base(expected, clerk)
    before = photograph()
    with (tmp_path / name).open("rb") as stream:
        run = actions.start_import(stream, "База застройщиков 2019–2026.xlsx", "accounts", actor=clerk)
    columns = {c["column"]: f"{c['target']}.{c['field']}" for c in run.mapping["columns"]}
    assert columns == {
        "Наименование организации": "accounts.name", "ИНН": "accounts.inn", "Тел./факс": "accounts.phone",
        "E-mail": "accounts.email", "Контактное лицо: ФИО": "contacts.name",
        "Контактное лицо: Тел. моб.": "contacts.phone", "Дата посл. звонка": "calls.done_at",
        "Сумма потенц.": "deals.amount", "Категория": "accounts.category", "Менеджер": "accounts.owner",
        "Прим.": "accounts.description",
    }  # fmt: skip

    through(run, ["check"], clerk)
    assert run.state == ImportState.CHECKED, run.error
    assert run.counts["codes"] == expected.codes
    assert numbers(run, expected) == expected.counts
    assert photograph() == before

    through(run, ["load"], clerk)
    assert run.state == ImportState.DONE, run.error
    assert run.counts["codes"] == expected.codes
    assert numbers(run, expected) == expected.counts
    after = photograph()
    loaded = expected.counts["create"]
    assert len(after["accounts"]) == len(before["accounts"]) + loaded
    if name == "messy.xlsx":
        assert run.counts["left_out"] == expected.left_out

    through(run, ["undo"], clerk)
    assert run.state == ImportState.UNDONE
    assert not ImportProblem.objects.filter(run=run, level="undo").exists()
    gone = photograph()
    for table in TABLES:
        assert gone[table] == before[table], table


def test_a_chunk_boundary_changes_nothing(
    tmp_path: Path, clerk: Actor, managers: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK", 37)
    expected = make(tmp_path, rows=600)
    lay_base(expected, clerk)
    with (tmp_path / "messy.xlsx").open("rb") as stream:
        run = actions.start_import(stream, "messy.xlsx", "accounts", actor=clerk)
    through(run, ["check"], clerk)
    assert numbers(run, expected) == expected.counts
    through(run, ["load"], clerk)
    assert numbers(run, expected) == expected.counts
    assert run.counts["codes"] == expected.codes
