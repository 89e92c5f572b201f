"""Strict YAML: what is read, and what is refused with its line."""

from __future__ import annotations

import time

import pytest

from artel.platform.packs.yaml.text import parse_yaml
from artel.platform.packs.yaml.writing import to_yaml


def codes(text: str) -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in parse_yaml(text, "f.yaml").problems]


def test_values_are_plain_json_with_a_line_for_every_path() -> None:
    found = parse_yaml('a: text\nb:\n  - 1\n  - {c: 2.5, d: true, e: null}\nf: "012"\n', "f.yaml")
    assert found.value == {"a": "text", "b": [1, {"c": 2.5, "d": True, "e": None}], "f": "012"}
    assert found.problems == []
    assert (found.lines["a"], found.lines["b.0"], found.lines["b.1.c"], found.lines["f"]) == (1, 3, 4, 5)


@pytest.mark.parametrize("word", ["no", "Yes", "ON", "off", "y", "N"])
def test_a_plain_word_that_may_mean_yes_or_no_is_refused(word: str) -> None:
    assert codes(f"a: {word}") == [("ambiguous", 1)]
    assert codes(f'a: "{word}"') == []
    assert codes(f"{word}: 1") == [("ambiguous", 1)]


def test_the_key_of_a_rule_that_says_when_it_acts_needs_no_quotes() -> None:
    assert parse_yaml("on: {event: created}", "f.yaml").value == {"on": {"event": "created"}}
    assert codes("on: {event: created}") == []


@pytest.mark.parametrize("number", ["010", "0x1f", "1_000", "0o17", ".inf"])
def test_a_number_that_readers_read_differently_is_refused(number: str) -> None:
    assert codes(f"a: {number}") == [("ambiguous", 1)]


def test_a_day_and_a_long_number_stay_texts() -> None:
    found = parse_yaml("a: 2026-01-02\nb: 79000000000000000000\nc: 12:30", "f.yaml")
    assert found.value == {"a": "2026-01-02", "b": "79000000000000000000", "c": "12:30"}


def test_all_problems_of_a_file_are_told_at_once() -> None:
    assert codes("a: no\nb: &x 1\nc: *x\nd: !!python/object/apply:os.system [ls]\na: 2\n") == [
        ("ambiguous", 1),
        ("anchor", 2),
        ("alias", 3),
        ("tag", 4),
        ("duplicate_key", 5),
    ]


def test_a_billion_laughs_is_refused_at_once() -> None:
    bomb = 'a: &a ["ha", "ha", "ha"]\n'
    for this, above in zip("bcdefghi", "abcdefgh", strict=True):
        bomb += f"{this}: &{this} [" + ", ".join([f"*{above}"] * 9) + "]\n"
    begun = time.monotonic()
    found = parse_yaml(bomb, "f.yaml")
    assert {"alias", "anchor"} <= {p.code for p in found.problems}
    assert time.monotonic() - begun < 2


def test_deep_nesting_is_refused_before_it_exhausts_the_stack() -> None:
    assert codes("[" * 50_000)[0][0] == "too_deep"


@pytest.mark.parametrize("text", ["a: [1, 2", "a: b: c", "\t- x", "a: 1\n---\nb: 2", "? [a]\n: b", "<<: {a: 1}"])
def test_what_is_no_single_plain_document_is_a_problem(text: str) -> None:
    assert len(codes(text)) == 1


TEXTS = [
    "no",
    "010",
    "12",
    "1.5",
    "true",
    "null",
    "~",
    "",
    "- x",
    "a: b",
    "a #b",
    "#x",
    "* y",
    "&z",
    "«Ак Таш»",
    "owner eq me() and amount gt 10",
    "stage eq 'new'",
    "two\nlines\n",
    "tab\there",
    'say "hi"',
    "\\d+",
    "@anna",
    " leading",
    "trailing ",
    "[x]",
    "{y}",
    "?",
    "!tag",
    "%d",
    "2026-01-02",
    "\u00a0",
    "12:30",
    "=",
    "<<",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_written_is_read_back_equal(text: str) -> None:
    value = {"key": text, "list": [text, {"inner": text}], text or "empty": {"deep": [[text], []]}}
    assert parse_yaml(to_yaml(value), "f.yaml").value == value
    assert parse_yaml(to_yaml(value), "f.yaml").problems == []


def test_numbers_and_truths_are_written_as_themselves() -> None:
    value = {"a": 1, "b": 2.5, "c": True, "d": None, "e": {}, "f": [], "g": [{"h": [1]}, [[2]]], "i": -3}
    assert parse_yaml(to_yaml(value), "f.yaml").value == value
