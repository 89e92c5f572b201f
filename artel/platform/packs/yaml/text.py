"""Strict YAML: a text → plain JSON values with the line of every path, or everything that is wrong with it.

Built on the parser's events, not on its objects, so that nothing in a file can make the reader do more than
read: no aliases (a few of them unfold to gigabytes), no tags, no merge keys, no dates. A plain word that other
YAML readers take for yes or no is refused: the author says `true` or puts quotes around the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from artel.platform.kernel.errors import DefinitionProblem

MAX_DEPTH = 24
"""Deeper nesting has no meaning in a pack and would exhaust the stack."""

AMBIGUOUS = frozenset({"yes", "no", "on", "off", "y", "n"})
WHEN_IT_ACTS = "on"
"""The key of a rule that says when it acts: a key of our own can mean nothing else."""
_INTEGER = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_DECIMAL = re.compile(r"^[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?$")
_NUMBER_LIKE = re.compile(r"^[-+]?(0[0-9_]+|[0-9][0-9]*_[0-9_]*|0[xo][0-9a-fA-F]+|\.(inf|nan|Inf|NaN|INF|NAN))$")
_MAX_DIGITS = 18


@dataclass(slots=True)
class ParsedText:
    """`value` is what the text says (None for an empty one); `lines` maps a dotted path to its line, from 1."""

    value: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[DefinitionProblem] = field(default_factory=list)


class _Stop(Exception):
    """What follows can't be read in a meaningful way."""


def parse_yaml(text: str, file: str) -> ParsedText:
    """Read one document of YAML; `file` names it in problems. Never raises for what the text holds.

    Files of packs are read again by every plan and page that compares with them: a text is parsed once.
    """
    known = _parsed(text, file)
    return ParsedText(deepcopy(known.value), dict(known.lines), list(known.problems))


@lru_cache(maxsize=128)
def _parsed(text: str, file: str) -> ParsedText:
    reader = _Reader(file)
    try:
        reader.read(text)
    except _Stop:
        reader.result.value = None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        reader.note("bad_yaml", _("This is not YAML: %(why)s.") % {"why": error.problem or ""}, line)
        reader.result.value = None
    except YAMLError as error:
        reader.note("bad_yaml", _("This is not YAML: %(why)s.") % {"why": str(error).splitlines()[0]}, 0)
        reader.result.value = None
    return reader.result


class _Reader:
    """Turns events into values, remembering lines and problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.result = ParsedText()
        self._events: Iterator[Event] = iter(())

    def note(self, code: str, message: str | Promise, line: int, path: str = "") -> None:
        """Add a problem."""
        self.result.problems.append(DefinitionProblem(code=code, message=message, path=path, file=self.file, line=line))

    def read(self, text: str) -> None:
        """Read the first document and see that there is no other."""
        self._events = YAML(typ="safe", pure=True).parse(text)
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = _("A file holds one document; a second one begins here.")
                    self._stop("two_documents", message, event)
                self.result.value = self._value(next(self._events), "", 0)

    def _stop(self, code: str, message: str | Promise, event: Event, path: str = "") -> NoReturn:
        self.note(code, message, event.start_mark.line + 1, path)
        raise _Stop

    def _value(self, event: Event, path: str, depth: int) -> Any:
        line = event.start_mark.line + 1
        self.result.lines.setdefault(path, line)
        if isinstance(event, AliasEvent):
            self.note("alias", _("References inside YAML (*name) are not allowed; repeat the text."), line, path)
            return None
        if depth > MAX_DEPTH:
            self._stop("too_deep", _("Too many levels inside one another."), event, path)
        if getattr(event, "anchor", None):
            self.note("anchor", _("Names inside YAML (&name) are not allowed."), line, path)
        if str(getattr(event, "tag", None) or "!") != "!":
            self.note("tag", _("Tags (!name) are not allowed."), line, path)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path, depth)
        return self._scalar(event, path)

    def _sequence(self, path: str, depth: int) -> list[Any]:
        found: list[Any] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            found.append(self._value(event, f"{path}.{len(found)}" if path else str(len(found)), depth + 1))
        return found

    def _mapping(self, path: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, path)
            place = f"{path}.{key}" if path else key
            is_repeated = key in found
            if is_repeated:
                message = _("The key “%(key)s” stands twice.") % {"key": key}
                self.note("duplicate_key", message, event.start_mark.line + 1, place)
            else:
                self.result.lines[place] = event.start_mark.line + 1
            value = self._value(next(self._events), place, depth + 1)
            if not is_repeated:
                found[key] = value
        return found

    def _key(self, event: Event, path: str) -> str:
        if not isinstance(event, ScalarEvent):
            self._stop("bad_key", _("A key must be a plain word."), event, path)
        is_plain = event.style is None
        if is_plain and event.value == "<<":
            self._stop("merge_key", _("Merging (<<) is not allowed; repeat the text."), event, path)
        if event.value != WHEN_IT_ACTS:
            self._refuse_ambiguous(event, path)
        return str(event.value)

    def _refuse_ambiguous(self, event: ScalarEvent, path: str) -> None:
        if event.style is None and event.value.lower() in AMBIGUOUS:
            message = _("“%(word)s” may mean a word or yes/no: write true or false, or put quotes around the word.")
            self.note("ambiguous", message % {"word": event.value}, event.start_mark.line + 1, path)

    def _scalar(self, event: Event, path: str) -> Any:
        if not isinstance(event, ScalarEvent):
            self._stop("bad_yaml", _("This is not YAML: %(why)s.") % {"why": type(event).__name__}, event, path)
        text = str(event.value)
        if "\x00" in text:
            self.note("nul", _("A text can't hold the character NUL."), event.start_mark.line + 1, path)
        if event.style is not None:
            return text
        self._refuse_ambiguous(event, path)
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _NUMBER_LIKE.match(text):
            message = _("“%(word)s” may be read as different numbers: put quotes around it if it is text.")
            self.note("ambiguous", message % {"word": text}, event.start_mark.line + 1, path)
            return text
        # A longer run of digits is an account or a ticket number, not a quantity.
        if _INTEGER.match(text) and len(text) <= _MAX_DIGITS:
            return int(text)
        return float(text) if _DECIMAL.match(text) else text
