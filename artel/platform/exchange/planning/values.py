"""From a cell to the value of a field: the forgiving reading of human forms, by the field's kind.

A `CellReader` is made once per column and asked per cell. What it gives has been parsed as the record door parses, so
that the door need not do it again. More values than the field takes (a second phone) go to `extra`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.human.blanks import is_blank, text_of
from artel.platform.exchange.human.dates import read_date, read_datetime
from artel.platform.exchange.human.matching import Choices, Colleagues, several_choices
from artel.platform.exchange.human.numbers import read_integer, read_number
from artel.platform.exchange.human.reach import Found, PhoneFound, read_emails, read_phones
from artel.platform.exchange.human.truth import read_boolean
from artel.platform.exchange.reading.table import CellError, CellValue
from artel.platform.exchange.recognising.readings import CellReading, cell_readings
from artel.platform.kernel.text import clean, fold
from artel.platform.records.normalising import Parse, parser_of
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.linked import LINKED, PARENT, links_of
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

ZERO_PADDED = {"inn": (10, 12), "kpp": (9,), "ogrn": (13, 15), "okpo": (8, 10), "bik": (9,)}
"""Requisites whose leading zero a spreadsheet swallows, with their lengths."""
ERRORS = {
    "formula": _("The cell holds a formula whose result is not stored. Save the file in a spreadsheet program."),
    "encoding": _("The cell holds characters that can't be read in the file's encoding."),
}


class Reading(NamedTuple):
    """What a cell gave: values by field key, further values of the same kind, problems and warnings."""

    values: Mapping[str, object] = MappingProxyType({})
    extra: tuple[PhoneFound | str, ...] = ()
    problems: tuple[ValueProblem, ...] = ()
    warnings: tuple[ValueProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reference named by a text; the matcher finds the record for the whole chunk at once."""

    section: str
    text: str


CellReader = Callable[[CellValue], Reading]
Single = Callable[[CellValue], object]
NOTHING = Reading()


@dataclass(frozen=True, slots=True)
class ReadingSetup:
    """What readers need to know: the snapshot, colleagues, the author's time zone, order of day and month."""

    snapshot: Snapshot
    colleagues: Colleagues
    zone: ZoneInfo
    month_first: bool = False


def make_reader(
    section: SectionSpec, spec: FieldSpec, setup: ReadingSetup, answers: Mapping[str, object]
) -> CellReader:
    """Return the reader of one column. `answers` (folded text → value) come before any reading."""
    read = _by_type(section, spec, setup)
    key = spec.key
    parse = make_parser(spec, setup.snapshot)

    def reader(value: CellValue) -> Reading:
        if value is None:
            return Reading({key: None})
        if isinstance(value, CellError):
            message = ERRORS.get(value.code, _("The cell holds an error of the spreadsheet."))
            return Reading(problems=(ValueProblem("cell_error", message),))
        try:
            if answers and (text := fold(text_of(value))) in answers:
                return Reading({key: parse(answers[text])})
            return read(value)
        except ValueProblem as problem:
            return Reading(problems=(problem,))

    return reader


def make_parser(spec: FieldSpec, snapshot: Snapshot) -> Parse:
    """Return what makes a stored value of a canonical one, as the record door does; blank gives None."""
    parse = parser_of(spec, snapshot)

    def parsed(value: object) -> object:
        if value is None or value == "" or isinstance(value, Wanted):
            return value or None
        found = parse(value)
        return None if found == "" else found

    return parsed


def _by_type(section: SectionSpec, spec: FieldSpec, setup: ReadingSetup) -> CellReader:
    key = spec.key
    own: CellReading | None = cell_readings.find(f"{section.key}.{key}")
    if own is not None:
        parsers = {f.key: make_parser(f, setup.snapshot) for f in section.shown_fields}
        return lambda value: Reading({k: parsers[k](found) for k, found in own(value).items()})
    parse = make_parser(spec, setup.snapshot)
    if spec.type == "phone":
        return lambda value: _several(key, parse, read_phones(value))
    if spec.type == "email":
        return lambda value: _several(key, parse, read_emails(value))
    single = _single(section, spec, setup)
    return lambda value: Reading({key: parse(single(value))})


def _several(key: str, parse: Parse, found: Found[PhoneFound] | Found[str]) -> Reading:
    values = found.values
    if not values:
        return Reading({key: None}, problems=tuple(found.problems))
    first = values[0]
    main = first.number if isinstance(first, PhoneFound) else first
    return Reading({key: parse(main)}, tuple(values[1:]), (), tuple(found.problems))


def _single(section: SectionSpec, spec: FieldSpec, setup: ReadingSetup) -> Single:
    kind = spec.kind
    if spec.type == "stage":
        return Choices({s.key: s.label for p in section.pipelines for s in p.stages}).find
    if kind is Kind.CHOICE:
        if spec.type == LINKED and spec.options.get(PARENT):
            return _linked(section, spec, setup.snapshot).find
        return Choices(setup.snapshot.choices(spec)).find
    if kind is Kind.CHOICES:
        return several_choices(Choices(setup.snapshot.choices(spec)))
    if kind is Kind.PERSON:
        return setup.colleagues.find
    if kind is Kind.REFERENCE:
        return lambda value: _reference(spec, value)
    if spec.holds_files:
        return _no_files
    if kind is Kind.DATE:
        return lambda value: read_date(value, month_first=setup.month_first)
    if kind is Kind.DATETIME:
        return lambda value: read_datetime(value, setup.zone, month_first=setup.month_first)
    if kind is Kind.BOOLEAN:
        return read_boolean
    if kind is Kind.DURATION:
        return lambda value: None if is_blank(text_of(value)) else value
    if kind is Kind.INTEGER:
        return read_integer
    if kind in (Kind.DECIMAL, Kind.MONEY):
        return lambda value: read_number(value, is_money=kind is Kind.MONEY)
    lengths = ZERO_PADDED.get(str(spec.options.get("check", "")), ())
    if kind in (Kind.TEXT, Kind.LONG_TEXT) and spec.type in ("text", "long_text") and not spec.options.get("check"):
        return _plain
    return lambda value: _text(value, lengths)


def _plain(value: CellValue) -> object:
    """Return plain text as it is: parsing cleans it."""
    return value if isinstance(value, str) else _text(value, ())


def _linked(section: SectionSpec, spec: FieldSpec, snapshot: Snapshot) -> Choices[str]:
    """Return the values of a linked choice: namesakes are told apart by what is above them, in words and in the row."""
    links = links_of(section, snapshot)

    def names(key: str) -> str:
        found = (snapshot.choice_label(links.fields[k], v) for k, v in links.lineage(spec.key, key).items() if v)
        return ", ".join(str(label) for label in found if label)

    def fits(key: str, row: Mapping[str, object]) -> bool:
        chosen = {above: str(value) for above in links.above[spec.key] if (value := row.get(above))}
        return bool(chosen) and links.fits(spec.key, key, chosen)

    return Choices(snapshot.choices(spec), names, fits)


def _no_files(value: CellValue) -> None:
    if not is_blank(text_of(value)):
        raise ValueProblem("no_files", _("A sheet holds no files: add them on the record itself."))


def _reference(spec: FieldSpec, value: CellValue) -> Wanted | None:
    text = text_of(value)
    return None if is_blank(text) else Wanted(spec.target or "", text)


def _text(value: CellValue, lengths: Iterable[int]) -> str | None:
    """Return the text of a cell; dates in the Russian form, requisites with their leading zero."""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bool):
        return "да" if value else "нет"
    text = clean(str(value))
    if lengths:
        compact = text.replace(" ", "").removesuffix(".0")
        if is_blank(text):
            return None
        if compact.isdigit() and len(compact) + 1 in lengths and isinstance(value, int):
            return "0" + compact
        return compact
    return text or None
