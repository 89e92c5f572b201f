"""Pure text work: folding for comparison, digits, keys, safe lengths."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
KEY = re.compile(r"^[a-z][a-z0-9_]{0,47}$")
"""Keys of definitions: Latin, because OData clients break on anything else."""


def clean(text: str) -> str:
    """Return NFC text without control and bidi characters, outer blanks cut, line ends as line feeds."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()


def clean_line(text: str) -> str:
    """Return `clean(text)` in one line with single spaces."""
    # A printable text has no blank but the plain space: nothing to do for most of a million cells.
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        line = text.strip()
        return _SPACES.sub(" ", line) if "  " in line else line
    return _SPACES.sub(" ", clean(text))


def fold(text: str) -> str:
    """Return a form for comparing: lower case, ё as е, one space between words."""
    return clean_line(text).casefold().replace("ё", "е")


def digits(text: str) -> str:
    """Return the ASCII digits of a text, nothing else."""
    return "".join(c for c in text if "0" <= c <= "9")


def in_a_phrase(label: str) -> str:
    """Return a label as it stands inside a sentence: «тот же ИНН», «ИНН»; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def short_name(name: str) -> str:
    """Return «Ахметзянова Г.» of «Ахметзянова Гульнара Рашидовна»; one word stays."""
    parts = name.split()
    return f"{parts[0]} {parts[1][0]}." if len(parts) > 1 else name
