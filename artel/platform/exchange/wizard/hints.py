"""What reading will do to a column, in a few words: «splits into 2», «letter case is put right», «×1000»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from artel.platform.exchange.human.blanks import text_of
from artel.platform.exchange.human.names import tidy_name
from artel.platform.exchange.human.reach import read_emails, read_phones
from artel.platform.exchange.reading.table import CellValue
from artel.platform.exchange.recognising.readings import cell_readings
from artel.platform.sections.spec import FieldSpec, Kind

_SCALE = re.compile(r"\d\s*(тыс|млн|млрд|k|mln)", re.IGNORECASE)
_NUMERIC_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(\d{4}|\d{2})")
LOOKED_AT = 60


def hint_of(section: str, spec: FieldSpec, values: Sequence[CellValue]) -> str:
    """Return the hint for a column, empty when values are taken as they are."""
    filled = [v for v in values if v is not None][:LOOKED_AT]
    if spec.type == "phone":
        most = max((len(read_phones(v).values) for v in filled), default=0)
        return _("splits into %(count)s") % {"count": most} if most > 1 else ""
    if spec.type == "email":
        most = max((len(read_emails(v).values) for v in filled), default=0)
        return _("splits into %(count)s") % {"count": most} if most > 1 else ""
    if f"{section}.{spec.key}" in cell_readings:
        is_untidy = any(tidy_name(v) != text_of(v) for v in filled)
        return _("letter case is put right") if is_untidy else ""
    if spec.kind in (Kind.DATE, Kind.DATETIME):
        return _date_form(filled)
    if spec.kind is Kind.MONEY and (match := next((m for v in filled if (m := _SCALE.search(text_of(v)))), None)):
        unit = match[1].casefold()
        factor = "1 000" if unit in ("тыс", "k") else "1 000 000" if unit in ("млн", "mln") else "1 000 000 000"
        return _("multiplied by %(factor)s") % {"factor": factor}
    return ""


def _date_form(values: Sequence[CellValue]) -> str:
    forms = {f"{m[1]}{len(m[2])}" for v in values if isinstance(v, str) and (m := _NUMERIC_DATE.search(v))}
    if len(forms) > 1 or (forms and any(not isinstance(v, str) for v in values)):
        return _("several forms of dates are read")
    if forms:
        found = forms.pop()
        mark = found[0]
        year = pgettext("form of a date", "YY") if found.endswith("2") else pgettext("form of a date", "YYYY")
        return _("form read: %(form)s") % {
            "form": mark.join((pgettext("form of a date", "D"), pgettext("form of a date", "M"), year))
        }
    return ""
