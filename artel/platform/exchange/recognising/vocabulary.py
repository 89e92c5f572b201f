"""What people call fields in the headers of their spreadsheets.

The platform knows only the words of base fields. A feature brings its own in `importing.py` of its
folder, found by place at start-up: the stems of words that name its section («контакт», «фио рук») and
of phrases that name its fields. A phrase is stems in any order; each must begin a word of the header.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from artel.platform.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class SectionWords:
    """Words of one section: `subject` names it, `fields` its fields by key, as phrases of stems."""

    section: str
    subject: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


section_words: Registry[SectionWords] = Registry("header words")

BASE_WORDS: Mapping[str, tuple[str, ...]] = {
    "owner": (
        "менеджер", "ответств", "отв", "куратор", "вед менедж", "ведущ", "исполнит", "кто вед", "закреп",
        "manager", "owner", "responsible", "assign",
    ),
    "description": (
        "прим", "примеч", "коммент", "комм", "описан", "заметк", "доп инф", "дополнит", "note", "comment", "descr",
        "remark",
    ),
    "name": ("наимен", "назв", "имя", "name", "title"),
}  # fmt: skip
"""Phrases for fields of these keys in any section."""

TYPE_WORDS: Mapping[str, tuple[str, ...]] = {
    "phone": (
        "тел", "тел факс", "телефон", "моб", "сот", "номер тел", "контакт тел", "phone", "mobile", "tel", "cell",
    ),
    "email": ("e mail", "email", "mail", "эл почт", "электрон почт", "почт", "емайл", "мэйл", "мейл", "эл адрес"),
    "url": ("сайт", "site", "web", "url", "www", "интернет", "ссылк"),
}  # fmt: skip
"""Phrases for the first field of a type in a section."""

CHECK_WORDS: Mapping[str, tuple[str, ...]] = {
    "inn": ("инн", "inn", "идентиф номер", "tax id", "инн кпп"),
    "kpp": ("кпп", "kpp"),
    "ogrn": ("огрн", "огрнип", "ogrn"),
    "bik": ("бик", "bik"),
}
"""Phrases for fields whose text is checked as a requisite (`options["check"]`)."""


def declare_header_words(
    section: str, *, subject: tuple[str, ...] = (), fields: Mapping[str, tuple[str, ...]] | None = None
) -> SectionWords:
    """Register the words of a section; raises when they are declared twice."""
    words = SectionWords(section, subject, fields or {})
    section_words.add(section, words)
    return words
