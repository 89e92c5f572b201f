"""Which column of a file is which field: by header words, by the look of values, by the neighbours.

Works on plain descriptions of fields, so it needs no database. One row may speak of several sections
(a company, its director, the last call): the words beside a phone tell whose it is, and where they are
silent, the columns to its left do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from artel.platform.exchange.human.blanks import text_of
from artel.platform.exchange.reading.table import CellValue
from artel.platform.exchange.recognising.evidence import ENOUGH, LITTLE, weigh
from artel.platform.exchange.recognising.vocabulary import BASE_WORDS, CHECK_WORDS, TYPE_WORDS, SectionWords
from artel.platform.kernel.text import fold

SURE = 0.55
"""A proposal below this is not made: a wrong guess costs more than an empty choice."""
TYPE_TESTS = {
    "phone": ("phone",), "email": ("email",), "url": ("url",), "date": ("date",), "datetime": ("date",),
    "integer": ("number",), "decimal": ("number",), "money": ("number",), "boolean": ("boolean",),
}  # fmt: skip
STRICT_TYPES = frozenset({"phone", "email", "date", "datetime", "money", "integer", "decimal"})
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """A field as recognition sees it. `check` names a requisite («inn»); `choices` are labels of a lookup."""

    section: str
    key: str
    labels: tuple[str, ...]
    type: str
    check: str = ""
    choices: tuple[str, ...] = ()
    is_name: bool = False
    is_readonly: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column's likely field. `confidence` is 0 to 1; `by_values` when the header said nothing."""

    column: int
    section: str
    key: str
    confidence: float
    by_values: bool = False


@dataclass(slots=True)
class _Header:
    """A header cut into words, with the look of its column's values."""

    column: int
    text: str
    words: tuple[str, ...]
    evidence: Mapping[str, float]
    subjects: frozenset[str] = frozenset()
    scores: dict[tuple[str, str], float] = field(default_factory=dict)


def recognise(
    headers: Sequence[str],
    samples: Sequence[Sequence[CellValue]],
    fields: Iterable[FieldDescription],
    *,
    main: str,
    words: Mapping[str, SectionWords],
) -> list[Proposal | None]:
    """Return a proposal or None for each column; no field is proposed twice.

    `samples` holds the first values of each column, `main` is the section the file is imported into,
    `words` the vocabulary of the sections that take part.
    """
    described = [f for f in fields if not f.is_readonly]
    known = {section: words[section] for section in {f.section for f in described} if section in words}
    columns = [_read(n, text, values, known) for n, (text, values) in enumerate(zip(headers, samples, strict=True))]
    for header in columns:
        for described_field in described:
            score = _score(
                header, described_field, known.get(described_field.section), is_main=described_field.section == main
            )
            if score > 0:
                header.scores[described_field.section, described_field.key] = score
    _lean_on_neighbours(columns, described, main)
    found = _assign(columns)
    _guess_by_values(columns, found, described, main)
    return found


def _read(number: int, text: str, values: Sequence[CellValue], known: Mapping[str, SectionWords]) -> _Header:
    words = tuple(_WORD.findall(fold(text)))
    subjects = frozenset(
        section for section, its in known.items() if any(_coverage(phrase, words) for phrase in its.subject)
    )
    return _Header(number, fold(text), words, weigh(values), subjects)


def _coverage(phrase: str, words: Sequence[str]) -> float:
    """Return the share of a header's words that a phrase of stems explains; 0 unless all stems are met."""
    stems = phrase.split()
    free = list(words)
    for stem in stems:
        match = next((w for w in free if w == stem or (len(stem) > 2 and w.startswith(stem))), None)
        if match is None:
            return 0.0
        free.remove(match)
    return len(stems) / len(words)


def _score(header: _Header, described: FieldDescription, its: SectionWords | None, *, is_main: bool) -> float:
    best = 0.0
    for label in described.labels:
        if label and fold(label) == header.text and (is_main or described.key not in BASE_WORDS):
            best = max(best, 1.0)
    own = its.fields.get(described.key, ()) if its else ()
    for phrase in own:
        if coverage := _coverage(phrase, header.words):
            best = max(best, min(0.74 + 0.2 * coverage + 0.03 * len(phrase.split()), 0.98))
    # A remark or a manager is the main record's, unless the header says whose else.
    is_spoken_of = is_main or described.section in header.subjects
    general = (
        *(BASE_WORDS.get(described.key, ()) if is_spoken_of else ()),
        *TYPE_WORDS.get(described.type, ()), *CHECK_WORDS.get(described.check, ()),
    )  # fmt: skip
    for phrase in general:
        if coverage := _coverage(phrase, header.words):
            best = max(best, min(0.55 + 0.2 * coverage + 0.02 * len(phrase.split()), 0.9))
    if not best:
        best = 0.5 * _label_overlap(header, described)
    if not best:
        return 0.0
    if header.subjects:
        best += 0.2 if described.section in header.subjects else -0.15
    return best + _agreement(header, described)


def _label_overlap(header: _Header, described: FieldDescription) -> float:
    """Return how much of a label of several words the header repeats."""
    best = 0.0
    for label in described.labels:
        words = [w for w in _WORD.findall(fold(label)) if len(w) > 3]
        if words and header.words:
            met = sum(any(_alike(w, h) for h in header.words) for w in words)
            best = max(best, met / max(len(words), len(header.words)))
    return best


def _alike(one: str, other: str) -> bool:
    shared = min(len(one), len(other))
    return shared > 3 and one[: shared - 1 if shared > 5 else shared] == other[: shared - 1 if shared > 5 else shared]


def _agreement(header: _Header, described: FieldDescription) -> float:
    """Return what the values say for or against a field."""
    if not header.evidence:
        return 0.0
    tests = ("inn",) if described.check == "inn" else TYPE_TESTS.get(described.type, ())
    if tests:
        share = max(header.evidence[test] for test in tests)
        if share >= ENOUGH:
            return 0.15
        return -0.5 if share <= LITTLE and described.type in STRICT_TYPES else 0.0
    if described.type in ("text", "long_text") and not described.check:
        # A column of phones or dates is no text field, whatever its header.
        if max(header.evidence[test] for test in ("phone", "email", "date")) >= ENOUGH:
            return -0.3
        if described.is_name:
            return 0.05 * (header.evidence["company"] + header.evidence["person"])
    return 0.0


def _lean_on_neighbours(columns: Sequence[_Header], fields: Sequence[FieldDescription], main: str) -> None:
    """Prefer, for a field that several sections have, the section spoken of to its left."""
    current = main
    sections = {f.section for f in fields}
    for header in columns:
        if len(header.subjects) == 1:
            current = next(iter(header.subjects))
        for (section, key), score in header.scores.items():
            if section == current:
                header.scores[section, key] = score + 0.1
            elif section == main:
                header.scores[section, key] = score + 0.04
        best = max(header.scores.items(), key=lambda item: item[1], default=None)
        if best is not None and best[1] >= 0.9 and not header.subjects and best[0][0] in sections:
            is_telling = sum(1 for (s, _k), score in header.scores.items() if score >= 0.8 and s != best[0][0]) == 0
            current = best[0][0] if is_telling else current


def _assign(columns: Sequence[_Header]) -> list[Proposal | None]:
    """Give each field to the column that fits it best, the surest first."""
    found: list[Proposal | None] = [None] * len(columns)
    taken: set[tuple[str, str]] = set()
    ranked = sorted(
        ((score, -header.column, place) for header in columns for place, score in header.scores.items()),
        key=lambda item: (-item[0], -item[1]),
    )
    for score, column, place in ranked:
        if score < SURE or place in taken or found[-column] is not None:
            continue
        taken.add(place)
        found[-column] = Proposal(-column, place[0], place[1], round(min(score, 1.0), 2))
    return found


def _guess_by_values(
    columns: Sequence[_Header], found: list[Proposal | None], fields: Sequence[FieldDescription], main: str
) -> None:
    """Name columns without a telling header by what their values plainly are."""
    taken = {(p.section, p.key) for p in found if p is not None}
    ordered = sorted(fields, key=lambda f: f.section != main)
    for header in columns:
        if found[header.column] is not None or not header.evidence or header.text:
            continue
        for test in ("email", "inn", "phone", "url"):
            if header.evidence[test] < 0.8:
                continue
            fitting = (f for f in ordered if (f.section, f.key) not in taken and test in (f.type, f.check))
            if (chosen := next(fitting, None)) is not None:
                taken.add((chosen.section, chosen.key))
                found[header.column] = Proposal(header.column, chosen.section, chosen.key, SURE, by_values=True)
            break


def share_filled(values: Sequence[CellValue]) -> float:
    """Return the share of cells that hold something."""
    return sum(1 for v in values if v is not None and text_of(v)) / len(values) if values else 0.0
