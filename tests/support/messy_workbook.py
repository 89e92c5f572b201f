"""Makes the client base of a company as companies have them: 10,000 rows with every mess we know.

`python -m tests.support.messy_workbook FOLDER` writes `messy.xlsx` and its twin `messy.csv` in cp1251, and
prints what a correct import reports. The same seed gives the same bytes of content on every machine.

In the file: a title and a date above the header, a header of two lines with merged cells, a row of column
numbers, repeated and empty headers, subtitles merged over the table, totals, the header repeated inside,
formulas with and without stored results, error cells, dates in six forms, 31 February, bad ИНН, several
phones in a cell, names in lower and upper case, no-break and trailing blanks, values of a lookup in other
letter case, unknown and ambiguous managers, empty names, doubles inside the file and against the base.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

ROWS = 10_000
SEED = 20261122
HEADER_TOP = ("Наименование организации", "ИНН", "Тел./факс", "E-mail", "Контактное лицо", None, "Дата посл. звонка",
              "Сумма потенц.", "Категория", "Менеджер", "Прим.", "Прим.", "")  # fmt: skip
HEADER_LOW = (None, None, None, None, "ФИО", "Тел. моб.", None, None, None, None, None, None, None)
MANAGERS = ("Ахметзянова Гульнара", "Ахунова Гульнара", "Иванов Иван Иванович", "Сафин Рустам")
MANAGER_FORMS = ("Ахметзянова Г.", "ахунова гульнара", "Иванов И.И.", "Рустам Сафин", "САФИН", "Иванов Иван")
CATEGORIES = {"client": "Клиент", "partner": "Партнёр", "supplier": "Поставщик"}
CATEGORY_FORMS = ("Клиент", "партнер", "ПОСТАВЩИК", "Партнёр ", "клиент\u00a0")
FAMILIES = ("хакимов", "Сафин", "ИВАНОВ", "петров-водкин", "Галиев", "Шарипов", "кузнецов", "Миннуллин")
GIVEN = ("ильдар", "Рустам", "ИВАН", "кузьма", "Марат", "Айрат", "сергей", "Дамир")
MIDDLE = ("фаритович", "Ильдарович", "ИВАНОВИЧ", "", "Маратович", "", "петрович", "Рашидович")
FORMS = ("ООО «{}»", 'ООО "{}"', "  ООО «{}» ", "АО «{}»", "ТСЖ «{}»", "ооо «{}»")
PLACEHOLDER = 777_777_777
"""Stored result that is taken out of the file again: xlsxwriter always stores one."""
GROUPS = {
    "bad_inn": 120, "short_inn": 80, "no_such_day": 60, "no_name": 50, "unknown_manager": 70, "two_managers": 40,
    "error_cell": 30, "dead_formula": 20, "unknown_category": 40, "same_inn": 150, "same_phone": 60, "same_email": 40,
    "same_name": 100, "base_inn": 98, "base_phone": 25, "base_email": 10, "base_name": 8, "several_phones": 200,
    "half_bad_phone": 45,
}  # fmt: skip
ERRORS = ("bad_inn", "short_inn", "no_such_day", "no_name", "unknown_manager", "two_managers", "error_cell",
          "dead_formula", "unknown_category")  # fmt: skip
SIMILAR = ("same_phone", "same_email", "base_phone", "base_email", "base_name")
KEPT = ("same_inn", "same_name")
CODES = {
    "bad_inn": "inn_checksum", "short_inn": "inn_length", "no_such_day": "no_such_day", "no_name": "required",
    "unknown_manager": "unknown_person", "two_managers": "several_fit", "error_cell": "cell_error",
    "dead_formula": "cell_error", "unknown_category": "unknown_choice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell with a formula; without a `result` none is stored."""

    text: str
    result: str | int | None


@dataclass(slots=True)
class Expected:
    """What a correct import reports when it asks about likeness."""

    counts: dict[str, int]
    codes: dict[str, int]
    left_out: int
    extra_phones: int
    base: list[dict[str, str]]


@dataclass(slots=True)
class _Maker:
    """State of the making: everything random comes from one generator."""

    random: random.Random = field(default_factory=lambda: random.Random(SEED))
    base: list[dict[str, str]] = field(default_factory=list)
    clean: list[list[Any]] = field(default_factory=list)
    extra_phones: int = 0

    def inn(self, number: int) -> str:
        """Return a valid ИНН of an organisation."""
        head = f"16{number:07d}"
        weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
        return head + str(sum(w * int(d) for w, d in zip(weights, head, strict=True)) % 11 % 10)

    def phone(self, number: int) -> str:
        """Return a mobile number in one of the ways people write it."""
        plain = f"9{number:09d}"
        forms: tuple[str, ...] = (
            f"8{plain}", f"+7 ({plain[:3]}) {plain[3:6]}-{plain[6:8]}-{plain[8:]}",
            f"8-{plain[:3]}-{plain[3:6]}-{plain[6:]}", plain, f"7{plain}\u00a0",
            f"тел. 8 {plain[:3]} {plain[3:6]} {plain[6:]}",
        )  # fmt: skip
        return forms[number % len(forms)]

    def day(self, number: int) -> Any:
        """Return a date in one of six forms."""
        found = date(2023, 1, 1) + timedelta(days=number % 900)
        months = [
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ]
        forms: tuple[Any, ...] = (
            found.strftime("%d.%m.%y"), f"{found.day}.{found.month}.{found.year}", found.isoformat(),
            f"{found.day} {months[found.month - 1]} {found.year} г.", found.strftime("%d/%m/%Y"), found,
        )  # fmt: skip
        return forms[number % len(forms)]

    def money(self, number: int) -> Any:
        """Return a sum in one of the ways people write it."""
        thousands = 100 + number % 9_000
        forms: tuple[Any, ...] = (
            f"{thousands} тыс.", f"{thousands * 1000:,}".replace(",", "\u00a0") + " ₽", thousands * 1000,
            f"{thousands / 1000:.1f} млн".replace(".", ","), f"{thousands},50 тыс. руб.", None,
        )  # fmt: skip
        return forms[number % len(forms)]

    def row(self, number: int) -> list[Any]:
        """Return a row that is taken in without a question."""
        pick = self.random.choice
        person = " ".join(part for part in (pick(FAMILIES), pick(GIVEN), pick(MIDDLE)) if part)
        title = f"Строитель {number}"
        name: Any = pick(FORMS).format(title)
        if number % 97 == 0:
            name = Formula(f'="ООО «"&"{title}»"', f"ООО «{title}»")
        note = Formula("=A1&B1", "позвонить") if number % 89 == 0 else f"звонить после {number % 28 + 1}-го"
        inn: Any = self.inn(number)
        return [
            name, int(inn) if number % 3 == 0 else inn, self.phone(100_000_000 + number),
            f"Client{number}@Stroy.example", person,
            self.phone(300_000_000 + number), self.day(number), self.money(number), pick(CATEGORY_FORMS),
            pick(MANAGER_FORMS), note, "", "",
        ]  # fmt: skip


def _spoil(maker: _Maker, group: str, row: list[Any], number: int) -> None:
    """Turn a clean row into one of a group."""
    other = maker.clean[number * 7 % len(maker.clean)] if maker.clean else row
    held = {"name": f"ООО «База {group} {number}»"}
    simple: dict[str, Callable[[], Any]] = {
        "bad_inn": lambda: row.__setitem__(1, _broken(str(row[1]))),
        "short_inn": lambda: row.__setitem__(1, str(row[1])[:8]),
        "no_such_day": lambda: row.__setitem__(6, "31.02.25"),
        "no_name": lambda: row.__setitem__(0, " "),
        "unknown_manager": lambda: row.__setitem__(9, "Загадочный П.П."),
        "two_managers": lambda: row.__setitem__(9, "Гульнара А."),
        "error_cell": lambda: row.__setitem__(8, Formula("=NA()", "#N/A")),
        "dead_formula": lambda: row.__setitem__(7, Formula("=1000*2", None)),
        "unknown_category": lambda: row.__setitem__(8, "VIP"),
    }
    if group in simple:
        simple[group]()
    elif group == "same_inn":
        row[0], row[1] = str(_plain(other[0])).upper(), other[1]
    elif group == "same_phone":
        row[2] = f"{other[2]}"
    elif group == "same_email":
        row[3] = str(other[3]).lower()
    elif group == "same_name":
        row[0], row[1] = f"{_plain(other[0])} ", None
    elif group == "base_inn":
        maker.base.append({**held, "inn": str(row[1])})
    elif group == "base_phone":
        maker.base.append({**held, "phone": str(row[2])})
    elif group == "base_email":
        maker.base.append({**held, "email": str(row[3])})
    elif group == "base_name":
        maker.base.append({"name": str(_plain(row[0])).strip()})
        row[1] = None
    elif group == "several_phones":
        extra = f"8(843)2{number:06d} доб.12"
        row[2] = f"{row[2]}, {extra}"
        maker.extra_phones += 1
    elif group == "half_bad_phone":
        row[2] = f"{row[2]}; 12-34"


def _broken(inn: str) -> str:
    return inn[:-1] + str((int(inn[-1]) + 1) % 10)


def _plain(value: Any) -> Any:
    return value.result if isinstance(value, Formula) else value


def make_rows(rows: int = ROWS) -> tuple[list[list[Any]], Expected]:
    """Return the data rows in the order of the file and what an import of them reports."""
    maker = _Maker()
    scale = rows / ROWS
    sizes = {group: max(int(size * scale), 1) for group, size in GROUPS.items()}
    plain = rows - sum(sizes.values())
    made: list[list[Any]] = []
    for number in range(plain):
        row = maker.row(number)
        made.append(row)
        maker.clean.append(row)
    number = plain
    for group, size in sizes.items():
        for place in range(size):
            row = maker.row(number)
            _spoil(maker, group, row, place)
            made.append(row)
            number += 1
    # Doubles stay behind what they double: only the first part, which nothing refers forward to, is mixed.
    counts = Counter[str]()
    for group, size in sizes.items():
        outcome = "error" if group in ERRORS else "similar" if group in SIMILAR else "keep" if group in KEPT else ""
        counts[outcome or ("update" if group == "base_inn" else "create")] += size
    counts["create"] += plain
    codes = Counter[str]()
    for group, code in CODES.items():
        codes[code] += sizes[group]
    codes["similar_in_file"] = sizes["same_phone"] + sizes["same_email"]
    codes["similar"] = sizes["base_phone"] + sizes["base_email"] + sizes["base_name"]
    codes["not_phone"] = sizes["half_bad_phone"]
    expected = Expected(
        counts={"rows": rows, **counts},
        codes=dict(codes),
        left_out=_left_out(rows),
        extra_phones=maker.extra_phones,
        base=maker.base,
    )
    return made, expected


SUBTITLE_EVERY, HEADER_EVERY = 2_500, 4_000


def _left_out(rows: int) -> int:
    """Column numbers above, subtitles and repeated headers inside, the total below."""
    return 1 + len(range(SUBTITLE_EVERY, rows, SUBTITLE_EVERY)) + len(range(HEADER_EVERY, rows, HEADER_EVERY)) + 1


def _joined_header() -> list[str]:
    joined = [*HEADER_TOP[:4], "Контактное лицо: ФИО", "Контактное лицо: Тел. моб.", *HEADER_TOP[6:]]
    return [text or "" for text in joined]


def write_xlsx(path: Path, rows: list[list[Any]]) -> None:
    """Write the workbook: a hidden sheet first, then the mess."""
    book = xlsxwriter.Workbook(str(path))
    hidden = book.add_worksheet("Справочник")
    hidden.write_row(0, 0, ["не", "для", "загрузки"])
    hidden.hide()
    sheet = book.add_worksheet("База 2019–2026")
    sheet.activate()
    sheet.set_first_sheet()
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    width = len(HEADER_TOP)
    sheet.merge_range(0, 0, 0, width - 1, "База застройщиков ООО «Лифты Поволжья»")
    sheet.write_row(1, 0, ["Выгружено:", "12.03.2026"])
    for column, text in enumerate(HEADER_TOP):
        if column == 4:
            sheet.merge_range(3, 4, 3, 5, text)
        elif column != 5:
            sheet.merge_range(3, column, 4, column, text)
    sheet.write_row(4, 4, HEADER_LOW[4:6])
    sheet.write_row(5, 0, range(1, width))
    line = 6
    for number, row in enumerate(rows):
        if number and number % SUBTITLE_EVERY == 0:
            sheet.merge_range(line, 0, line, width - 1, f"Часть {number // SUBTITLE_EVERY + 1}")
            line += 1
        if number and number % HEADER_EVERY == 0:
            sheet.write_row(line, 0, _joined_header())
            line += 1
        for column, value in enumerate(row):
            if isinstance(value, Formula):
                result = PLACEHOLDER if value.result is None else value.result
                sheet.write_formula(line, column, value.text, None, result)
            elif isinstance(value, date):
                sheet.write_datetime(line, column, value, day)
            elif value not in (None, ""):
                sheet.write(line, column, value)
        line += 1
    sheet.write_row(line + 1, 0, ["ИТОГО:", len(rows)])
    book.close()
    _forget_results(path)


def _forget_results(path: Path) -> None:
    """Take the placeholder results out of the file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            cleaned = re.sub(rb"(</f>)<v>%d</v>" % PLACEHOLDER, rb"\1", content)
            archive.writestr(name, cleaned if name.startswith("xl/worksheets/") else content)


def write_csv(path: Path, rows: list[list[Any]], encoding: str = "cp1251") -> None:
    """Write the twin as old programs do: cp1251, semicolons, Windows line ends, titles above."""
    with path.open("w", encoding=encoding, errors="replace", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["База застройщиков ООО «Лифты Поволжья»"])
        writer.writerow([])
        writer.writerow(_joined_header())
        for row in rows:
            writer.writerow([_as_text(value) for value in row])
        writer.writerow(["Итого:", len(rows)])


def _as_text(value: Any) -> str:
    if isinstance(value, Formula):
        return "#VALUE!" if value.result is None else str(value.result)
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return "" if value is None else str(value).replace("₽", "руб.")


def make(folder: Path, rows: int = ROWS) -> Expected:
    """Write `messy.xlsx` and `messy.csv` into a folder; return what their import reports."""
    made, expected = make_rows(rows)
    write_xlsx(folder / "messy.xlsx", made)
    write_csv(folder / "messy.csv", made)
    return expected


if __name__ == "__main__":
    found = make(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print(json.dumps({"counts": found.counts, "codes": found.codes, "left_out": found.left_out}, ensure_ascii=False))
