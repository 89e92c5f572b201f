"""Made-up requisites with right check digits: they pass every check and belong to nobody we know of.

Rules of the digits: ИНН and ОГРН as in python-stdnum (приказ ФНС ЕД-7-14/559@), КПП has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from stdnum.ru import inn, ogrn

from artel.platform.sections.requisites import okpo_key

REGIONS = ("16", "18", "21", "02", "63", "73", "52", "59", "66", "77", "50")
"""Codes of regions along the Volga and two more; the first two digits of a number."""


def make_inn(random: Random) -> str:
    """Return an ИНН of an organisation: 10 digits. The tax office 00 does not exist, so neither does the payer."""
    head = f"{random.choice(REGIONS)}00{random.randrange(10**5):05}"
    return head + inn.calc_company_check_digit(head)


def make_personal_inn(random: Random) -> str:
    """Return an ИНН of a person: 12 digits."""
    head = f"{random.choice(REGIONS)}00{random.randrange(10**6):06}"
    return head + inn.calc_personal_check_digits(head)


def make_kpp(random: Random) -> str:
    """Return a КПП of a place of registration."""
    return f"{random.choice(REGIONS)}0001001"


def make_ogrn(random: Random) -> str:
    """Return an ОГРН of an organisation: 13 digits."""
    head = f"1{random.randrange(2, 26):02}{random.choice(REGIONS)}00{random.randrange(10**5):05}"
    # The function counts without the last character, which is where its digit will stand.
    return head + ogrn.calc_check_digit(head + "0")


def make_okpo(random: Random) -> str:
    """Return an ОКПО of an organisation: 8 digits. It begins with 00, where nobody stands."""
    head = f"00{random.randrange(10**5):05}"
    return head + okpo_key(head)


REQUISITES: Mapping[str, Callable[[Random], str]] = {
    "inn": make_inn,
    "personal_inn": make_personal_inn,
    "kpp": make_kpp,
    "ogrn": make_ogrn,
    "okpo": make_okpo,
}
