"""The base of every component, and the three ways of making safe HTML: `format_html`, `join`, `attributes`.

A component prints itself: `{{ component }}` in a template, `format_html("<p>{}</p>", component)` in Python. Whatever
is not a component or already safe is escaped once, where it enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape as escape_text
from typing import ClassVar, cast

from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | Promise
"""Words for people: plain (will be escaped), lazily translated, or already safe HTML."""

AttributeValue = str | int | float | bool | Promise | None
EMPTY = SafeString("")


class Component:
    """Something that prints itself as HTML. A subclass names its `template`, or overrides `render`.

    The template sees the component as `c` and nothing else: no request, no queries.
    """

    __slots__ = ()
    template: ClassVar[str] = ""

    def render(self) -> SafeString:
        """Return the component as safe HTML."""
        return cast(SafeString, get_template(self.template).render({"c": self}))

    def __html__(self) -> SafeString:
        return self.render()

    def __str__(self) -> str:
        return self.render()


Html = Text | Component
"""What may stand inside a component."""


def escaped(value: object) -> str:
    """Return a value as HTML text: escaped once, left alone when it is a component or already safe.

    The same as Django's `conditional_escape`, without the wrapper for lazy results: a list page comes here
    thousands of times.
    """
    if isinstance(value, str) and not isinstance(value, SafeString):
        return escape_text(value)
    inside = getattr(value, "__html__", None)
    return str(inside()) if inside is not None else escape_text(str(value))


def join(parts: Iterable[object], separator: str = "") -> SafeString:
    """Return the parts one after another, each escaped unless it is safe or a component."""
    return SafeString(separator.join(map(escaped, parts)))


def attributes(values: Mapping[str, AttributeValue]) -> SafeString:
    """Return ` name="value"` for each value, escaped; True gives a bare name, False and None give nothing.

    Underscores in names become hyphens, so that keywords can be used: `hx_get="/x"` is `hx-get="/x"`.
    """
    written = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        key = escape_text(name.replace("_", "-"))
        written.append(f" {key}" if value is True else f' {key}="{escaped(value)}"')
    return SafeString("".join(written))


def words(*names: str | None) -> str:
    """Return the class names that are not empty, with one space between."""
    return " ".join(name for name in names if name)
