"""Icons: one SVG sprite of named Tabler outlines. `icons.txt` declares the names, the front-end build draws them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

LIST = Path(__file__).with_name("icons.txt")
SPRITE = "artel/icons.svg"


class UnknownIcon(LookupError):
    """A template or a component asks for an icon that `icons.txt` does not declare."""


@cache
def names() -> frozenset[str]:
    """Return the declared names."""
    lines = (line.partition("#")[0].strip() for line in LIST.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)


def sprite_url() -> str:
    """Return the address of the sprite."""
    return static(SPRITE)


def icon(name: str, size: str = "", *, css: str = "") -> SafeString:
    """Return the icon, hidden from screen readers. `size` is "", "sm" or "lg".

    Raises `UnknownIcon` for a name that is not in the sprite.
    """
    return _icon(name, size, css, sprite_url())


def known(name: str, fallback: str = "stack-2") -> str:
    """Return the name when the sprite has it, else the fallback: for names that come from a company's definitions."""
    return name if name in names() else fallback


@cache
def _icon(name: str, size: str, css: str, sprite: str) -> SafeString:
    if name not in names():
        raise UnknownIcon(f"There is no icon {name!r}; the sprite's names are in {LIST.name}")
    extra = " ".join(part for part in (f"icon-{size}" if size else "", css) if part)
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', f" {extra}" if extra else "", sprite, name
    )
