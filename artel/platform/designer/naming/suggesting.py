"""Suggestions while somebody names a thing: a key in Latin letters, and the forms that go with a number.

Russian forms follow school grammar by the last letters of the noun and of adjectives before it. A suggestion may be
wrong where only a dictionary knows (a soft sign of either gender, fleeting vowels); it stands in an input to be mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from artel.platform.packs.demo.transliterating import to_latin

LONGEST_KEY = 40
HISSING = "жшчщ"
BACK = "гкх"
CONSONANTS = "бвгджзйклмнпрстфхцчшщ"
MASCULINE_SOFT = ("тель", "арь", "ель", "ень", "оль")
ADJECTIVES = ("ый", "ий", "ой", "ая", "яя", "ое", "ее")


def key_for(label: str, is_taken: Callable[[str], bool], *, prefix: str = "x_") -> str:
    """Return a key made of a label: «Код ОКПО» → `x_kod_okpo`; a number is added while the key is taken."""
    words = to_latin(label, between="_")[:LONGEST_KEY].strip("_")
    stem = f"{prefix}{words}" if words else f"{prefix}1"
    key, number = stem, 2
    while is_taken(key):
        key, number = f"{stem}_{number}", number + 1
    return key


def counted_ru(singular: str) -> tuple[str, str, str]:
    """Return the forms for 1, 2 and 5 things: «договор, договора, договоров»."""
    words = singular.strip().lower().split()
    if not words:
        return ("", "", "")
    place = next((n for n, word in enumerate(words) if not word.endswith(ADJECTIVES)), len(words) - 1)
    noun = words[place]
    is_feminine = noun.endswith(("а", "я")) or (noun.endswith("ь") and not noun.endswith(MASCULINE_SOFT))
    before, after = words[:place], words[place + 1 :]
    few = [*(_adjective(w, "ые" if is_feminine else "ых") for w in before), _few(noun), *after]
    many = [*(_adjective(w, "ых") for w in before), _many(noun), *after]
    return " ".join(words), " ".join(few), " ".join(many)


def counted_en(singular: str) -> tuple[str, str]:
    """Return the forms for one and many things: «entry, entries»."""
    one = singular.strip().lower()
    if not one:
        return "", ""
    if re.search(r"[^aeiou]y$", one):
        return one, f"{one[:-1]}ies"
    return one, one + ("es" if one.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _adjective(word: str, ending: str) -> str:
    """Return an adjective in the plural: «новый» → «новых», «синяя» → «синих»."""
    if not word.endswith(ADJECTIVES):
        return word
    stem = word[:-2]
    is_soft = word.endswith(("яя", "ее")) or (word.endswith("ий") and stem[-1:] not in BACK + HISSING)
    return stem + ("и" + ending[1] if is_soft or stem[-1:] in BACK + HISSING else ending)


def _few(noun: str) -> str:
    """Return the noun after 2, 3, 4: the genitive singular."""
    stem, last = noun[:-1], noun[-1:]
    if last == "а":
        return stem + ("и" if stem[-1:] in BACK + HISSING else "ы")
    if last == "я":
        return stem + "и"
    if last == "й":
        return stem + "я"
    if last == "ь":
        return stem + ("я" if noun.endswith(MASCULINE_SOFT) else "и")
    if last == "о":
        return stem + "а"
    if last == "е":
        return stem + ("а" if stem[-1:] in HISSING + "ц" else "я")
    return f"{_without_vowel(noun)}а" if last in CONSONANTS else noun


def _many(noun: str) -> str:
    """Return the noun after 5 and more: the genitive plural."""
    stem, last = noun[:-1], noun[-1:]
    if noun.endswith(("ия", "ие")):
        return stem + "й"
    if noun.endswith("ье"):
        return noun[:-2] + "ий"
    if noun.endswith("ья"):
        return noun[:-2] + "ей"
    if last in "ао":
        return _with_vowel(stem)
    if last == "я":
        return _with_vowel(stem) + ("" if stem[-1:] in HISSING else "ь")
    if last == "ь":
        return stem + "ей"
    if last == "е":
        return stem if stem[-1:] in HISSING + "ц" else stem + "ей"
    if last == "й":
        return stem + "ев"
    if last in HISSING:
        return _without_vowel(noun) + "ей"
    if last == "ц":
        return f"{_without_vowel(noun)}{'ов' if noun.endswith('ец') else 'ев'}"
    return f"{_without_vowel(noun)}ов" if last in CONSONANTS else noun


def _with_vowel(stem: str) -> str:
    """Return a stem that ends in two consonants with a vowel between: «заявк» → «заявок», «карточк» → «карточек»."""
    if len(stem) < 3 or stem[-1] not in "кнцлм" or stem[-2] not in CONSONANTS + "ь":
        return stem
    if stem[-2] in "ьй":
        return stem[:-2] + "е" + stem[-1]
    return stem[:-1] + ("е" if stem[-2] in HISSING + "ц" or stem[-1] == "ц" else "о") + stem[-1]


def _without_vowel(noun: str) -> str:
    """Return a noun as it is before an ending: «участок» → «участк», «образец» → «образц», «платёж» → «платеж»."""
    if noun.endswith("ёж"):
        return noun[:-2] + "еж"
    if len(noun) > 4 and noun.endswith(("ок", "ец")) and noun[-3] in CONSONANTS:
        return noun[:-2] + noun[-1]
    return noun
