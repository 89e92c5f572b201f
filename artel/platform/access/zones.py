"""Time zones that forms offer, with the names people use; any other zone of the database may be kept too."""

from __future__ import annotations

from collections.abc import Iterator

from artel.platform.kernel.labels import Label

ZONES: dict[str, Label] = {
    "Europe/Kaliningrad": Label("Калининград, UTC+2", "Kaliningrad, UTC+2"),
    "Europe/Moscow": Label("Москва, UTC+3", "Moscow, UTC+3"),
    "Europe/Minsk": Label("Минск, UTC+3", "Minsk, UTC+3"),
    "Europe/Istanbul": Label("Стамбул, UTC+3", "Istanbul, UTC+3"),
    "Europe/Samara": Label("Самара, UTC+4", "Samara, UTC+4"),
    "Asia/Baku": Label("Баку, UTC+4", "Baku, UTC+4"),
    "Asia/Tbilisi": Label("Тбилиси, UTC+4", "Tbilisi, UTC+4"),
    "Asia/Yerevan": Label("Ереван, UTC+4", "Yerevan, UTC+4"),
    "Asia/Yekaterinburg": Label("Екатеринбург, UTC+5", "Yekaterinburg, UTC+5"),
    "Asia/Almaty": Label("Алматы, UTC+5", "Almaty, UTC+5"),
    "Asia/Tashkent": Label("Ташкент, UTC+5", "Tashkent, UTC+5"),
    "Asia/Omsk": Label("Омск, UTC+6", "Omsk, UTC+6"),
    "Asia/Bishkek": Label("Бишкек, UTC+6", "Bishkek, UTC+6"),
    "Asia/Novosibirsk": Label("Новосибирск, UTC+7", "Novosibirsk, UTC+7"),
    "Asia/Krasnoyarsk": Label("Красноярск, UTC+7", "Krasnoyarsk, UTC+7"),
    "Asia/Irkutsk": Label("Иркутск, UTC+8", "Irkutsk, UTC+8"),
    "Asia/Yakutsk": Label("Якутск, UTC+9", "Yakutsk, UTC+9"),
    "Asia/Vladivostok": Label("Владивосток, UTC+10", "Vladivostok, UTC+10"),
    "Asia/Magadan": Label("Магадан, UTC+11", "Magadan, UTC+11"),
    "Asia/Kamchatka": Label("Петропавловск-Камчатский, UTC+12", "Petropavlovsk-Kamchatsky, UTC+12"),
    "UTC": Label("Всемирное время, UTC", "Coordinated time, UTC"),
    "Europe/London": Label("Лондон", "London"),
    "Europe/Berlin": Label("Берлин", "Berlin"),
    "Asia/Dubai": Label("Дубай, UTC+4", "Dubai, UTC+4"),
    "Asia/Shanghai": Label("Шанхай, UTC+8", "Shanghai, UTC+8"),
    "America/New_York": Label("Нью-Йорк", "New York"),
}


def offered_zones(present: str) -> Iterator[tuple[str, str]]:
    """Yield (name, words) of the zones to choose from; the present one is always among them."""
    if present and present not in ZONES:
        yield present, present
    for name, label in ZONES.items():
        yield name, label.text()
