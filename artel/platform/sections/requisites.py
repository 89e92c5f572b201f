"""Checks of Russian requisites: ИНН, КПП, ОГРН/ОГРНИП, ОКПО, БИК, bank account.

Rules: ИНН, ОГРН: приказ ФНС ЕД-7-14/559@ (keys as in python-stdnum); КПП: приказ ФНС ММВ-7-6/435@ (no key);
ОКПО: Р 50.1.024-2005 (weights 1, 2, … 10 around, again from 3 when the rest is 10);
account key: ЦБ РФ № 515 «О порядке расчёта контрольного ключа» (weights 7, 1, 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from artel.platform.kernel.text import digits
from artel.platform.sections.fieldtype import ValueProblem

_KPP = re.compile(r"^\d{4}[0-9A-Z]{2}\d{3}$")


def check_inn(value: str) -> str:
    """Return the ten (organisation) or twelve (person) digits; raises ValueProblem."""
    number = digits(value)
    if len(number) not in (10, 12):
        raise ValueProblem("inn_length", _("INN has 10 digits for an organisation or 12 for a person."))
    try:
        return str(stdnum_inn.validate(number))
    except InvalidChecksum:
        raise ValueProblem("inn_checksum", _("The check digit of the INN does not match.")) from None
    except ValidationError:
        raise ValueProblem("inn_format", _("This is not an INN.")) from None


def check_kpp(value: str) -> str:
    """Return the nine characters of a КПП; raises ValueProblem. It has no check digit."""
    number = value.replace(" ", "").upper()
    if not _KPP.match(number):
        raise ValueProblem("kpp_format", _("KPP has 9 characters: 4 digits, 2 digits or letters, 3 digits."))
    return number


def check_ogrn(value: str) -> str:
    """Return the 13 digits of an ОГРН or 15 of an ОГРНИП; raises ValueProblem."""
    number = digits(value)
    if len(number) not in (13, 15):
        raise ValueProblem("ogrn_length", _("OGRN has 13 digits, OGRNIP has 15."))
    try:
        return str(stdnum_ogrn.validate(number))
    except ValidationError:
        raise ValueProblem("ogrn_checksum", _("The check digit of the OGRN does not match.")) from None


def check_okpo(value: str) -> str:
    """Return the eight digits of an organisation's ОКПО or ten of a person's; raises ValueProblem."""
    number = digits(value)
    if len(number) not in (8, 10):
        raise ValueProblem("okpo_length", _("OKPO has 8 digits for an organisation or 10 for a person."))
    if number[-1] != okpo_key(number[:-1]):
        raise ValueProblem("okpo_checksum", _("The check digit of the OKPO does not match."))
    return number


def okpo_key(head: str) -> str:
    """Return the check digit of an ОКПО whose other digits are `head`."""
    for first in (1, 3):
        rest = sum(int(digit) * ((place + first - 1) % 10 + 1) for place, digit in enumerate(head)) % 11
        if rest < 10:
            return str(rest)
    return "0"


def check_bik(value: str) -> str:
    """Return the nine digits of a БИК; raises ValueProblem."""
    number = digits(value)
    if len(number) != 9 or not number.startswith(("04", "00", "01", "02")):
        raise ValueProblem("bik_format", _("BIK has 9 digits and begins with 04."))
    return number


def check_account(value: str) -> str:
    """Return the twenty digits of a bank account; raises ValueProblem. The key needs the БИК: `account_fits_bik`."""
    number = digits(value)
    if len(number) != 20:
        raise ValueProblem("account_length", _("A bank account has 20 digits."))
    return number


def account_fits_bik(account: str, bik: str) -> bool:
    """True when the account's key matches the bank; treasury БИК (00, 01, 02) have no such rule."""
    if bik.startswith(("00", "01", "02")):
        return True
    of_central_bank = account.startswith("301") or bik[-3:] in ("000", "001", "002")
    head = "0" + bik[4:6] if of_central_bank else bik[-3:]
    weights = (7, 1, 3)
    return sum(int(d) * weights[i % 3] % 10 for i, d in enumerate(head + account)) % 10 == 0


CHECKS: Mapping[str, Callable[[str], str]] = {
    "inn": check_inn,
    "kpp": check_kpp,
    "ogrn": check_ogrn,
    "okpo": check_okpo,
    "bik": check_bik,
    "bank_account": check_account,
}
