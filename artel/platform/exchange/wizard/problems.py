"""The table of problems: what is wrong in which row, and what may be done about it right there.

Rows of one cause (the same text in the same column) stand as one line, and one answer decides them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.models import Import, ImportProblem
from artel.platform.exchange.wizard.steps import address
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.page import Tab, Tabs
from artel.platform.ui.table import Column, Group, Pager, Row, Table

ON_PAGE = 50
LEVELS = ("error", "similar", "warning")
TONES = {"error": "late", "similar": "soon", "warning": "soft", "undo": "soon"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a problem that stands for `count` of the same cause."""

    problem: ImportProblem
    count: int


def problems_of(run: Import, *, with_answered: bool) -> QuerySet[ImportProblem]:
    """Return the problems of an import; a report leaves out those that an answer has settled."""
    found = ImportProblem.objects.filter(run=run)
    return found if with_answered else found.filter(answer__isnull=True)


def count_levels(run: Import, *, with_answered: bool) -> Mapping[str, int]:
    """Return how many problems there are of each level."""
    return dict(problems_of(run, with_answered=with_answered).values_list("level").annotate(Count("id")))


def level_tabs(run: Import, level: str, counts: Mapping[str, int], end: Html) -> Tabs:
    """Return the tabs over the table."""
    labels = {"error": _("Errors"), "similar": _("Similar"), "warning": _("Warnings"), "undo": _("Not put back")}
    base = address("run", run)
    tabs = [
        Tab(label=labels[key], url=f"{base}?level={key}#problems", count=counts.get(key, 0), is_current=key == level)
        for key in (*LEVELS, "undo")
        if counts.get(key) or key == level
    ]
    return Tabs(label=_("Kinds of problems"), tabs=tabs, end=end)


def lines_of(run: Import, level: str, page: int, *, with_answered: bool) -> tuple[list[Line], bool]:
    """Return a page of lines and whether there are more. Two queries."""
    found = problems_of(run, with_answered=with_answered).filter(level=level)
    start = (page - 1) * ON_PAGE
    if level == "similar":
        rows = list(found.order_by("row", "id")[start : start + ON_PAGE + 1])
        return [Line(problem, 1) for problem in rows[:ON_PAGE]], len(rows) > ON_PAGE
    groups = found.values("target", "field", "code", "value").annotate(first=Min("id"), row=Min("row"), n=Count("id"))
    part = list(groups.order_by("row", "first")[start : start + ON_PAGE + 1])
    by_id = ImportProblem.objects.in_bulk([g["first"] for g in part])
    return [Line(by_id[g["first"]], g["n"]) for g in part[:ON_PAGE] if g["first"] in by_id], len(part) > ON_PAGE


def problems_table(
    run: Import, lines: Sequence[Line], token: str, *, can_answer: bool, page: int, is_more: bool, level: str
) -> Table:
    """Return the table of a page of problems."""
    name = current_snapshot().section(run.section).singular.text()
    columns = [
        Column(key="row", label=_("Row"), width=120),
        Column(key="record", label=name, width=200, is_name=True),
        Column(key="field", label=_("Field"), width=120, is_soft=True),
        Column(key="value", label=_("Value"), width=180),
        Column(key="message", label=_("What is wrong")),
    ]
    if can_answer:
        columns.append(Column(key="answer", label=_("How to proceed"), width=280))
    base = f"{address('run', run)}?level={level}"
    pager = Pager(
        shown=_("Page %(number)s") % {"number": page},
        next_url=f"{base}&page={page + 1}#problems" if is_more else "",
        previous_url=f"{base}&page={page - 1}#problems" if page > 1 else "",
    )
    return Table(
        columns=columns,
        groups=[Group(rows=[problem_row(run, line, token, can_answer=can_answer) for line in lines])],
        caption=_("Problems"),
        is_static=True,
        more=pager if is_more or page > 1 else "",
        attrs={"data-controller": None},
    )


def problem_row(run: Import, line: Line, token: str, *, can_answer: bool) -> Row:
    """Return one line of the table."""
    problem = line.problem
    spec = _field(problem)
    where: Html = formats.number(problem.row) if problem.row else ""
    if line.count > 1:
        more = ngettext("and %(count)s more", "and %(count)s more", line.count - 1)
        where = format_html(
            '{} <span class="muted small">{}</span>', where, more % {"count": formats.number(line.count - 1)}
        )
    answered = problem.answer is not None
    tone = "muted" if answered else TONES.get(problem.level, "")
    values: dict[str, Any] = {
        "row": where,
        "record": problem.record or format_html('<span class="muted">{}</span>', _("(empty)")),
        "field": spec.label.text() if spec else _named(problem),
        "value": _value(problem, spec, is_open=can_answer and not answered),
        "message": format_html('<span class="{} wrap">{}</span>', tone, problem.message),
        "answer": _answers(run, problem, spec, token) if can_answer else "",
    }
    return Row(id=problem.pk, values=values, name=problem.record, attrs={"id": f"problem-{problem.pk}"})


def _field(problem: ImportProblem) -> FieldSpec | None:
    snapshot = current_snapshot()
    section = snapshot.sections.get(problem.target)
    return section.field(problem.field) if section is not None else None


def _named(problem: ImportProblem) -> str:
    """Likeness names the key of the field that agrees; other findings name a column of the file."""
    section = current_snapshot().sections.get(problem.target)
    spec = section.field(problem.column) if section is not None else None
    return spec.label.text() if spec else problem.column


def _value(problem: ImportProblem, spec: FieldSpec | None, *, is_open: bool) -> Html:
    """A wrong cell can be typed anew; everything else is only shown."""
    if not (is_open and problem.level == "error" and spec is not None and problem.code != "cell_error"):
        return problem.value
    label = spec.label.text()
    return format_html(
        '<input class="form-control" name="value" value="{}" form="answer-{}" aria-label="{}" aria-invalid="true"'
        ' placeholder="{}" autocomplete="off">',
        problem.value,
        problem.pk,
        label,
        _("required") if problem.code == "required" else "",
    )


def _answers(run: Import, problem: ImportProblem, spec: FieldSpec | None, token: str) -> Html:
    if problem.level in ("warning", "undo"):
        return EMPTY
    url = address("answer", run, problem_id=problem.pk)
    head = format_html(
        '<form id="answer-{0}" method="post" action="{1}" hx-post="{1}" hx-target="#problem-{0}" hx-swap="outerHTML"'
        ' class="row-x wrap"><input type="hidden" name="csrfmiddlewaretoken" value="{2}">',
        problem.pk,
        url,
        token,
    )
    if problem.answer is not None:
        again = _button("again", _("Change"), is_bare=True)
        chosen = format_html('<span class="good">{}</span>', answer_label(problem.answer, spec))
        return format_html("{}{} {}</form>", head, chosen, again)
    buttons = [_button(n, answer_label(given, spec), is_bare=n > 0) for n, given in enumerate(problem.answers)]
    if problem.level == "error" and spec is not None and problem.code != "cell_error":
        # Enter in the field presses the first submit button of the form: the typed value.
        typed = format_html(
            '<button type="submit" name="choice" value="typed" class="visually-hidden" tabindex="-1">{}</button>',
            _("Save the value"),
        )
        buttons.insert(0, typed)
    return format_html("{}{}</form>", head, join(buttons, " "))


def _button(value: object, label: str, *, is_bare: bool) -> SafeString:
    css = "btn btn-sm btn-bare" if is_bare else "btn btn-sm"
    return format_html('<button type="submit" name="choice" value="{}" class="{}">{}</button>', value, css, label)


def answer_label(given: Mapping[str, Any], spec: FieldSpec | None) -> str:
    """Return what an answer says on its button."""
    act, label = given.get("do"), str(given.get("label") or "")
    if act == "blank":
        return _("Load without “%(field)s”") % {"field": spec.label.text()} if spec else _("Load without it")
    if act == "skip":
        return _("Skip the row")
    if act == "create":
        return _("Make a new one")
    if act == "update":
        return _("Update “%(name)s”") % {"name": label}
    return label or str(given.get("value", ""))
