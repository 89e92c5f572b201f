"""What a browser would send of a form on a page: its inputs as they stand, read from the HTML."""

from __future__ import annotations

from html.parser import HTMLParser

Sent = dict[str, list[str]]
UNSENT = frozenset({"submit", "button", "file", "reset"})


class _Reader(HTMLParser):
    """Collects the inputs of one form; what stands in a `<template>` is nobody's."""

    def __init__(self, action: str) -> None:
        """`action` is the address of the form that is read."""
        super().__init__()
        self.action, self.sent, self.is_found = action, Sent(), False
        self._inside = False
        self._templates = 0
        self._select: tuple[str, bool] | None = None
        self._first: str | None = None
        self._is_chosen = False
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action") == self.action
            self.is_found = self.is_found or self._inside
        self._templates += tag == "template"
        if not self._inside or self._templates or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self._select, self._first, self._is_chosen = (name, "multiple" in given), None, False
        elif tag == "option" and self._select:
            self._first = given.get("value", "") if self._first is None else self._first
            if "selected" in given:
                self._is_chosen = True
                self._add(self._select[0], given.get("value", ""))
        elif tag == "textarea":
            self._text = (name, [])

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser`."""
        self._templates -= tag == "template"
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            name, is_multiple = self._select
            if not is_multiple and not self._is_chosen and self._first is not None:
                self._add(name, self._first)
            self._select = None
        elif tag == "textarea" and self._text:
            name, parts = self._text
            # The line break right after the tag is eaten by the browser.
            self._add(name, "".join(parts).removeprefix("\n"))
            self._text = None

    def handle_data(self, data: str) -> None:
        """See `HTMLParser`."""
        if self._text:
            self._text[1].append(data)

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in UNSENT or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self._add(name, given.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        if name:
            self.sent.setdefault(name, []).append(value)


def form_on(page: str, action: str) -> Sent:
    """Return what the form with this address would send; raises AssertionError where there is none."""
    reader = _Reader(action)
    reader.feed(page)
    assert reader.is_found, f"no form to {action}"
    reader.sent.pop("csrfmiddlewaretoken", None)
    return reader.sent
