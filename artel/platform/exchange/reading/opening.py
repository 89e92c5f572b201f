"""The door to reading: what a file is, by its first bytes and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.errors import BrokenFile, EmptyFile, SuspiciousFile, TableTooLarge, UnknownFormat
from artel.platform.exchange.reading.delimited import open_csv
from artel.platform.exchange.reading.encoding import MARKS
from artel.platform.exchange.reading.ods import open_ods
from artel.platform.exchange.reading.table import Limits, Workbook
from artel.platform.exchange.reading.xls import open_xls
from artel.platform.exchange.reading.xlsx import open_xlsx

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
SIGNATURES = (
    (b"%PDF", _("a PDF document")),
    (b"{\\rtf", _("a text document")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"GIF8", _("a picture")),
    (b"Rar!", _("an archive")),
    (b"7z\xbc\xaf", _("an archive")),
    (b"\x1f\x8b", _("an archive")),
    (b"\x7fELF", _("a program")),
    (b"MZ\x90", _("a program")),
    (b"SQLite format 3", _("a database")),
)
DEFAULT_LIMITS = Limits()


def open_table(path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Open a table of any known kind. The caller closes the workbook (`with`).

    Raises UnreadableFile of an exact class; nothing is unpacked before sizes are checked. Breakage
    deep inside may show only while rows are read.
    """
    path = Path(path)
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile
    if size > limits.file:
        raise TableTooLarge(format_lazy(_("the file has more than {size} MB"), size=limits.file >> 20))
    with path.open("rb") as stream:
        beginning = stream.read(8192)
    if beginning.startswith((ZIP, EMPTY_ZIP)):
        return _open_zip(path, limits)
    if beginning.startswith((OLE, *BARE_BIFF)):
        return open_xls(path, limits)
    for signature, name in SIGNATURES:
        if beginning.startswith(signature):
            raise UnknownFormat(name)
    _refuse_markup_and_bytes(beginning)
    return open_csv(path, limits)


def _open_zip(path: Path, limits: Limits) -> Workbook:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > limits.members:
                raise SuspiciousFile(_("there are too many parts inside"))
            names = {info.filename.lstrip("/").casefold() for info in infos}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BrokenFile("xlsx") from error
    if "content.xml" in names and "mimetype" in names:
        return open_ods(path, limits)
    if "[content_types].xml" in names and any(name.startswith("word/") for name in names):
        raise UnknownFormat(_("a text document"))
    if "[content_types].xml" in names or any(name.startswith("xl/") for name in names):
        return open_xlsx(path, limits)
    raise UnknownFormat(_("an archive"))


def _refuse_markup_and_bytes(beginning: bytes) -> None:
    """Refuse web pages and XML named .xls (old accounting programs make them), and bare bytes."""
    is_marked = any(beginning.startswith(mark) for mark, _codec in MARKS)
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")):
        raise UnknownFormat(_("a web page"))
    if start.startswith(b"<?xml"):
        raise UnknownFormat(_("an XML document"))
    odd = sum(1 for byte in beginning if byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x04\x00")
    if not is_marked and odd > len(beginning) // 20:
        raise UnknownFormat(_("a program or a picture"))
