"""Cells that say in words that there is nothing."""

from __future__ import annotations

from artel.platform.kernel.text import clean_line

BLANKS = frozenset(
    {
        "", "-", "--", "---", "—", "–", "_", ".", "?", "??", "нет", "нету", "н/д", "нд", "н.д.", "нет данных",
        "не указано", "не указан", "не указана", "неизвестно", "неизвестен", "отсутствует", "пусто", "б/н",
        "n/a", "na", "none", "null", "nil", "nan", "no data", "unknown", "x", "х", "00.00.0000", "0000-00-00",
        ". .", ".  .", "/ /",
    }
)  # fmt: skip
"""«нет» is blank everywhere but in a yes/no field."""


def text_of(value: object) -> str:
    """Return a cell's value as one clean line; a whole float without its «.0»."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean_line(str(value)) if value is not None else ""


def is_blank(text: str) -> bool:
    """True when a cleaned text says that there is no value."""
    return text.casefold() in BLANKS
