"""Numbers that are dates: Excel's number formats and serial numbers (ECMA-376 part 1, 18.8.30)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum

from artel.platform.exchange.reading.archive import GuardedArchive, walk

BUILTIN_DATES = {14, 15, 16, 17, *range(27, 32), *range(34, 37), *range(50, 59)}
BUILTIN_TIMES = {18, 19, 20, 21, 32, 33, 45, 46, 47}
BUILTIN_BOTH = {22}
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General', re.IGNORECASE)
EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zones
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - as above
LAST_SERIAL = 2_958_465
"""31 December 9999."""


class Stamp(Enum):
    """What a number format makes of a number."""

    NUMBER = 0
    DATE = 1
    TIME = 2
    DATETIME = 3


def stamp_of(format_id: int, code: str | None = None) -> Stamp:
    """Return what a number format shows. `code` is its text when it is the workbook's own."""
    if code is None:
        if format_id in BUILTIN_BOTH:
            return Stamp.DATETIME
        if format_id in BUILTIN_DATES:
            return Stamp.DATE
        return Stamp.TIME if format_id in BUILTIN_TIMES else Stamp.NUMBER
    bare = _NOISE.sub("", code.split(";")[0]).lower()
    has_date = any(letter in bare for letter in "dyдг")
    has_time = any(letter in bare for letter in "hsчс")
    if not has_date and not has_time and re.fullmatch(r"[\s./-]*m+[\s./-]*", bare):
        has_date = True
    if has_date and has_time:
        return Stamp.DATETIME
    if has_date:
        return Stamp.DATE
    return Stamp.TIME if has_time else Stamp.NUMBER


def from_serial(serial: float, stamp: Stamp, epoch: datetime) -> date | datetime | time | None:
    """Return the date, moment or time of day behind a serial number, None when there is none.

    Excel believes that 1900 was a leap year; numbers below 61 are a day off because of it.
    """
    if serial < 0 or serial > LAST_SERIAL + 1:
        return None
    if stamp is Stamp.TIME and serial < 1:
        seconds = round(serial * 86_400)
        return (EPOCH_1900 + timedelta(seconds=seconds % 86_400)).time()
    if epoch is EPOCH_1900 and serial < 60:
        serial += 1
    try:
        moment = epoch + timedelta(days=int(serial), seconds=round((serial % 1) * 86_400))
    except OverflowError:
        return None
    return moment.date() if stamp is Stamp.DATE else moment


def read_styles(archive: GuardedArchive, name: str) -> list[Stamp]:
    """Return what each cell style (attribute `s`) makes of a number."""
    codes: dict[int, str] = {}
    stamps: list[Stamp] = []
    place = {"in_cells": False}

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt" and (number := attributes.get("numFmtId", "")).isdigit():
            codes[int(number)] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            place["in_cells"] = tag == "cellXfs"
        elif tag == "xf" and place["in_cells"]:
            number = attributes.get("numFmtId", "0")
            format_id = int(number) if number.isdigit() else 0
            stamps.append(stamp_of(format_id, codes.get(format_id)))

    walk(archive, name, on_start)
    return stamps
