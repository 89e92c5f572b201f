"""Russian words for addresses of made-up people and companies, in Latin letters close to ICAO Doc 9303."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia"
_LETTERS = dict(zip(_CYRILLIC, _LATIN.split(), strict=True))
_OTHER = re.compile(r"[^a-z0-9]+")
_QUOTED = re.compile(r"[«\"]([^«»\"]+)[»\"]")


def to_latin(text: str, *, between: str = ".") -> str:
    """Return small Latin letters and digits with `between` the words: «Юсупова Резеда» → `iusupova.rezeda`."""
    letters = "".join(_LETTERS.get(c, c) for c in text.lower()).replace("_", "")
    return _OTHER.sub(between, letters).strip(between)


def to_site(text: str) -> str:
    """Return a name for a site: the words in the innermost quotes, else all: «ООО «Ак Таш»» → `ak-tash`."""
    found = _QUOTED.search(text)
    return to_latin(found[1] if found else text, between="-")


MANNERS: Mapping[str, Callable[[str], str]] = {
    "latin": to_latin,
    "site": to_site,
    "lower": str.lower,
    "word": lambda text: text.partition(" ")[0],
    "letter": lambda text: to_latin(text)[:1],
}
"""How a slot of a text may be written."""
