"""Texts with fields in them, «Позвонить: {{ account }}»: a small, safe part of Jinja2.

A template prints fields (in words), chooses by `if`, and shortens by a few filters. What could run long or reach
beyond the given values (loops, calls, attributes, arithmetic) is no part of it, so it is refused where it is written.
Language of templates: https://jinja.palletsprojects.com/en/stable/templates/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from artel.platform.kernel.errors import Problem

FILTERS = ("capitalize", "default", "lower", "replace", "trim", "truncate", "upper")
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Concat,
    nodes.Filter,
    nodes.Keyword,
)
KEPT = 2_000
_MARKS = re.compile(r"\{\{.*?\}\}", re.DOTALL), re.compile(r"\{[%#].*?[%#]\}", re.DOTALL)

# Made for plain texts, which are escaped where they are shown.
_environment = ImmutableSandboxedEnvironment(autoescape=False)
_environment.filters = {key: _environment.filters[key] for key in FILTERS}
_environment.tests = {}
_environment.globals = {}


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """A checked template; `names` are the fields that it prints or chooses by."""

    text: str
    names: frozenset[str]

    def render(self, values: Mapping[str, str]) -> str:
        """Return the text with the values in words; a field that has none leaves nothing."""
        return _environment.from_string(self.text).render(values) if "{" in self.text else self.text


@lru_cache(maxsize=KEPT)
def read_template(text: str) -> TextTemplate:
    """Return the template of a text; raises TemplateSyntaxError for one that `problems_in` would refuse."""
    tree = _environment.parse(text)
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED) or (isinstance(node, nodes.Filter) and node.name not in FILTERS):
            raise TemplateSyntaxError(type(node).__name__, getattr(node, "lineno", 1))
    return TextTemplate(text, frozenset(meta.find_undeclared_variables(tree)))


def problems_in(text: str, known: Collection[str]) -> list[Problem]:
    """Return everything that is wrong with a template that may name the fields `known`."""
    try:
        names = read_template(text).names
    except TemplateSyntaxError as fault:
        message = _("The template is not understood (%(what)s): it prints fields, {{ name }}, and chooses by if.")
        return [Problem(code="bad_template", message=message % {"what": fault.message})]
    unknown = _("There is no field “%(key)s” in this section.")
    return [
        Problem(code="unknown_field", message=unknown % {"key": key}, data={"field": key})
        for key in sorted(names)
        if key not in known
    ]


def names_in(text: str) -> frozenset[str]:
    """Return the fields that a template names; none for one that is not right."""
    try:
        return read_template(text).names
    except TemplateSyntaxError:
        return frozenset()


def outline(text: str) -> str:
    """Return a template as it is told without a record: «Позвонить: …»."""
    printed, other = _MARKS
    return other.sub("", printed.sub("…", text)).strip()
