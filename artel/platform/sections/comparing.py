"""How values are compared when records are looked for that may be the same: normal forms, and likeness by trigrams.

A *normal form* brings spellings of one thing to one text («8 917…» and «+7917…»). Forms that belong to a trade
(a company's name, a person's) are registered by the trade. Likeness is the share of trigrams that two texts have
in common (Jaccard, as pg_trgm counts it), kept as arrays of numbers, so that no extension is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from zlib import crc32

from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry
from artel.platform.kernel.text import digits, fold
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.fieldtypes.phone import normalise_phone
from artel.platform.sections.spec import FieldSpec

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


# How frequent a letter is in Russian and English names: a trigram of rare letters is rare itself. The order of
# trigrams only has to be the same everywhere; the nearer it is to the true one, the fewer candidates are looked at.
_LETTERS = "qxzjvkwbypfgmucdlhrsnitoaeъфэщцюшжхйчбзгьыяупдмклврстниаео "
_FREQUENCY = {letter: place for place, letter in enumerate(_LETTERS)}
_RAREST = -1


def trigrams(text: str) -> tuple[str, ...]:
    """Return the trigrams of a text's words, the rarest first. Words may stand in any order.

    `text` is in a normal form already.
    """
    found = {f"  {word} "[place : place + 3] for word in text[:LONGEST].split() for place in range(len(word) + 1)}
    return tuple(sorted(found, key=_rarity))


@lru_cache(maxsize=50_000)
def _rarity(gram: str) -> tuple[int, str]:
    return sum(_FREQUENCY.get(c, _RAREST) for c in gram), gram


def signature(text: str, *, seed: int, likeness: int) -> tuple[list[int], list[int]]:
    """Return the trigrams of a text as numbers, and the few of them of which a text alike must share one.

    Two texts whose likeness is at least `likeness` percent share a trigram of those first
    n - ceil(n·likeness) + 1 that each has in the common order (prefix filtering: Chaudhuri, Ganti, Kaushik,
    “A primitive operator for similarity joins in data cleaning”, 2006). `seed` keeps rules apart.
    """
    grams = [_number(gram, seed) for gram in trigrams(text)]
    few = len(grams) - ceil(len(grams) * likeness / 100) + 1
    return sorted(grams), grams[:few]


def _number(gram: str, seed: int) -> int:
    return crc32(gram.encode(), seed & 0xFFFF_FFFF) - 0x8000_0000


def is_alike(one: list[int], other: list[int], likeness: int) -> bool:
    """Tell whether two sets of trigrams have at least `likeness` percent in common."""
    common = len(set(one) & set(other))
    return common * 100 >= likeness * (len(one) + len(other) - common) > 0
