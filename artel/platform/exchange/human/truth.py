"""Yes and no as people write them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.human.blanks import text_of
from artel.platform.sections.fieldtype import ValueProblem

YES = frozenset(
    {"да", "д", "+", "++", "1", "истина", "true", "t", "yes", "y", "v", "✓", "✔", "☑", "x", "х", "есть", "on", "ага",
     "верно", "имеется", "так"}
)  # fmt: skip
NO = frozenset(
    {"нет", "н", "-", "—", "–", "0", "ложь", "false", "f", "no", "n", "☐", "✗", "off", "не", "неверно", "отсутствует"}
)  # fmt: skip
BLANK = frozenset({"", "?", "n/a", "н/д", "нет данных", "неизвестно", "не указано"})


def read_boolean(value: object) -> bool | None:
    """Return yes or no, None for a blank cell; raises ValueProblem `not_boolean`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal) and value in (0, 1):
        return bool(value)
    text = text_of(value).casefold().rstrip(".!")
    if text in BLANK:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueProblem("not_boolean", _("Yes or no is expected here."))
