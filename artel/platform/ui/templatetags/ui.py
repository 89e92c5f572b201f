"""`{% load ui %}`: icons, the frame's state, formats. Components need no tag: `{{ component }}` prints itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from artel.platform.ui import formats, forms, icons
from artel.platform.ui.forms import Field
from artel.platform.ui.inputs.bound import field_of
from artel.platform.ui.words import interface_words

register = template.Library()
THEMES = ("light", "dark", "system")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Print an icon of the sprite: `{% icon "phone" %}`, `{% icon "phone" "sm" %}`."""
    return icons.icon(name, size)


@register.simple_tag
def sprite_url() -> str:
    """Print the address of the icon sprite."""
    return icons.sprite_url()


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Print "light", "dark" or "system": the cookie of this browser, else what the person chose, else the system's."""
    request: Any = context.get("request")
    chosen = request.COOKIES.get("artel_theme") if request else None
    if chosen not in THEMES:
        chosen = getattr(getattr(request, "user", None), "theme", None)
    return chosen if chosen in THEMES else "system"


@register.simple_tag(takes_context=True)
def rail(context: Context, group: str) -> str:
    """Print "is-mini" when the rail is narrow on this kind of page ("card" starts narrow, "list" wide)."""
    request: Any = context.get("request")
    remembered = request.COOKIES.get(f"artel_rail_{group}") if request else None
    is_mini = remembered == "mini" if remembered in ("mini", "full") else group == "card"
    return "is-mini" if is_mini else ""


@register.simple_tag
def script_words() -> SafeString:
    """Print the words that scripts show, in the active language, as JSON."""
    text = json.dumps({key: str(value) for key, value in interface_words().items()}, ensure_ascii=False)
    return SafeString(text.translate({ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}))


@register.simple_tag
def is_development() -> bool:
    """Tell whether the pages of components are served."""
    return bool(settings.DEBUG)


@register.filter
def money(amount: Decimal | int, currency: str = "RUB") -> str:
    """Format an amount: `{{ amount|money:"RUB" }}`."""
    return formats.money(amount, currency)


@register.filter
def number(value: Decimal | int | float) -> str:
    """Format a number: `{{ value|number }}`."""
    return formats.number(value)


@register.filter
def file_size(size: int) -> str:
    """Format a number of bytes."""
    return formats.file_size(size)


@register.filter
def ago(when: datetime) -> str:
    """Say when something happened."""
    return formats.ago(when, timezone.localtime())


@register.filter
def moment(when: datetime) -> str:
    """Format a moment: «22 ноя, 14:05»."""
    return formats.datetime_short(when, timezone.localtime())


@register.filter
def exact(when: datetime) -> str:
    """Format a whole moment for a `title`: «22.11.2026 14:05»."""
    return formats.exact(when, timezone.get_current_timezone())


@register.filter
def day(value: date) -> str:
    """Format a day: «22 ноя»."""
    return formats.date_short(value, timezone.localdate())


@register.filter
def initials(name: str) -> str:
    """Print the initials of a name."""
    return escape(formats.initials(name))


@register.simple_tag
def required_mark() -> SafeString:
    """Print the star of a required field."""
    return forms.required_mark()


_TOAST_KINDS = {"success": "good", "error": "late", "warning": "soon", "info": "info", "debug": "info"}
_TOAST_ICONS = {"good": "circle-check", "late": "alert-circle", "soon": "alert-triangle", "info": "info-circle"}


@register.filter
def toast_kind(level: str) -> str:
    """Turn a level of Django's messages into a kind of toast."""
    return _TOAST_KINDS.get(level, "good")


@register.simple_tag
def toast_icon(level: str) -> SafeString:
    """Print the icon of a message of Django's."""
    return icons.icon(_TOAST_ICONS[toast_kind(level)])


@register.filter
def known_icon(name: str) -> str:
    """Give the name of an icon that the sprite has: for names that come from definitions."""
    return icons.known(name)


@register.simple_tag
def form_field(bound: BoundField, *, label: str = "", without_help: bool = False) -> Field:
    """Print a bound field of a Django form as our field: `{% form_field form.login %}`."""
    made = field_of(bound)
    return replace(made, label=label or made.label, help="" if without_help else made.help)
