"""Names of people and companies: parts of a full name, and forms for comparing. Pure text work."""

from __future__ import annotations

import re
from typing import NamedTuple

from artel.platform.kernel.text import clean_line, fold

_PATRONYMIC = re.compile(r"(ович|евич|ьич|овна|евна|ична|инична)$|^(оглы|кызы)$")
_RUSSIAN_FORMS = """ооо оао зао пао ао нао ип чп кфх тоо одо чуп уп гуп муп фгуп фгбу гбу мбу мку ано нко сро тсж тсн
жск снт пк"""
_OTHER_FORMS = "llc ltd inc corp co gmbh ag sa plc oy sia ou uab"
_LEGAL_FORMS = frozenset((*_RUSSIAN_FORMS.split(), *_OTHER_FORMS.split()))
_LONG_FORMS = (
    "общество с ограниченной ответственностью",
    "публичное акционерное общество",
    "закрытое акционерное общество",
    "открытое акционерное общество",
    "непубличное акционерное общество",
    "акционерное общество",
    "индивидуальный предприниматель",
    "товарищество с ограниченной ответственностью",
)
_NOT_WORDS = re.compile(r"[^\w]+")


class PersonName(NamedTuple):
    """Parts of a person's name; an empty text where a part is not known."""

    last: str = ""
    first: str = ""
    middle: str = ""

    @property
    def full(self) -> str:
        """Return «Ахметзянова Гульнара Ильдаровна»."""
        return " ".join(filter(None, self))


def split_person(written: str) -> PersonName:
    """Return the parts of a full name; the patronymic tells «Иван Иванович Петров» from «Петров Иван Иванович».

    One word is a first name: that is how people introduce themselves.
    """
    words = clean_line(written).split(" ")
    if len(words) == 1:
        return PersonName(first=words[0])
    if len(words) >= 3 and is_patronymic(words[1]) and not is_patronymic(words[2]):
        return PersonName(last=" ".join(words[2:]), first=words[0], middle=words[1])
    if len(words) == 2 and is_patronymic(words[1]):
        return PersonName(first=words[0], middle=words[1])
    return PersonName(last=words[0], first=words[1], middle=" ".join(words[2:]))


def is_patronymic(word: str) -> bool:
    """Return whether a word looks like a Russian or Turkic patronymic."""
    return _PATRONYMIC.search(fold(word)) is not None


def account_key(name: str) -> str:
    """Return a company's name for comparing: without the legal form, quotes and punctuation."""
    folded = fold(name)
    for form in _LONG_FORMS:
        folded = folded.replace(form, " ")
    words = [word for word in _NOT_WORDS.sub(" ", folded).split() if word not in _LEGAL_FORMS]
    return " ".join(words) or _NOT_WORDS.sub(" ", folded).strip()


def person_key(name: PersonName) -> str:
    """Return a person's name for comparing: family and given name, without the patronymic."""
    folded = fold(" ".join(filter(None, (name.last, name.first))) or name.full)
    return folded if folded.replace(" ", "").isalpha() else _NOT_WORDS.sub(" ", folded).strip()
