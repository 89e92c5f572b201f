"""A form with something wrong in it: nothing that was typed goes out of sight or is lost because of that."""

from __future__ import annotations

import re

from django.test import Client

from tests.contracts import test_layout_screens as layouts
from tests.contracts.test_layout_screens import HTMX, Section, box, made, state_in

section, site = layouts.section, layouts.site


def typed_in(html: str, key: str) -> str:
    """Return what stands in the input of a field."""
    found = re.search(rf'<input[^>]* name="{key}"[^>]*>', html)
    assert found, key
    text = re.search(r' value="([^"]*)"', found[0])
    return text[1] if text else ""


def test_a_wrong_value_hides_nothing_that_stands_in_the_form(section: Section, site: Client) -> None:
    """What can't be judged stays as it is, in sight or out of it."""
    record = made(section, **{section.money: "500"})
    for url in (f"/{section.key}/new/asking/", f"/{section.key}/{record}/edit/asking/"):
        typed = {section.money: "5оо", "x_reason": "Скидка"}
        assert state_in(site.post(url, typed, headers=HTMX).content.decode())["hidden"] == []
        out_of_sight = {**typed, "unasked": ["x_reason", "x_urgent"]}
        told = state_in(site.post(url, out_of_sight, headers=HTMX).content.decode())
        assert told["hidden"] == ["x_reason", "x_urgent"]


def test_a_refused_form_shows_what_was_typed_whatever_its_conditions(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "5"})
    for url, more in ((f"/{section.key}/new/", {}), (f"/{section.key}/{record}/edit/", {"version": "1"})):
        for money, day in (("5оо", ""), ("5", "завтра")):  # What is wrong is what the condition reads, then another.
            typed = {"name": "А", section.money: money, section.day: day, "x_reason": "Скидка", **more}
            answer = site.post(url, typed, headers=HTMX)
            page = answer.content.decode()
            assert answer.status_code == 422
            assert " hidden" not in box(page, "x_reason"), (url, money)
            assert typed_in(page, "x_reason") == "Скидка", (url, money)
            assert "x_reason" not in state_in(page)["hidden"], (url, money)


def test_what_is_out_of_sight_comes_back_with_a_refused_form(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "500", "x_reason": "Скидка"})
    url = f"/{section.key}/{record}/edit/"
    refused = {"name": "А", section.money: "5", section.day: "завтра", "unasked": ["x_reason"], "version": "1"}
    for more, text in (({"x_reason": "Опт"}, "Опт"), ({}, "Скидка")):  # As typed before it was hidden, or as stored.
        page = site.post(url, {**refused, **more}, headers=HTMX).content.decode()
        assert " hidden" in box(page, "x_reason")
        assert typed_in(page, "x_reason") == text


def test_a_fold_in_which_something_was_typed_is_open_in_a_refused_form(section: Section, site: Client) -> None:
    record = made(section, **{section.money: "500", "stage": section.second, "x_reason": "Скидка"})
    for url, more in ((f"/{section.key}/new/", {}), (f"/{section.key}/{record}/edit/", {"version": "1"})):
        refused = {"name": "А", section.money: "5оо", "x_reason": "Скидка", **more}
        for reason, is_open in (("Скидка", "new" in url), ("Опт", True)):
            page = site.post(url, {**refused, "x_reason": reason}, headers=HTMX).content.decode()
            fold = re.search(r'<details[^>]*data-part="more"[^>]*>', page)
            assert fold, url
            assert (" open" in fold[0]) is is_open, (url, reason)
