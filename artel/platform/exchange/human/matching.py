"""Names of colleagues and values of lookups, found by how people write them.

An index is built once per import and asked per cell; answers are remembered, since a column of
managers holds ten different texts in a million rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.human.blanks import is_blank, text_of
from artel.platform.kernel.labels import Label
from artel.platform.kernel.text import fold
from artel.platform.sections.fieldtype import ValueProblem

K = TypeVar("K", bound=Hashable)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BETWEEN = re.compile(r"[,;\n]")
_LOOSE = re.compile(r"[^\w]+")
REMEMBERED = 10_000
NEAR = 0.75


GoesWith = Callable[[Any, Mapping[str, object]], bool]
"""Tells whether a value goes with the other values of its row (field key → value)."""


class SeveralFit(ValueProblem):
    """No single candidate fits what is written; `candidates` are (key, label) to choose from.

    A single candidate is only near: it becomes the suggestion.
    """

    def __init__(
        self, message: str | Promise, candidates: tuple[tuple[Hashable, str], ...], code: str = "several_fit"
    ) -> None:
        """`candidates` has the likelier first."""
        super().__init__(code, message, suggestion=candidates[0][0] if len(candidates) == 1 else None)
        self.candidates = candidates
        self.goes_with: GoesWith | None = None

    def narrowed(self, row: Mapping[str, object]) -> Hashable | None:
        """Return the one candidate that goes with the other values of its row, None when that does not decide."""
        fitting = [key for key, _label in self.candidates if self.goes_with and self.goes_with(key, row)]
        return fitting[0] if len(fitting) == 1 else None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A user as an import knows him."""

    id: int
    name: str
    login: str = ""
    email: str = ""


class Colleagues:
    """Finds a user by name in any order and shortness, e-mail or login."""

    def __init__(self, people: Iterable[Colleague]) -> None:
        """`people` are those who may be named."""
        self._people = tuple(people)
        self._words = {p.id: tuple(_WORD.findall(fold(p.name))) for p in self._people}
        self._exact: dict[str, set[int]] = {}
        for person in self._people:
            for text in (person.name, person.login, person.email):
                if text:
                    self._exact.setdefault(fold(text), set()).add(person.id)
        self._known: dict[str, int | ValueProblem | None] = {}

    def find(self, value: object) -> int | None:
        """Return the user's id, None for a blank cell.

        «Иванов И.И.», «Иванов Иван», «Иван Иванов», «Гульнара А.», an e-mail and a login are all
        understood. Raises SeveralFit (its code is `unknown_person` when nobody fits).
        """
        text = fold(text_of(value))
        if text not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            try:
                self._known[text] = self._search(text)
            except ValueProblem as problem:
                self._known[text] = problem
        answer = self._known[text]
        if isinstance(answer, ValueProblem):
            raise answer.with_traceback(None)
        return answer

    def _search(self, text: str) -> int | None:
        if is_blank(text):
            return None
        exact = self._exact.get(text, set())
        if len(exact) == 1:
            return next(iter(exact))
        words = _WORD.findall(text.replace(".", ". "))
        fitting = exact or {person.id for person in self._people if words and _fits(words, self._words[person.id])}
        if len(fitting) == 1:
            return next(iter(fitting))
        if not fitting:
            raise SeveralFit(_("There is no such user."), self._nearest(text), "unknown_person")
        candidates = tuple((p.id, p.name) for p in self._people if p.id in fitting)
        names = ", ".join(name for _id, name in candidates[:5])
        raise SeveralFit(format_lazy(_("Several people fit: {names}."), names=names), candidates)

    def _nearest(self, text: str) -> tuple[tuple[Hashable, str], ...]:
        names = {fold(p.name): p for p in self._people}
        near = get_close_matches(text, names, n=1, cutoff=NEAR)
        return tuple((names[name].id, names[name].name) for name in near)


def _fits(written: list[str], name: tuple[str, ...]) -> bool:
    """True when each written word is a different word of the name, or its initial; one at least in full."""
    if len(written) > len(name):
        return False
    free = list(name)
    full = 0
    for word in sorted(written, key=len, reverse=True):
        match = word if word in free else None
        if match is None and len(word) == 1:
            match = next((other for other in free if other.startswith(word)), None)
        if match is None:
            return False
        full += len(word) > 1
        free.remove(match)
    return full > 0


class Choices(Generic[K]):
    """Finds a value of a lookup by its key or its label in any language, whatever the letter case."""

    def __init__(
        self,
        values: Mapping[K, Label | str],
        told_apart: Callable[[K], str] | None = None,
        goes_with: GoesWith | None = None,
    ) -> None:
        """`values` maps what is stored to how it is called.

        Of several namesakes `told_apart` says more, and `goes_with` tells which fits the rest of a row.
        """
        self._told_apart = told_apart
        self._goes_with = goes_with
        self._by_text: dict[str, set[K]] = {}
        self._labels: dict[K, str] = {}
        for key, label in values.items():
            self._labels[key] = str(label)
            texts = [label.ru, label.en] if isinstance(label, Label) else [label]
            for text in (str(key), *texts):
                for form in {fold(text), _loose(text)} - {""}:
                    self._by_text.setdefault(form, set()).add(key)
        self._known: dict[str, K | ValueProblem | None] = {}

    def find(self, value: object) -> K | None:
        """Return the key, None for a blank cell; raises SeveralFit (`unknown_choice` when none fits)."""
        text = fold(text_of(value))
        if text not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            try:
                self._known[text] = self._search(text)
            except ValueProblem as problem:
                self._known[text] = problem
        answer = self._known[text]
        if isinstance(answer, ValueProblem):
            raise answer.with_traceback(None)
        return answer

    def _named(self, key: K) -> str:
        more = self._told_apart(key) if self._told_apart else ""
        return f"{self._labels[key]} ({more})" if more else self._labels[key]

    def _search(self, text: str) -> K | None:
        found = self._by_text.get(text) or self._by_text.get(_loose(text)) or set()
        if len(found) == 1:
            return next(iter(found))
        if found:
            candidates = tuple((key, self._named(key)) for key in self._labels if key in found)
            names = ", ".join(label for _key, label in candidates[:5])
            several = SeveralFit(format_lazy(_("Several values fit: {names}."), names=names), candidates)
            several.goes_with = self._goes_with
            raise several
        if is_blank(text):
            return None
        near = get_close_matches(text, self._by_text, n=1, cutoff=NEAR)
        keys = [next(iter(self._by_text[text])) for text in near]
        candidates = tuple((key, self._labels[key]) for key in keys)
        raise SeveralFit(_("There is no such value in the list."), candidates, "unknown_choice")


def several_choices(choices: Choices[str]) -> Callable[[object], list[str] | None]:
    """Return the reader of a cell with several values: «Сайт, выставка; партнёр».

    A label that itself holds a comma is found as a whole first. The reader raises what `Choices.find` raises.
    """

    def read(value: object) -> list[str] | None:
        # A line break inside a cell parts values; elsewhere it is but a blank.
        text = value if isinstance(value, str) else text_of(value)
        parts = [part for part in _BETWEEN.split(text) if not is_blank(part)]
        if len(parts) > 1 and (whole := _found(choices, text)) is not None:
            return [whole]
        found = [key for part in parts if (key := choices.find(part)) is not None]
        return list(dict.fromkeys(found)) or None

    return read


def _found(choices: Choices[str], text: str) -> str | None:
    try:
        return choices.find(text)
    except ValueProblem:
        return None


def _loose(text: str) -> str:
    return _LOOSE.sub("", fold(text))
