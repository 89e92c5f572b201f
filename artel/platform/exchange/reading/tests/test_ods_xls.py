"""ods and xls: the same values as xlsx gives, broken files refused."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlwt

from artel.platform.exchange.errors import BrokenFile, PasswordProtected, SuspiciousFile, TableTooLarge
from artel.platform.exchange.reading.opening import open_table
from artel.platform.exchange.reading.table import CellError, Limits, Merge

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(path: Path, body: str, *, styles: str = "", head: str = "", manifest: str = "<m/>") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{head}<office:document-content {NAMES} {CALC}><office:automatic-styles>{styles}'
            f"</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def text(value: str, extra: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {extra}><text:p>{value}</text:p></table:table-cell>'


def test_ods_reads_every_kind_of_value(tmp_path: Path) -> None:
    row = (
        text("ООО<text:s text:c='2'/>«А»")
        + '<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
        + '<table:table-cell office:value-type="currency" office:value="1234.5"/>'
        + '<table:table-cell office:value-type="date" office:date-value="2024-03-12"/>'
        + '<table:table-cell office:value-type="date" office:date-value="2024-03-12T14:05:00"/>'
        + '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        + '<table:table-cell table:number-columns-repeated="2"/>'
        + '<table:table-cell calcext:value-type="error" office:value-type="string">'
        + "<text:p>#N/A</text:p></table:table-cell>"
        + '<table:table-cell table:formula="of:=1+1"/>'
        + '<table:table-cell office:value-type="string"><office:annotation>'
        + "<text:p>примечание</text:p></office:annotation>"
        + "<text:p>а</text:p><text:p>б</text:p></table:table-cell>"
        + '<table:table-cell table:number-columns-repeated="16000"/>'
    )
    body = (
        f'<table:table table:name="Клиенты"><table:table-row>{row}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="3"/><table:table-row table:number-rows-repeated="2">{text("x")}'
        '</table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
        '</table:table><table:table table:name="Второй" table:style-name="hid"><table:table-row>'
        f"{text('скрыт')}</table:table-row></table:table>"
    )
    styles = '<style:style style:name="hid"><style:table-properties table:display="false"/></style:style>'
    with open_table(ods(tmp_path / "x.ods", body, styles=styles)) as book:
        assert [(s.name, s.is_hidden) for s in book.sheets] == [("Клиенты", False), ("Второй", True)]
        rows = list(book.sheets[0].rows())
        assert [r.cells for r in book.sheets[1].rows()] == [["скрыт"]]
    moment = datetime(2024, 3, 12, 14, 5)
    expected = ["ООО  «А»", 5, Decimal("1234.5"), date(2024, 3, 12), moment, True, None, None]
    assert rows[0].cells == [*expected, CellError("#N/A"), CellError("formula"), "а\nб"]
    assert [(r.number, r.cells) for r in rows[1:]] == [(5, ["x"]), (6, ["x"])]


def test_ods_tells_merged_ranges(tmp_path: Path) -> None:
    cell = text("Титул", 'table:number-columns-spanned="3" table:number-rows-spanned="2"')
    body = f'<table:table table:name="A"><table:table-row><table:table-cell/>{cell}</table:table-row></table:table>'
    with open_table(ods(tmp_path / "x.ods", body)) as book:
        assert list(book.sheets[0].merges()) == [Merge(1, 1, 2, 3)]


def test_ods_refuses_bombs_of_repeated_cells_and_rows(tmp_path: Path) -> None:
    cell = text("x", 'table:number-columns-repeated="90000000"')
    wide = f'<table:table table:name="A"><table:table-row>{cell}</table:table-row></table:table>'
    with open_table(ods(tmp_path / "x.ods", wide)) as book, pytest.raises(TableTooLarge):
        list(book.sheets[0].rows())
    row = f'<table:table-row table:number-rows-repeated="99999999">{text("x")}</table:table-row>'
    tall = f'<table:table table:name="A">{row}</table:table>'
    with open_table(ods(tmp_path / "y.ods", tall), limits=Limits(rows=100)) as book, pytest.raises(TableTooLarge):
        for _row in book.sheets[0].rows():
            pass


def test_ods_refuses_entities_passwords_and_damage(tmp_path: Path) -> None:
    with pytest.raises(SuspiciousFile):
        open_table(ods(tmp_path / "e.ods", "&a;", head='<!DOCTYPE x [<!ENTITY a "ha">]>'))
    with pytest.raises(PasswordProtected):
        open_table(ods(tmp_path / "p.ods", "", manifest="<manifest:encryption-data/>"))
    with pytest.raises(BrokenFile):
        open_table(ods(tmp_path / "b.ods", "<table:table>"))


def old_excel(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Клиенты")
    sheet.write_merge(0, 0, 0, 3, "Титул")
    sheet.write(2, 0, "ООО «А»")
    sheet.write(2, 1, 5)
    sheet.write(2, 2, 0.1)
    sheet.write(2, 3, datetime(2024, 3, 12), xlwt.easyxf(num_format_str="DD.MM.YYYY"))
    sheet.write(2, 4, datetime(2024, 3, 12, 14, 5), xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM"))
    sheet.write(2, 5, True)
    sheet.row(2).set_cell_error(6, 0x2A)
    hidden = book.add_sheet("Скрыт")
    hidden.visibility = 1
    hidden.write(0, 0, "x")
    book.save(str(path))
    return path


def test_xls_reads_every_kind_of_value(tmp_path: Path) -> None:
    with open_table(old_excel(tmp_path / "x.xls")) as book:
        assert book.kind == "xls"
        assert [(s.name, s.is_hidden) for s in book.sheets] == [("Клиенты", False), ("Скрыт", True)]
        rows = list(book.sheets[0].rows())
        assert list(book.sheets[0].merges()) == [Merge(1, 0, 1, 3)]
    moment = datetime(2024, 3, 12, 14, 5)
    assert rows[0].cells == ["Титул"]
    assert rows[1] == (3, ["ООО «А»", 5, Decimal("0.1"), date(2024, 3, 12), moment, True, CellError("#N/A")])


@pytest.mark.parametrize("keep", [20, 600, 3000, 5000])
def test_a_cut_xls_is_refused_by_name(tmp_path: Path, keep: int) -> None:
    path = old_excel(tmp_path / "x.xls")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BrokenFile), open_table(path) as book:
        list(book.sheets[0].rows())


def test_a_garbled_xls_is_refused_by_name(tmp_path: Path) -> None:
    path = old_excel(tmp_path / "x.xls")
    data = bytearray(path.read_bytes())
    data[512:1024] = b"\xee" * 512
    path.write_bytes(bytes(data))
    with pytest.raises(BrokenFile), open_table(path) as book:
        list(book.sheets[0].rows())
