"""Puts a form together: the few fields a new record asks for, or all fields of one that is edited.

What was typed always comes back: with errors beside it, after a conflict, from the draft that the browser keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from artel.platform.files.reading import HeldFile
from artel.platform.kernel.errors import Problem
from artel.platform.screens.cards.record import Record, files_in
from artel.platform.screens.display import Display
from artel.platform.screens.forms.asking import Asking
from artel.platform.screens.forms.inputs import BETWEEN, input_for, written
from artel.platform.screens.forms.labels import files_for, labels_for
from artel.platform.screens.place import Place, each_once
from artel.platform.sections.spec import FieldSpec, SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import AttributeValue, Component, Html
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Field, Fieldset, Form, FormTab, Option
from artel.platform.ui.page import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What stands in a form: texts by field key, problems found in them, and hidden values that travel along.

    `offered` are the values of a choice that fit here, where not all do (empty: all); `only` those of which one must be
    taken, with what they are called here.
    `labels` name what pointers point to, by field key; `files` are those that the record holds, by id. `begun` is what
    stood in a refused form before anything was typed: where it is another text now, nothing is folded away.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[int, HeldFile] = field(default_factory=dict)
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    begun: Mapping[str, str] | None = None

    def narrowed(self, inputs: Mapping[str, Field]) -> dict[str, Field]:
        """Return inputs that offer what this form does."""
        return {
            key: replace(made, options=self.only[key], search_url="", is_required=True) if key in self.only else made
            for key, made in inputs.items()
        }

    def typed(self) -> set[str]:
        """Return the fields of a refused form that something was typed in."""
        begun = self.values if self.begun is None else self.begun
        return {key for key, text in self.values.items() if text and text != begun.get(key, "")}


def with_problems(place: Place, asked: Sequence[FieldSpec], problems: Sequence[Problem]) -> tuple[FieldSpec, ...]:
    """Return the fields of a form and those that something is wrong with: what is missing is asked for right there."""
    named = [
        place.fields[p.field] for p in problems if p.field in place.fields and place.can_write(place.fields[p.field])
    ]
    return each_once((*asked, *named))


def _with_what_is_wrong(
    place: Place, asked: Sequence[FieldSpec] | Asking, problems: Sequence[Problem]
) -> tuple[Asking, tuple[FieldSpec, ...]]:
    """Return the form with the fields that something is wrong with in sight, and all its fields."""
    asking = asked if isinstance(asked, Asking) else Asking(front=tuple(asked))
    fields = with_problems(place, asking.fields, problems)
    return replace(asking, front=(*asking.front, *(f for f in fields if f not in asking.fields))), fields


def form_of(
    place: Place,
    display: Display,
    asked: Sequence[FieldSpec] | Asking,
    filling: Filling,
    *,
    action: str,
    csrf_token: str,
    buttons: Sequence[Html],
    draft: str = "",
    pipeline: str | None = None,
    attrs: Mapping[str, AttributeValue] | None = None,
    note: Html = "",
    is_sheet: bool = True,
    prefix: str = "",
    first: Sequence[Component] = (),
) -> Form:
    """Return the form with its values and errors; problems of the whole, or of fields not shown, stand on top.

    In the dialog (`is_sheet`) it posts by htmx and its buttons stay in sight. `prefix` keeps ids of forms apart.
    `first` stands before all fields.
    """
    asking, fields = _with_what_is_wrong(place, asked, filling.problems)
    labels = {**labels_for(place, [f for f in fields if f.key not in filling.labels], filling.values), **filling.labels}
    files = files_for(place, fields, filling.values, filling.files)
    shown = {f.key for f in fields}
    errors = _errors(filling.problems, shown)
    inputs = {
        f.key: marked(
            asking,
            f,
            input_for(
                place,
                display,
                f,
                value=filling.values.get(f.key, ""),
                label=labels.get(f.key, ""),
                error=tuple(errors.get(f.key, ())),
                pipeline=pipeline,
                prefix=prefix,
                files=files,
            ),
            filling.offered.get(f.key, ()),
        )
        for f in fields
    }
    return Form(
        action=action,
        groups=_fieldsets(asking, filling.narrowed(inputs), set(errors) | filling.typed(), note, first),
        tabs=[FormTab(t.key, t.label.text(display.language)) for t in asking.tabs],
        watch=asking.watch,
        errors=_summary(place, filling.problems, shown),
        buttons=buttons,
        hidden=dict(filling.hidden),
        attrs={**({"hx-post": action, "hx-target": "#dialog"} if is_sheet else {}), **(attrs or {})},
        draft=draft,
        has_files=any(f.holds_files for f in fields),
        csrf_token=csrf_token,
        foot="sticky" if is_sheet else "",
    )


def _errors(problems: Sequence[Problem], shown: set[str]) -> dict[str, list[Any]]:
    """Return what stands beside the fields of a form, by key."""
    found: dict[str, list[Any]] = {}
    for problem in problems:
        if problem.field in shown:
            found.setdefault(str(problem.field), []).append(problem.message)
    return found


def _fieldsets(
    asking: Asking, inputs: Mapping[str, Component], told: set[str], note: Html, first: Sequence[Component]
) -> list[Fieldset]:
    """Return the groups of a form; a folded one that holds one of the fields `told` is open."""
    found = [Fieldset(fields=[*first, *(inputs[f.key] for f in asking.front)], note=note, part="front")]
    found += [
        Fieldset(
            fields=[inputs[f.key] for f in group.fields],
            title=group.title,
            columns=group.columns,
            is_folded=group.is_folded,
            is_open=bool(told & {f.key for f in group.fields}),
            tab=group.tab,
        )
        for group in asking.groups
    ]
    if asking.more or asking.watch:
        found.append(
            Fieldset(
                fields=[inputs[f.key] for f in asking.more],
                title=_("More fields"),
                is_folded=True,
                is_open=bool(told & {f.key for f in asking.more}),
                part="more",
            )
        )
    return found


def marked(asking: Asking, field: FieldSpec, made: Field, offered: Sequence[str] = ()) -> Field:
    """Return the input as the rules have it now: hidden, required, read-only, and findable by the page.

    `offered` are the values of a choice that fit here, where not all do.
    """
    states = asking.states
    is_hidden = field.key in states.hidden and not made.errors
    return replace(
        made,
        options=[o for o in made.options if o.value in ("", *offered)] if offered else made.options,
        is_required=field.key in states.required or (made.is_required and field.key not in asking.states.hidden),
        is_readonly=made.is_readonly or field.key in states.readonly,
        is_conditional=field.key in asking.conditional,
        sends_blank=made.sends_blank or made.is_check,
        box={
            "data-field": field.key,
            "data-conditional": field.key in asking.conditional,
            "hidden": is_hidden,
        },
    )


def _summary(place: Place, problems: Sequence[Problem], shown: set[str]) -> list[Html]:
    """Return what is said above the fields: how much to correct, and what belongs to no field of the form."""
    if not problems:
        return []
    beside = sum(1 for p in problems if p.field in shown)
    lines: list[Html] = [_("Nothing was saved yet: correct what is marked.")] if beside else []
    for problem in problems:
        if problem.field not in shown:
            spec = place.fields.get(problem.field or "")
            lines.append(f"{spec.label.text()}: {problem.message}" if spec else str(problem.message))
    return lines


def defaults_of(place: Place, asked: Sequence[FieldSpec]) -> dict[str, str]:
    """Return what a new form begins with: declared defaults, and the actor as the owner."""
    found = {f.key: default_text(f) for f in asked if f.default is not None}
    if "owner" in {f.key for f in asked} and place.actor.user_id:
        found["owner"] = str(place.actor.user_id)
    return found


def default_text(field: FieldSpec) -> str:
    """Return a declared default as it stands in an input."""
    given = field.default
    return BETWEEN.join(str(part) for part in given) if isinstance(given, list | tuple) else str(given)


def stored_values(record: Record, asked: Sequence[FieldSpec], display: Display) -> Filling:
    """Return what an edited record's form begins with."""
    values = {f.key: written(f, record.cell(f), display.language) for f in asked}
    labels = {f.key: record.cell(f).label or "" for f in asked if f.is_pointer and record.cell(f).value}
    hidden = {"version": str(record.version)}
    return Filling(values=values, labels=labels, hidden=hidden, files=files_in(record, asked))


def pipeline_choice(place: Place, chosen: str) -> Field:
    """Return the choice of the pipeline of a new record; without one it goes where conditions say, else the default."""
    default = place.spec.pipeline(None)
    by_itself = [Option("", _("By conditions"))] if any(p.when for p in place.spec.pipelines) else []
    return Field(
        name="pipeline",
        label=place.fields["pipeline"].label.text(),
        kind="select",
        value=chosen or ("" if by_itself or default is None else default.key),
        options=[*by_itself, *(Option(p.key, p.label.text()) for p in place.spec.pipelines)],
    )


def form_dialog(place: Place, title: str, form: Form) -> Dialog:
    """Return the form as the content of the page's dialog."""
    return Dialog(title=title, body=form)


def form_page(place: Place, title: str) -> Page:
    """Return the frame of a form that stands on a page of its own."""
    return Page(title=title, crumbs=(Crumb(place.spec.label.text(), place.url("list")), Crumb(title)), kind="form")


def new_title(spec: SectionSpec) -> str:
    """Return the title of a new record's form; a section that counts nothing is called by its singular."""
    return _("New %(what)s") % {"what": spec.counted.text(1) or spec.singular.text()}


def new_buttons() -> list[Html]:
    """Return the buttons of a new record's form."""
    return [
        Button(label=_("Save and add another"), is_submit=True, kind="bare", attrs={"name": "then", "value": "new"}),
        Button(label=_("Save"), is_submit=True, kind="primary", attrs={"name": "then", "value": "open"}),
    ]


def edit_buttons(record: Record) -> list[Html]:
    """Return the buttons of an edited record's form; «Cancel» closes the dialog, on a page it leads to the card."""
    return [
        Button(label=_("Cancel"), kind="bare", url=record.url, attrs={"data-dialog-close": True}),
        Button(label=_("Save"), is_submit=True, kind="primary"),
    ]
