"""Makers of files for the tests of reading: honest, messy and hostile ones."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>'
)


def raw_xlsx(path: Path, sheet: str | bytes, *, head: str = '<?xml version="1.0"?>', wrap: bool = True) -> Path:
    """Write an xlsx by hand: `sheet` is the content of sheetData, or the whole part when not `wrap`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", WORKBOOK_RELS)
        if wrap:
            space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            sheet = f'{head}<worksheet xmlns="{space}"><sheetData>{sheet!s}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def xlsx(path: Path, rows: list[list[Any]], *, merges: tuple[tuple[str, Any], ...] = (), **options: Any) -> Path:
    """Write rows with xlsxwriter, then merged ranges («A1:D1», value)."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy", **options})
    sheet = book.add_worksheet("Клиенты")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    for place, value in merges:
        sheet.merge_range(place, value)
    book.close()
    return path
