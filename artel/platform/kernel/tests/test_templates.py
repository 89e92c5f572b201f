"""Templates print fields and choose by them; whatever could run away or look further is refused as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.platform.kernel.templates import outline, problems_in, read_template

KNOWN = ("name", "account", "amount")


def test_fields_stand_in_the_text_and_empty_ones_leave_nothing() -> None:
    """What a record does not have is not printed."""
    template = read_template("Позвонить: {{ account }}{% if amount %} ({{ amount }}){% endif %}")
    assert template.render({"account": "СМУ-4", "amount": "12 ₽"}) == "Позвонить: СМУ-4 (12 ₽)"
    assert template.render({"account": "СМУ-4"}) == "Позвонить: СМУ-4"
    assert template.names == {"account", "amount"}


def test_a_value_is_never_read_as_a_template() -> None:
    """Whoever names a record writes no template."""
    assert read_template("{{ name }}").render({"name": "{{ amount }}", "amount": "12"}) == "{{ amount }}"


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 2 ** 999999999 }}",
        "{{ name.__class__ }}",
        "{{ name['x'] }}",
        "{{ name() }}",
        "{{ name|pprint }}",
        "{% set x = name %}",
        "{% include 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{{ name",
        "{% if name %}",
    ],
)
def test_what_could_run_long_or_reach_further_is_refused(text: str) -> None:
    """A template stands in the configuration of a company and is run for each of its records."""
    assert [p.code for p in problems_in(text, KNOWN)] == ["bad_template"]


def test_every_unknown_field_is_named() -> None:
    """All at once, also one that only a condition names."""
    found = problems_in("{{ nam }} {% if amout %}x{% endif %} {{ account }}", KNOWN)
    assert [p.data["field"] for p in found] == ["amout", "nam"]


def test_the_outline_says_where_a_field_would_stand() -> None:
    """A step that is not made yet has a title without a record."""
    assert outline("Позвонить: {{ account }}{% if amount %} срочно{% endif %}") == "Позвонить: … срочно"


@given(st.text())
def test_any_text_is_a_template_or_told_why_not(text: str) -> None:
    """Nothing that somebody writes breaks the check."""
    if not problems_in(text, KNOWN):
        read_template(text).render(dict.fromkeys(KNOWN, "x"))
