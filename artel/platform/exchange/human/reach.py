"""Cells with phones and e-mails: several in one, with extensions, kinds and remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.human.blanks import is_blank, text_of
from artel.platform.kernel.text import digits
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.fieldtypes.phone import normalise_phone

_SEPARATOR = re.compile(r"[,;\n|/\\]+|\s+(?:и|или|and|or)\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:;\s*ext=|доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext|доп|#)[\s.:=№]*(\d{1,6})", re.IGNORECASE)
_DANGLING = re.compile(r"[,;]\s*(?=(?:доб|вн|ext|доп)[\s.:=\w])", re.IGNORECASE)
_PLAIN = re.compile(r"(?:(?:\+7|[78])[\s\-]*|(?!89))\(?([3-9]\d{2})\)?[\s\-]*(\d{3})[\s\-]*(\d{2})[\s\-]*(\d{2})")
_GLUED = re.compile(r"(?<=\d)\s+(?=(?:\+7|8)[\s(\-]*\d{3}[\s)\-]*\d{3})")
_WORDS = re.compile(r"[^\W\d_]{2,}")
KINDS = (
    ("fax", re.compile(r"факс|fax", re.IGNORECASE)),
    ("mobile", re.compile(r"моб|сот|mob|cell", re.IGNORECASE)),
    ("work", re.compile(r"раб|офис|гор|приемн|work|office", re.IGNORECASE)),
    ("home", re.compile(r"дом|home", re.IGNORECASE)),
)
_LABEL = re.compile(
    r"\b(?:тел(?:ефон)?|факс|моб(?:ильный)?|сот(?:овый)?|раб(?:очий)?|дом(?:ашний)?|гор(?:одской)?|офис|ф|т|м|р|"
    r"tel|phone|fax|mob(?:ile)?|cell|work|home|office|whatsapp|ватсап|вотсап|telegram|viber)\b\.?:?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_EMAIL_GAPS = re.compile(r"[\s,;|<>()\"«»]+")
TYPOS = {"con": "com", "cmo": "com", "comm": "com", "ry": "ru", "rru": "ru", "tu": "ru", "ruu": "ru", "ку": "ru"}


@dataclass(frozen=True, slots=True)
class PhoneFound:
    """A phone of a cell: E.164 (with `;ext=`), its kind («» when not said) and a remark («Венера»)."""

    number: str
    kind: str = ""
    note: str = ""


T = TypeVar("T")


@dataclass(slots=True)
class Found(Generic[T]):
    """What a cell holds: good values and what was wrong with the others."""

    values: list[T] = field(default_factory=list)
    problems: list[ValueProblem] = field(default_factory=list)


def read_phones(value: object) -> Found[PhoneFound]:
    """Return every phone of a cell in order, without repeats.

    «(843) 292-55-18, 292-55-19» takes the missing code from the number before. Words beside a
    number are kept as its remark.
    """
    found: Found[PhoneFound] = Found()
    if isinstance(value, float):
        value = int(value)
    raw = str(value).replace("\r", "\n") if value is not None else ""
    if match := _PLAIN.fullmatch(raw.strip()):
        found.values.append(PhoneFound(f"+7{''.join(match.groups())}"))
        return found
    text = _DANGLING.sub(" ", raw)
    if is_blank(text_of(text)):
        return found
    code = ""
    for part in _SEPARATOR.split(_GLUED.sub(";", text)):
        number = _read_phone(text_of(part), code, found)
        if number and number.number.startswith("+7"):
            code = number.number[2:5]
        if number and all(number.number != other.number for other in found.values):
            found.values.append(number)
    if not found.values and not found.problems:
        found.problems.append(_not_phone())
    return found


def _not_phone() -> ValueProblem:
    return ValueProblem("not_phone", _("This is not a phone number. Write it as +7 917 255-04-18."))


def _read_phone(part: str, code: str, found: Found[PhoneFound]) -> PhoneFound | None:
    """Read one number; `code` is the area code of the number before it."""
    extension = ""
    if match := _EXTENSION.search(part):
        extension = match[1]
        part = f"{part[: match.start()]} {part[match.end() :]}"
    number = digits(part)
    if not number:
        if found.values and (words := _remark(part)):
            last = found.values[-1]
            found.values[-1] = PhoneFound(last.number, last.kind, f"{last.note} {words}".strip())
        return None
    if len(number) == 7 and code:
        number = code + number
    elif len(number) == 2 and found.values and "+7" in found.values[-1].number:
        number = found.values[-1].number.partition(";")[0][2:-2] + number
    try:
        plain = _to_e164(number, is_international=part.strip().startswith("+"))
    except ValueProblem as problem:
        found.problems.append(problem)
        return None
    kind = next((name for name, pattern in KINDS if pattern.search(part)), "")
    return PhoneFound(f"{plain};ext={extension}" if extension else plain, kind, _remark(part))


def _to_e164(number: str, *, is_international: bool) -> str:
    if len(number) == 11 and number[0] in "78" and number[1] in "3456789":
        return f"+7{number[1:]}"
    # No area code begins with 89: ten digits of that kind are a mobile number short of its last digit.
    if len(number) == 10 and number[0] in "345689" and number[:2] != "89" and not is_international:
        return f"+7{number}"
    if len(number) in (5, 6, 7) and not is_international:
        raise ValueProblem("no_area_code", _("The phone number lacks its area code."))
    if not is_international and len(number) < 11:
        raise _not_phone()
    return normalise_phone(f"+{number}" if is_international or len(number) > 11 else number)


def _remark(part: str) -> str:
    return " ".join(_WORDS.findall(_LABEL.sub(" ", f" {part} ")))[:60]


def read_emails(value: object) -> Found[str]:
    """Return every e-mail address of a cell in lower case, without repeats; a near miss is suggested."""
    found: Found[str] = Found()
    text = text_of(value).replace("mailto:", "")
    if is_blank(text):
        return found
    rest = text
    for match in _EMAIL.finditer(text):
        address = match[0].strip(".'").lower()
        rest = rest.replace(match[0], " ")
        ending = address.rpartition(".")[2]
        if ending in TYPOS:
            found.problems.append(_not_email(f"{address.removesuffix(ending)}{TYPOS[ending]}"))
        elif len(ending) < 2 or ".." in address or ending.isdigit():
            found.problems.append(_not_email(None))
        elif address not in found.values:
            found.values.append(address)
    for left in _EMAIL_GAPS.split(rest):
        if "@" in left:
            found.problems.append(_not_email(_repaired(text)))
            break
    if not found.values and not found.problems:
        found.problems.append(_not_email(_repaired(text)))
    return found


def _not_email(suggestion: str | None) -> ValueProblem:
    return ValueProblem("not_email", _("This is not an e-mail address."), suggestion=suggestion)


def _repaired(text: str) -> str | None:
    """Return the address meant by «ivan@mail,ru» or «ivan @ mail.ru»."""
    tight = re.sub(r"\s*@\s*", "@", text.lower()).replace(",", ".").replace("@@", "@")
    tight = re.sub(r"(@[\w-]+)\s+(ru|com|рф|net|org)\b", r"\1.\2", tight)
    match = _EMAIL.search(re.sub(r"\.{2,}", ".", tight))
    return match[0] if match else None
