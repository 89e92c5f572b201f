"""How values are compared when records are looked for that may be the same: normal forms, and likeness by trigrams.

A *normal form* brings spellings of one thing to one text («8 917…» and «+7917…»). Forms that belong to a trade
(a company's name, a person's) are registered by the trade. Likeness is the share of trigrams that two texts have
in common (Jaccard, as pg_trgm counts it), kept as arrays of numbers, so that no extension is needed.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry
from artel.platform.kernel.text import digits, fold
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.fieldtypes.phone import normalise_phone
from artel.platform.sections.spec import FieldSpec, Kind

_NOT_WORDS = re.compile(r"[^\w]+|_")
LONGEST = 200
"""Characters of a text that are compared: names and addresses, not essays."""


@dataclass(frozen=True, slots=True)
class NormalForm:
    """How spellings of one thing become one text; an empty text is equal to nothing."""

    key: str
    label: Label
    make: Callable[[str], str]


normal_forms: Registry[NormalForm] = Registry("normal forms")


def declare_form(key: str, label: Label, make: Callable[[str], str]) -> None:
    """Register a form; raises ValueError when the key is taken."""
    normal_forms.add(key, NormalForm(key=key, label=label, make=make))


def form_of(field: FieldSpec) -> str:
    """Return the form that fits a field when a rule names none."""
    if field.type in ("phone", "email"):
        return field.type
    return "digits" if field.options.get("check") else "text"


def can_compare(field: FieldSpec) -> bool:
    """Tell whether two values of a field may say that their records are the same: files, lists and long texts don't."""
    return not field.is_list and field.kind not in (Kind.FILE, Kind.LONG_TEXT)


def plain_words(text: str) -> str:
    """Return the words of a text in lower case, ё as е, without punctuation."""
    return _NOT_WORDS.sub(" ", fold(text)).strip()


def plain_phone(text: str) -> str:
    """Return a number in E.164 whatever its spelling; the bare digits when it is none."""
    try:
        return normalise_phone(text)
    except ValueProblem:
        return digits(text)


declare_form("text", Label("Слова без знаков и регистра", "Words without punctuation and case"), plain_words)
declare_form("phone", Label("Телефон", "Phone"), plain_phone)
declare_form("email", Label("E-mail", "E-mail"), fold)
declare_form("digits", Label("Только цифры: ИНН, ОГРН, счёт", "Digits only: tax id, account"), digits)


def trigrams(text: str) -> frozenset[str]:
    """Return the trigrams of a text's words, which may stand in any order. `text` is in a normal form already."""
    return frozenset(
        f"  {word} "[place : place + 3] for word in text[:LONGEST].split() for place in range(len(word) + 1)
    )


def signature(text: str, *, seed: int, likeness: int) -> tuple[list[int], list[int]]:
    """Return the trigrams of a text as numbers, and its bands: two texts alike have a band in common.

    The bands are of MinHash (Broder, “On the resemblance and containment of documents”, 1997): each is made of the
    least of several hashes of all trigrams, so that two texts share it with the probability of their likeness to
    the power of the hashes. Frequent words do not swell the candidates, as they do with trigrams alone. Of pairs at
    the very threshold about nine in ten are found, of those ten percent above it 998 in 1000. `seed` keeps rules apart.
    """
    grams = sorted(crc32(gram.encode()) for gram in trigrams(text))
    if not grams:
        return [], []
    rows, count = _plan(likeness)
    hashes = array("I", map(min, zip(*(_hashes(gram, rows * count) for gram in grams), strict=True))).tobytes()
    wide = len(hashes) // count
    bands = [crc32(hashes[at : at + wide], (seed ^ at) & 0xFFFF_FFFF) for at in range(0, len(hashes), wide)]
    return [g - _HALF for g in grams], [b - _HALF for b in bands]


def bands_of(likeness: int) -> int:
    """Return how many bands a text has at this likeness; texts without trigrams have none."""
    return _plan(likeness)[1]


def _plan(likeness: int) -> tuple[int, int]:
    return next((rows, count) for least, rows, count in _BANDS if likeness >= least)


def as_number(text: str) -> int:
    """Return a text as a number of 32 bits: unlike texts hardly ever have the same."""
    return crc32(text.encode()) - _HALF


_BANDS = ((55, 4, 24), (45, 3, 20), (0, 2, 16))
"""From which likeness in percent, hashes of a band, bands: few candidates above, hardly a twin missed below."""
_HALF = 0x8000_0000
_PRIME = (1 << 61) - 1
_SMALL = (1 << 30) - 1
"""Hashes are cut to what Python compares in one step: the least of them is most of the work."""
_FACTORS = [
    (
        int.from_bytes(blake2b(f"a{n}".encode(), digest_size=7).digest()),
        int.from_bytes(blake2b(f"b{n}".encode(), digest_size=7).digest()),
    )
    for n in range(max(rows * count for _least, rows, count in _BANDS))
]


@lru_cache(maxsize=8_000)
def _hashes(gram: int, count: int) -> tuple[int, ...]:
    return tuple((a * gram + b) % _PRIME & _SMALL for a, b in _FACTORS[:count])


def is_alike(one: list[int], other: list[int], likeness: int) -> bool:
    """Tell whether two sets of trigrams have at least `likeness` percent in common."""
    common = len(set(one) & set(other))
    return common * 100 >= likeness * (len(one) + len(other) - common) > 0
