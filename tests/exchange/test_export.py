"""An export holds what the list shows, runs nothing in a spreadsheet, and comes back by import."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.exporting import harmless
from artel.platform.exchange.reading.header import choose_sheet, find_table
from artel.platform.exchange.reading.opening import open_table
from artel.platform.kernel.actor import Actor
from artel.platform.records import door
from artel.platform.users.models import User

RECORDS = [
    {"name": '=HYPERLINK("http://evil")', "inn": "7707083893", "phone": "89172550418", "category": "partner"},
    {"name": "@SUM(1+1)", "phone": "8(843)2925518 доб.12"},
    {"name": "ООО «А; Б»", "description": "строка\nвторая"},
]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-2+3+cmd", "'-2+3+cmd"), ("@x", "'@x"),
     ("\t=1", "'\t=1"), ("+7 917 255-04-18", "+7 917 255-04-18"), ("-5", "-5"), ("a=1", "a=1"), ("", "")],
)  # fmt: skip
def test_texts_that_spreadsheets_would_run_are_made_harmless(text: str, safe: str) -> None:
    assert harmless(text) == safe


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_exported_list_comes_back_as_it_was(
    client: Client, clara: User, clerk: Actor, tmp_path: Path, kind: str
) -> None:
    door.create("accounts", RECORDS, actor=clerk)
    client.force_login(clara)
    response = client.get(f"/export/accounts/?format={kind}&columns=name,inn,phone,category,description")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    path = tmp_path / "x.bin"
    path.write_bytes(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    with open_table(path) as book:
        assert book.kind == kind
        table = find_table(choose_sheet(book))
        rows = [row.cells for row in table.rows()]
    assert [c.name for c in table.columns] == ["Название", "ИНН", "Телефон", "Категория", "Описание"]
    assert rows == [
        ['=HYPERLINK("http://evil")', "7707083893", "+7 917 255-04-18", "Партнёр", None],
        ["@SUM(1+1)", None, "+7 843 292-55-18 доб. 12", None, None],
        ["ООО «А; Б»", None, None, None, "строка\nвторая"],
    ]
    assert AuditEntry.objects.filter(action="export.done").count() == 1


def test_an_export_without_the_right_is_refused(client: Client, anna: User, house: None) -> None:
    client.force_login(anna)
    assert client.get("/export/accounts/").status_code in (403, 404)


def test_a_filter_narrows_the_export(client: Client, clara: User, clerk: Actor) -> None:
    door.create("accounts", RECORDS, actor=clerk)
    assert visible_to(clerk, "accounts").count() == 3
    assert current_snapshot().section("accounts")
    client.force_login(clara)
    response = client.get("/export/accounts/?format=csv&columns=name&filter=inn ne null")
    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
