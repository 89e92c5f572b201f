"""Numbers, money, dates and names as people read them, in Russian and English. Pure functions.

The language is the argument, or the active translation. Times are turned to the zone of `now`, which the caller
takes in the person's zone. Widths matter: these words stand in columns of tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

NBSP = "\u00a0"
_SYMBOLS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "KZT": "₸", "BYN": "Br", "TRY": "₺", "AMD": "֏"}
_MONTHS = {
    "ru": ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_LONG_MONTHS = {
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_WEEKDAYS = {"ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_WORDS = {
    "ru": {
        "today": "сегодня",
        "yesterday": "вчера",
        "tomorrow": "завтра",
        "days_ago": "{} дн. назад",
        "thousand": "тыс.",
        "million": "млн",
        "billion": "млрд",
        "units": ("Б", "КБ", "МБ", "ГБ", "ТБ"),
        "hours": "ч",
        "minutes": "мин",
        "seconds": "с",
    },
    "en": {
        "today": "today",
        "yesterday": "yesterday",
        "tomorrow": "tomorrow",
        "days_ago": "{} d ago",
        "thousand": "K",
        "million": "M",
        "billion": "B",
        "units": ("B", "KB", "MB", "GB", "TB"),
        "hours": "h",
        "minutes": "min",
        "seconds": "s",
    },
}
_LONGEST_LATENESS_IN_DAYS = 30


def _language(language: str | None) -> str:
    return "ru" if (language or get_language() or "ru").startswith("ru") else "en"


def _word(key: str, language: str) -> str:
    return str(_WORDS[language][key])


def number(value: Decimal | float | int, digits: int | None = None, *, language: str | None = None) -> str:
    """Return «1 234,50» or «1,234.50». `digits` after the point; None keeps those the value has."""
    code = _language(language)
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if digits is not None:
        exact = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.replace("-", "−")
    return text.translate({ord(","): NBSP, ord("."): ","}) if code == "ru" else text


def record_number(record_id: object, *, language: str | None = None) -> str:
    """Return what a record without a name is called: «№ 58» or «No. 58»."""
    return f"{'№' if _language(language) == 'ru' else 'No.'} {record_id}"


def money(amount: Decimal | int, currency: str = "RUB", *, digits: int = 2, language: str | None = None) -> str:
    """Return «1 234,50 ₽» or «₽1,234.50». A currency without a sign is written by its code."""
    return _with_currency(number(amount, digits, language=language), currency, _language(language))


def currency_sign(currency: str) -> str:
    """Return «₽»; a currency without a sign is written by its code."""
    return _SYMBOLS.get(currency, currency)


def _with_currency(text: str, currency: str, code: str) -> str:
    sign = currency_sign(currency)
    if code == "ru":
        return f"{text}{NBSP}{sign}"
    minus, text = ("−", text[1:]) if text.startswith("−") else ("", text)
    return f"{minus}{sign}{'' if len(sign) == 1 else NBSP}{text}"


def money_short(amount: Decimal | int, currency: str = "RUB", *, language: str | None = None) -> str:
    """Return «24,3 млн ₽» or «₽24.3M»: for dashboards and board columns, never for tables."""
    code = _language(language)
    value = Decimal(amount)
    for name, scale in (("billion", 10**9), ("million", 10**6), ("thousand", 10**4)):
        if abs(value) >= scale:
            unit = 1000 if name == "thousand" else scale
            text = number((value / unit).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), language=code)
            return _with_currency(f"{text}{NBSP if code == 'ru' else ''}{_word(name, code)}", currency, code)
    return money(value, currency, digits=0, language=code)


def percent(value: Decimal | float | int, digits: int | None = None, *, language: str | None = None) -> str:
    """Return «70 %» or «70%»; the value is already in percent."""
    text = number(value, digits, language=language)
    return f"{text}{NBSP}%" if _language(language) == "ru" else f"{text}%"


def time_short(when: datetime) -> str:
    """Return «9:42», «14:05»."""
    return f"{when.hour}:{when.minute:02}"


def date_short(day: date, today: date | None = None, *, language: str | None = None) -> str:
    """Return «22 ноя», with the year when it is not that of `today`: «22 ноя 2025»."""
    code = _language(language)
    text = f"{day.day}{NBSP}{_MONTHS[code][day.month - 1]}"
    return text if today is not None and day.year == today.year else f"{text}{NBSP}{day.year}"


def date_long(day: date, *, language: str | None = None) -> str:
    """Return «18 декабря 2026» or «18 December 2026»."""
    code = _language(language)
    return f"{day.day}{NBSP}{_LONG_MONTHS[code][day.month - 1]} {day.year}"


def datetime_short(when: datetime, now: datetime, *, language: str | None = None) -> str:
    """Return «22 ноя, 14:05»; the year is added when it is not that of `now`."""
    local = when.astimezone(now.tzinfo)
    return f"{date_short(local.date(), now.date(), language=language)}, {time_short(local)}"


def exact(when: date | datetime, zone: tzinfo | None = None, *, language: str | None = None) -> str:
    """Return the whole date, with the time if there is one, for a `title`: «22.11.2026 14:05».

    A moment is told in `zone`, that of the person who looks; without one as it comes.
    """
    code = _language(language)
    if zone is not None and isinstance(when, datetime):
        when = when.astimezone(zone)
    text = (
        f"{when.day:02}.{when.month:02}.{when.year}"
        if code == "ru"
        else f"{when.day} {_MONTHS['en'][when.month - 1]} {when.year}"
    )
    return f"{text} {time_short(when)}" if isinstance(when, datetime) else text


@dataclass(frozen=True, slots=True)
class DueWords:
    """How a deadline reads: `state` is "late", "today" or "later"."""

    text: str
    state: str


def due(when: date | datetime, now: datetime, *, language: str | None = None) -> DueWords:
    """Return the words of a deadline seen at `now`.

    «5 дн. назад», «вчера», «10:30» (today, passed or ahead), «сегодня», «завтра», «ср 25 ноя» within a week, «1 дек».
    A day without a time is late only when it is over.
    """
    code = _language(language)
    local = when.astimezone(now.tzinfo) if isinstance(when, datetime) else when
    day = local.date() if isinstance(local, datetime) else local
    today = now.date()
    away = (day - today).days
    if away == 0:
        is_late = isinstance(local, datetime) and local < now
        text = time_short(local) if isinstance(local, datetime) else _word("today", code)
        return DueWords(text, "late" if is_late else "today")
    if away < 0:
        return DueWords(_days_ago(day, today, code), "late")
    if away == 1:
        return DueWords(_word("tomorrow", code), "later")
    short = date_short(day, today, language=code)
    return DueWords(f"{_WEEKDAYS[code][day.weekday()]}{NBSP}{short}" if away < 7 else short, "later")


def _days_ago(day: date, today: date, code: str) -> str:
    days = (today - day).days
    if days == 1:
        return _word("yesterday", code)
    if days > _LONGEST_LATENESS_IN_DAYS:
        return date_short(day, today, language=code)
    return _word("days_ago", code).format(days).replace(" ", NBSP)


def ago(when: datetime, now: datetime, *, language: str | None = None) -> str:
    """Return when something happened: «9:42» today, «вчера», «19 ноя», «19 ноя 2025»."""
    code = _language(language)
    local = when.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return time_short(local)
    return _word("yesterday", code) if days == 1 else date_short(local.date(), now.date(), language=code)


def day_heading(day: date, today: date, *, language: str | None = None) -> str:
    """Return the heading of a day in a feed: «Сегодня», «Вчера», «15 ноября», «15 ноября 2025»."""
    code = _language(language)
    days = (today - day).days
    if days in (0, 1, -1):
        return _word({0: "today", 1: "yesterday", -1: "tomorrow"}[days], code).capitalize()
    text = f"{day.day}{NBSP}{_LONG_MONTHS[code][day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def duration(length: timedelta, *, language: str | None = None) -> str:
    """Return «1 ч 12 мин», «40 с»; days are counted in hours. Negative lengths count as zero."""
    code = _language(language)
    seconds = max(0, round(length.total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    parts = [(hours, "hours"), (minutes, "minutes")] if seconds >= 60 else [(seconds, "seconds")]
    shown = [f"{number(value, language=code)}{NBSP}{_word(unit, code)}" for value, unit in parts if value]
    return " ".join(shown) or f"0{NBSP}{_word('seconds', code)}"


def file_size(size: int, *, language: str | None = None) -> str:
    """Return «84 КБ», «4,2 МБ» of a number of bytes (1 KB is 1024)."""
    code = _language(language)
    units = _WORDS[code]["units"]
    value, step = Decimal(size), 0
    while value >= 1000 and step < len(units) - 1:
        value, step = value / 1024, step + 1
    digits = 1 if step and value < 10 else 0
    text = number(value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP), language=code)
    return f"{text}{NBSP}{units[step]}"


def initials(name: str) -> str:
    """Return the first letters of the first two words, in capitals; «?» for an empty name."""
    parts = [part for part in (word.strip("«»\"'().,-") for word in name.split()) if part]
    return "".join(part[0] for part in parts[:2]).upper() or "?"
