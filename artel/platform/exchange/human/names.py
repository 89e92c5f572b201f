"""Names of people: letter case put right, family and given names told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from artel.platform.exchange.human.blanks import text_of

LOWER = frozenset(
    {
        "оглы", "кызы", "улы", "оол", "де", "да", "ди", "фон", "ван", "дер", "ибн", "бин", "аль",
        "von", "van", "de", "der", "da", "bin",
    }
)  # fmt: skip
_AROUND_DOT = re.compile(r"\s*\.\s*")
_BEFORE_WORD = re.compile(r"\.(?=[^\W\d_]{2,})")
_PART = re.compile(r"[^\W\d_]+", re.UNICODE)
_PATRONYMIC = re.compile(r"(?:[еоиё]вич|ьич|ич|овна|евна|ёвна|ична|инична)$")
_FAMILY = re.compile(r"(?:[оеё]в|[оеё]ва|[иы]н|[иы]на|ский|ская|цкий|цкая|[иы]х|ко|чук|юк|ян|дзе|швили|улин|уллин)$")
_GIVEN = """
александр алексей анатолий андрей антон аркадий арсений артем артур айдар айрат альберт азат алмаз богдан
борис вадим валентин валерий василий виктор виталий владимир владислав вячеслав геннадий георгий герман
глеб григорий давид дамир даниил данил денис дмитрий евгений егор захар иван игорь илья ильдар ильнур
ильшат камиль кирилл константин лев леонид макар максим марат марк матвей михаил никита николай олег
павел петр радик рамиль раис рафаэль ренат ринат рустам роман руслан рустем савелий семен сергей
станислав степан тимофей тимур федор филипп фарит шамиль эдуард эльдар юрий яков ярослав александра
алевтина алена алина алиса алла альбина альфия анастасия ангелина анна антонина валентина валерия варвара
вера вероника виктория галина гульнара гузель дарья диана дина динара ева евгения екатерина елена
елизавета жанна зинаида зоя зульфия инна ирина карина кира кристина ксения лариса лейла лидия лилия
любовь людмила маргарита марина мария милана надежда наталия наталья нина оксана олеся ольга полина раиса
регина резеда роза светлана снежана софия софья таисия тамара татьяна ульяна фарида эвелина эльвира
эльмира юлия яна венера ляйсан john james robert michael william david richard thomas mary anna elena
maria olga peter paul
"""
GIVEN = frozenset(_GIVEN.split())
"""Given names common in Russia; only used to tell the order of two words."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """A person's name in parts; empty texts where a part is missing."""

    family: str = ""
    given: str = ""
    patronymic: str = ""

    @property
    def full(self) -> str:
        """Family name first, as Russian documents write it."""
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)


def tidy_name(value: object) -> str:
    """Return a name with its letter case put right: «хакимов ильдар» → «Хакимов Ильдар».

    A name in mixed case is left as its owner writes it («МакГрегор», «д'Арк»).
    """
    text = text_of(value)
    if "." in text:
        text = _BEFORE_WORD.sub(". ", _AROUND_DOT.sub(".", text))
    return " ".join([_tidy_word(word, place) for place, word in enumerate(text.strip(" ,;").split(" "))])


def _tidy_word(word: str, place: int) -> str:
    if word.istitle() and word.isalpha() and word.lower() not in LOWER:
        return word
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return word
    if word.casefold() in LOWER and place:
        return word.lower()
    is_even = all(c.islower() for c in letters) or (all(c.isupper() for c in letters) and len(letters) > 1)
    if not is_even and word[0].isupper():
        return word
    if "." in word and all(len(part) <= 1 for part in word.split(".")):
        return word.upper()
    return _PART.sub(lambda m: m[0][0].upper() + m[0][1:].lower() if len(m[0]) > 1 else m[0].upper(), word)


def split_name(value: object) -> NameParts:
    """Return family name, given name and patronymic, whichever order they are written in."""
    return _split(text_of(value))


@lru_cache(maxsize=8192)
def _split(text: str) -> NameParts:
    """Split one name. An import asks for the same one three times while it works on a chunk."""
    words = tidy_name(text).split()
    if not words:
        return NameParts()
    if len(words) == 1:
        is_given = words[0].casefold().replace("ё", "е") in GIVEN
        return NameParts(given=words[0]) if is_given else NameParts(family=words[0])
    initials = [word for word in words if "." in word]
    if initials and len(words) == 2:
        family = next((word for word in words if "." not in word), words[0])
        first, _dot, rest = initials[0].rstrip(".").partition(".")
        return NameParts(family=family, given=f"{first}.", patronymic=f"{rest}." if rest else "")
    if len(words) == 2:
        return _order_of_two(words[0], words[1])
    if _PATRONYMIC.search(words[1].casefold()) and not _PATRONYMIC.search(words[2].casefold()):
        return NameParts(family=" ".join(words[2:]), given=words[0], patronymic=words[1])
    return NameParts(family=words[0], given=words[1], patronymic=" ".join(words[2:]))


def _order_of_two(first: str, second: str) -> NameParts:
    one, two = (word.casefold().replace("ё", "е") for word in (first, second))
    if _PATRONYMIC.search(two) and one in GIVEN:
        return NameParts(given=first, patronymic=second)
    given_first = (one in GIVEN) - (two in GIVEN)
    family_last = bool(_FAMILY.search(two)) - bool(_FAMILY.search(one))
    if given_first * 2 + family_last > 0:
        return NameParts(family=second, given=first)
    return NameParts(family=first, given=second)
