"""Patterns that a company demands of its texts: regular expressions that can't keep a process busy.

An expression may take time that grows with a power of the length of a text. So these repeat a sign or a set of signs,
not a group, and only twice without an exact number; a line of 500 characters is then read in no time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

MOST_OPEN = 2
MOST_OPTIONAL = 8
_SIGN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[*+?]\??|\{\d*(?:,\d*)?\}\??|.", re.DOTALL)
_EXACT = re.compile(r"\{\d+\}")
_LOOKING = re.compile(r"\\\d|\(\?")


def pattern_fault(pattern: str) -> str | None:
    """Return what is wrong with a pattern, in words, None when it may be used."""
    try:
        re.compile(pattern)
    except re.error as error:
        return str(_("This is no regular expression: %(error)s.") % {"error": error})
    if _LOOKING.search(pattern):
        return str(_("A pattern can't look back or ahead."))
    signs = _SIGN.findall(pattern)
    repeats = [(before, sign) for before, sign in pairwise(signs) if _is_repeat(sign)]
    if any(before == ")" and sign != "?" for before, sign in repeats):
        return str(_("A group in parentheses can't be repeated in a pattern."))
    optional = [sign for _before, sign in repeats if sign in ("?", "??")]
    opened = [sign for _before, sign in repeats if sign not in ("?", "??") and not _EXACT.fullmatch(sign)]
    if len(opened) > MOST_OPEN or len(optional) > MOST_OPTIONAL:
        return str(_("A pattern may hold not more than two repetitions of no exact number."))
    return None


def _is_repeat(sign: str) -> bool:
    return sign[0] in "*+?" or (sign[0] == "{" and len(sign) > 1)


@lru_cache(maxsize=500)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern ready for use."""
    return re.compile(pattern)
