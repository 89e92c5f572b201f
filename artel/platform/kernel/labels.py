"""Texts in both languages of the product, and Russian plural forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Label:
    """A text that people see, in Russian and English. Falls back to the other language."""

    ru: str = ""
    en: str = ""

    @classmethod
    def of(cls, value: Label | str | Mapping[str, str] | None) -> Label:
        """Read a label from a definition: a text for both languages, or {ru: …, en: …}."""
        if isinstance(value, Label):
            return value
        if isinstance(value, Mapping):
            return cls(ru=value.get("ru", ""), en=value.get("en", ""))
        return cls(ru=value or "", en=value or "")

    def text(self, language: str | None = None) -> str:
        """Return the text in `language`, by default the active one."""
        chosen = language or get_language() or "ru"
        return (self.en or self.ru) if chosen.startswith("en") else (self.ru or self.en)

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> bool:
        return bool(self.ru or self.en)

    def as_dict(self) -> dict[str, str]:
        """Return the form that definitions store."""
        return {"ru": self.ru, "en": self.en}


@dataclass(frozen=True, slots=True)
class CountedLabel:
    """Forms for a number of things: «1 сделка, 2 сделки, 5 сделок», «1 deal, 2 deals»."""

    one: str = ""
    few: str = ""
    many: str = ""
    en_one: str = ""
    en_many: str = ""

    def text(self, number: int, language: str | None = None) -> str:
        """Return the noun in the form that `number` demands (Unicode CLDR plural rules)."""
        chosen = language or get_language() or "ru"
        if chosen.startswith("en"):
            return self.en_one if number == 1 else self.en_many
        tens, units = abs(number) % 100, abs(number) % 10
        if units == 1 and tens != 11:
            return self.one
        if 2 <= units <= 4 and not 12 <= tens <= 14:
            return self.few
        return self.many
