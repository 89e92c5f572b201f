"""csv: encodings, separators, quotation marks, and files without end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from artel.platform.exchange.errors import EmptyFile, TableTooLarge, UnclosedQuote
from artel.platform.exchange.reading.opening import open_table
from artel.platform.exchange.reading.table import CellError, Limits

TEXT = (
    "Наименование;ИНН;Телефон;Город\r\n"
    "ООО «Ромашка»;1655412390;8 (843) 292-55-18;Казань\r\n"
    "ИП Щербаков Ёж;166018882301;89172550418;Набережные Челны\r\n"
)

COUNT_ROWS = """
import sys
from artel.platform.exchange.reading.opening import open_table
with open_table(sys.argv[1]) as book:
    count = sum(1 for _row in book.sheets[0].rows())
status = open("/proc/self/status").read()
print(book.encoding, count, int(status.split("VmHWM:")[1].split()[0]) >> 10)
"""


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1251",
        "koi8-r",
        "cp866",
        "mac-cyrillic",
        "iso-8859-5",
    ],
)
def test_recognises_the_encoding(tmp_path: Path, encoding: str) -> None:
    text = TEXT if encoding not in ("koi8-r", "cp866", "iso-8859-5") else TEXT.replace("«", '"').replace("»", '"')
    path = tmp_path / "clients.csv"
    path.write_bytes(text.encode(encoding))
    with open_table(path) as book:
        rows = list(book.sheets[0].rows())
    assert rows[0].cells == ["Наименование", "ИНН", "Телефон", "Город"]
    assert rows[2].cells == ["ИП Щербаков Ёж", "166018882301", "89172550418", "Набережные Челны"]


@pytest.mark.parametrize("word", ["Казань", "КАЗАНЬ", "МОСКВА САНКТ-ПЕТЕРБУРГ", "Иванов Пётр"])
@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "mac-cyrillic"])
def test_a_few_letters_are_enough(tmp_path: Path, encoding: str, word: str) -> None:
    path = tmp_path / "few.csv"
    path.write_bytes(f"city;sum\n{word};5\n".encode(encoding))
    with open_table(path) as book:
        assert [row.cells[0] for row in book.sheets[0].rows()] == ["city", word]


def test_letters_far_from_the_beginning_are_read(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"id;name\n" + b"1;x\n" * 300_000 + "2;Казань\n".encode("cp1251"))
    with open_table(path) as book:
        *_rest, last = book.sheets[0].rows()
    assert last.cells == ["2", "Казань"]


def test_a_western_file_keeps_its_accents(tmp_path: Path) -> None:
    path = tmp_path / "west.csv"
    path.write_bytes("name,city\nJosé Müller,Besançon\nZoë,Köln\n".encode("cp1252"))
    with open_table(path) as book:
        assert [row.cells for row in book.sheets[0].rows()][1] == ["José Müller", "Besançon"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_recognises_the_separator(tmp_path: Path, separator: str) -> None:
    lines = [
        ["Название", "Сумма", "Адрес"],
        ["ООО А", "1 234,50", "Казань, Баумана, 58"],
        ["ООО Б", "10,5", "Уфа; офис 2"],
    ]
    text = "\n".join(separator.join(f'"{c}"' if separator in c else c for c in line) for line in lines)
    path = tmp_path / "x.csv"
    path.write_text(text)
    with open_table(path) as book:
        assert book.separator == separator
        assert [row.cells for row in book.sheets[0].rows()] == lines


def test_obeys_a_declared_separator_and_counts_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sep=|\nа|б,в;г\n1|2\n")
    with open_table(path) as book:
        assert [(r.number, r.cells) for r in book.sheets[0].rows()] == [(2, ["а", "б,в;г"]), (3, ["1", "2"])]


def test_reads_quoted_line_breaks_doubled_quotes_and_old_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes('имя;адрес\r\n"ООО ""Ромашка""";"ул. Баумана\nд. 58"\rООО "Б";x\n'.encode())
    with open_table(path) as book:
        rows = [(r.number, r.cells) for r in book.sheets[0].rows()]
    assert rows == [(1, ["имя", "адрес"]), (2, ['ООО "Ромашка"', "ул. Баумана\nд. 58"]), (3, ['ООО "Б"', "x"])]


def test_zero_bytes_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("имя;город\nА\x00нна;Казань\n".encode())
    with open_table(path) as book:
        assert [r.cells for r in book.sheets[0].rows()][1] == ["Анна", "Казань"]


def test_a_stray_byte_is_told_in_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = "".join(f"Компания номер {n};Казань\n" for n in range(200)).encode()
    path.write_bytes("имя;город\n".encode() + lines + b"\xff\xfe;x\n")
    with open_table(path) as book:
        rows = list(book.sheets[0].rows())
    assert rows[1].cells == ["Компания номер 0", "Казань"]
    assert rows[-1].cells == [CellError("encoding"), "x"]


def test_an_unclosed_quotation_mark_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('имя;город\nА;Казань\n"Б;Уфа\n' + "В;Пермь\n" * 50)
    with open_table(path) as book, pytest.raises(UnclosedQuote, match="3"):
        list(book.sheets[0].rows())
    path.write_text('имя;город\nА;Казань\n"Б;Уфа\n' + "В;Пермь\n" * 50_000)
    with open_table(path) as book, pytest.raises(UnclosedQuote, match="3"):
        list(book.sheets[0].rows())


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"name;city\n" + b"x" * 3_000_000)
    with open_table(path, limits=Limits(line=1_000_000)) as book, pytest.raises(TableTooLarge, match="2"):
        list(book.sheets[0].rows())


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"")
    with pytest.raises(EmptyFile):
        open_table(path)


@pytest.mark.slow
def test_200_megabytes_are_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    block = "".join(f"ООО «Компания {n}»;16554{n:05d};8917{n:07d};{'Казань ' * 600}\r\n" for n in range(500)).encode(
        "cp1251"
    )
    with path.open("wb") as stream:
        stream.write("Наименование;ИНН;Телефон;Прим.\r\n".encode("cp1251"))
        while stream.tell() < 200 << 20:
            stream.write(block)
    assert path.stat().st_size > 200_000_000
    done = subprocess.run([sys.executable, "-c", COUNT_ROWS, str(path)], capture_output=True, text=True, check=True)
    encoding, rows, megabytes = done.stdout.split()
    assert encoding == "cp1251"
    assert int(rows) > 40_000
    assert int(megabytes) < 100
