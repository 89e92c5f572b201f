"""The header is found under titles, over merged and doubled lines; what is no record is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from artel.platform.exchange.errors import EmptyFile, SheetNotFound
from artel.platform.exchange.reading.header import Skipped, Table, choose_sheet, find_table
from artel.platform.exchange.reading.opening import open_table
from artel.platform.exchange.reading.tests.makers import xlsx

HEADER: list[Any] = ["Наименование", "ИНН", "Телефон", "Город"]
FIRST: list[Any] = ["ООО «А»", "1655412390", "89172550418", "Казань"]
SECOND: list[Any] = ["ООО «Б»", "1655412391", "89172550419", "Уфа"]


def table_of(path: Path) -> Table:
    return find_table(choose_sheet(open_table(path)))


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def body(table: Table) -> list[tuple[int, list[Any]]]:
    return [(row.number, row.cells) for row in table.rows()]


def test_finds_a_header_under_titles_and_dates(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Отчёт по клиентам за 2024 год"],
        ["Дата выгрузки:", "12.03.2024"],
        [],
        HEADER,
        FIRST,
        SECOND,
    ]
    table = table_of(xlsx(tmp_path / "x.xlsx", rows, merges=()))
    assert names(table) == HEADER
    assert table.header_row == 4
    assert body(table) == [(5, FIRST), (6, SECOND)]


def test_a_title_merged_over_the_table_is_no_header(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[], HEADER, FIRST, SECOND]
    table = table_of(xlsx(tmp_path / "x.xlsx", rows, merges=(("A1:D1", "База застройщиков"),)))
    assert names(table) == HEADER


def test_joins_a_header_of_two_lines(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[], [None, None, "Телефон", "Город"], FIRST, SECOND]
    merges = (("A1:A2", "Наименование"), ("B1:B2", "ИНН"), ("C1:D1", "Контакты"))
    table = table_of(xlsx(tmp_path / "x.xlsx", rows, merges=merges))
    assert names(table) == ["Наименование", "ИНН", "Контакты: Телефон", "Контакты: Город"]
    assert body(table) == [(3, FIRST), (4, SECOND)]


def test_numbers_repeated_headers_and_letters_empty_ones(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Название", "Телефон", "Телефон", None, "телефон"],
        ["ООО", "1", "2", "x", "3"],
        ["ОАО", "1", "2", "x", "3"],
    ]
    table = table_of(xlsx(tmp_path / "x.xlsx", rows))
    assert names(table) == ["Название", "Телефон", "Телефон (2)", "D", "телефон"]
    assert [c.is_repeated for c in table.columns] == [False, True, True, False, True]
    assert table.columns[3].header == ""


def test_repeats_a_value_merged_over_several_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Организация", "Контакт", "Телефон"],
        [None, "Иванов", "1"],
        [None, "Петров", "2"],
        ["ООО «Б»", "Сидоров", "3"],
    ]
    table = table_of(xlsx(tmp_path / "x.xlsx", rows, merges=(("A2:A3", "ООО «А»"),)))
    assert [cells[0] for _number, cells in body(table)] == ["ООО «А»", "ООО «А»", "ООО «Б»"]


def test_leaves_out_totals_repeated_headers_subtitles_and_column_numbers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADER, ["1", "2", "3", "4"], FIRST, [], HEADER, SECOND, ["Итого:", None, "2"]]
    table = table_of(xlsx(tmp_path / "x.xlsx", rows, merges=(("A4:D4", "Республика Башкортостан"),)))
    assert body(table) == [(3, FIRST), (6, SECOND)]
    assert table.skipped == [
        (2, Skipped.COLUMN_NUMBERS), (4, Skipped.SUBTITLE), (5, Skipped.HEADER_AGAIN), (7, Skipped.TOTAL),
    ]  # fmt: skip


def test_a_company_whose_name_begins_like_a_total_is_kept(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADER, ["Итоговые решения", "1655412390", "89172550418", "Казань"], FIRST]
    assert len(body(table_of(xlsx(tmp_path / "x.xlsx", rows)))) == 2


def test_a_file_without_a_header_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join(";".join(row) for row in (FIRST, SECOND)))
    table = table_of(path)
    assert table.header_row == 0
    assert names(table) == ["A", "B", "C", "D"]
    assert body(table) == [(1, FIRST), (2, SECOND)]


def test_a_single_column_has_its_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("E-mail\na@b.ru\nc@d.ru\n")
    table = table_of(path)
    assert names(table) == ["E-mail"]
    assert body(table) == [(2, ["a@b.ru"]), (3, ["c@d.ru"])]


def test_300_columns_keep_their_names(tmp_path: Path) -> None:
    header = [f"Показатель № {n}" for n in range(300)]
    table = table_of(xlsx(tmp_path / "x.xlsx", [header, [f"з{n}" for n in range(300)]]))
    assert names(table) == header
    assert table.columns[299].letter == "KN"


def test_short_rows_are_padded_and_columns_without_header_are_kept(tmp_path: Path) -> None:
    table = table_of(xlsx(tmp_path / "x.xlsx", [HEADER, [*FIRST, "лишнее"], ["ООО"]]))
    assert names(table) == [*HEADER, "E"]
    assert body(table)[1][1] == ["ООО", None, None, None, None]


def test_chooses_a_sheet_by_name_number_or_the_first_filled_one(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "x.xlsx", [HEADER, FIRST])
    with open_table(path) as book:
        assert choose_sheet(book, "Клиенты").name == "Клиенты"
        assert choose_sheet(book, "1").name == "Клиенты"
        with pytest.raises(SheetNotFound):
            choose_sheet(book, "Сводка")
    with open_table(xlsx(tmp_path / "e.xlsx", [])) as book, pytest.raises(EmptyFile):
        choose_sheet(book)
