"""xlsx: values as they are, hostile and broken files refused by name."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from artel.platform.exchange.errors import BrokenFile, PasswordProtected, SuspiciousFile, TableTooLarge, UnknownFormat
from artel.platform.exchange.reading.opening import open_table
from artel.platform.exchange.reading.strings import StringStore
from artel.platform.exchange.reading.table import CellError, CellValue, Limits, Merge
from artel.platform.exchange.reading.tests.makers import raw_xlsx, xlsx


def cells(path: Path, limits: Limits | None = None) -> list[list[CellValue]]:
    with open_table(path, limits=limits or Limits()) as book:
        return [row.cells for row in book.sheets[0].rows()]


def test_reads_every_kind_of_value(tmp_path: Path) -> None:
    path = tmp_path / "values.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    day, clock = book.add_format({"num_format": "[$-419]d mmm yy;@"}), book.add_format({"num_format": "[h]:mm"})
    red = book.add_format({"num_format": '[Red]#,##0.00" руб. день"'})
    sheet.write_string(0, 0, "«Ак Барс» & <Ко>")
    sheet.write_number(0, 1, 5)
    sheet.write_number(0, 2, 0.1)
    sheet.write_datetime(0, 3, datetime(2024, 3, 12, 14, 5), moment)
    sheet.write_datetime(0, 4, datetime(2024, 3, 12), day)
    sheet.write_datetime(0, 5, time(9, 30), clock)
    sheet.write_boolean(0, 6, True)
    sheet.write_number(0, 8, 1234.5, red)
    sheet.write_formula(1, 0, "=1+1", None, 2)
    sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    sheet.write_formula(1, 2, '="а"&"б"', None, "аб")
    sheet.write_rich_string(1, 3, "про", book.add_format({"bold": True}), "стой")
    book.close()
    moment_read = datetime(2024, 3, 12, 14, 5)
    assert cells(path) == [
        [
            "«Ак Барс» & <Ко>",
            5,
            Decimal("0.1"),
            moment_read,
            date(2024, 3, 12),
            time(9, 30),
            True,
            None,
            Decimal("1234.5"),
        ],
        [2, CellError("#N/A"), "аб", "простой"],
    ]


def test_keeps_the_row_numbers_of_the_file(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "gaps.xlsx", [["а"], [], [], ["б"]])
    with open_table(path) as book:
        assert [row.number for row in book.sheets[0].rows()] == [1, 4]


def test_a_formula_without_a_stored_result_is_told(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "f.xlsx", '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c></row>')
    assert cells(path) == [[CellError("formula"), 2]]


def test_reads_inline_strings_prefixed_names_and_cells_without_references(tmp_path: Path) -> None:
    inline = '<row><c t="inlineStr"><is><r><t>а</t></r><r><t>б</t></r><rPh><t>x</t></rPh></is></c><c><v>1</v></c></row>'
    assert cells(raw_xlsx(tmp_path / "i.xlsx", inline)) == [["аб", 1]]
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    prefixed = (
        f'<x:worksheet xmlns:x="{space}"><x:sheetData><x:row r="3"><x:c r="B3"><x:v>7</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert cells(raw_xlsx(tmp_path / "p.xlsx", prefixed, wrap=False)) == [[None, 7]]


def test_tells_hidden_sheets_and_merged_ranges(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    book = xlsxwriter.Workbook(str(path))
    first, second = book.add_worksheet("Видно"), book.add_worksheet("Скрыто")
    first.merge_range("A1:D1", "Титул")
    first.merge_range("AA2:AA5", "x")
    second.hide()
    book.close()
    with open_table(path) as opened:
        assert [(s.name, s.is_hidden) for s in opened.sheets] == [("Видно", False), ("Скрыто", True)]
        assert list(opened.sheets[0].merges()) == [Merge(1, 0, 1, 3), Merge(2, 26, 5, 26)]
        assert [s.name for s in opened.visible_sheets()] == ["Видно"]


def test_reads_300_columns(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "wide.xlsx", [[f"Столбец {n}" for n in range(300)], list(range(300))])
    assert cells(path)[1] == list(range(300))


def test_refuses_more_columns_rows_or_text_than_the_limit_and_says_where(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "wide.xlsx", [list(range(30))] * 12)
    with pytest.raises(TableTooLarge, match="U"):
        cells(path, Limits(columns=20))
    with pytest.raises(TableTooLarge, match="10"):
        cells(path, Limits(rows=10))
    with pytest.raises(TableTooLarge, match="B1"):
        cells(xlsx(tmp_path / "long.xlsx", [["а", "я" * 500]]), Limits(cell=400))


def test_refuses_a_zip_bomb_before_unpacking_it(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "bomb.xlsx", b"0" * (40 << 20), wrap=False)
    assert path.stat().st_size < 100_000
    with pytest.raises(SuspiciousFile):
        open_table(path)


def test_refuses_a_bomb_whose_header_lies_about_its_size(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "liar.xlsx", b"<a>" + b" " * (40 << 20), wrap=False)
    honest, lie = (40 << 20) + 3, 1000
    data = path.read_bytes().replace(honest.to_bytes(4, "little"), lie.to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises((SuspiciousFile, BrokenFile)):
        cells(path)


def test_refuses_entities_and_document_types(tmp_path: Path) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(SuspiciousFile):
        cells(raw_xlsx(tmp_path / "laughs.xlsx", '<row><c t="str"><v>&b;</v></c></row>', head=laughs))
    outside = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(SuspiciousFile):
        cells(raw_xlsx(tmp_path / "outside.xlsx", '<row><c t="str"><v>&a;</v></c></row>', head=outside))


def test_a_broken_file_is_named_with_its_part(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="sheet1"):
        cells(raw_xlsx(tmp_path / "cut.xlsx", "<row><c><v>1</v>", head="<?xml version='1.0'?><x>"))
    whole = xlsx(tmp_path / "whole.xlsx", [[n, "текст"] for n in range(2000)]).read_bytes()
    half = tmp_path / "half.xlsx"
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BrokenFile):
        cells(half)
    damaged = bytearray(whole)
    place = whole.index(b"xl/worksheets/sheet1.xml") + 60
    damaged[place : place + 40] = b"\xff" * 40
    half.write_bytes(bytes(damaged))
    with pytest.raises(BrokenFile):
        cells(half)


def test_an_index_beyond_the_shared_strings_is_a_breakage(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="A1"):
        cells(raw_xlsx(tmp_path / "s.xlsx", '<row r="1"><c r="A1" t="s"><v>99</v></c></row>'))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"%PDF-1.7 ...", UnknownFormat),
        (b"<html><table><tr><td>1</td></tr></table></html>", UnknownFormat),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', UnknownFormat),
        (b"\x89PNG\r\n\x1a\n", UnknownFormat),
        (bytes(range(1, 32)) * 40, UnknownFormat),
        (b"PK\x03\x04" + b"\x00" * 100, BrokenFile),
    ],
)
def test_content_decides_what_a_file_is_not_its_name(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    path = tmp_path / "clients.xlsx"
    path.write_bytes(content)
    with pytest.raises(error):
        open_table(path)


def test_a_workbook_under_a_csv_name_is_still_a_workbook(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "clients.csv", [["Название"], ["ООО"]])
    with open_table(path) as book:
        assert book.kind == "xlsx"


def test_a_document_and_an_archive_are_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(UnknownFormat):
        open_table(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", "x")
    with pytest.raises(UnknownFormat):
        open_table(path)


def test_an_encrypted_workbook_asks_to_remove_the_password(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(PasswordProtected):
        open_table(path)


def test_the_string_store_gives_back_what_went_to_disk() -> None:
    store = StringStore(in_memory=300)
    texts = [f"строка {n} ☎" for n in range(1000)] + [""]
    for text in texts:
        store.append(text)
    store.seal()
    assert [store[n] for n in range(len(store))] == texts
    store.close()
