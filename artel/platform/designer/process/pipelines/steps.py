"""The steps of a stage: each as a part of the form, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from artel.platform.definitions.kinds.stages.step import StepBody
from artel.platform.designer.condition_input import read_kept
from artel.platform.designer.list_input import set_or_drop, shown_label, text_in
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.parts.template_field import TemplateField
from artel.platform.designer.process.clauses import Part, clause
from artel.platform.designer.process.pipelines.gates import only_when
from artel.platform.designer.process.scene import Raw, Scene, chosen_first, texts, with_present
from artel.platform.kernel.templates import outline
from artel.platform.kernel.text import clean_line
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.steps import RESULT, Assigned, Share, StepSpec, is_activity, section_of_step
from artel.platform.ui.component import Component, Html, Text, join
from artel.platform.ui.forms import Field, Option

STEP: TypeAdapter[Any] = TypeAdapter(StepBody)
ALLOWANCE = re.compile(r"^(\d+)([dh])$")


def step(scene: Scene, part: Part, others: Sequence[Part]) -> Html:
    """Return one step; `others` are those of the same stage, which it may wait for."""
    raw = part.raw
    inputs: list[Component] = [
        *_said(scene, part.name, raw),
        *_whom(scene, part.name, raw),
        *allowance(f"{part.name}.due", _("How much time"), str(raw.get("due", "1d")), scene.wrong("due")),
        _section(scene, part.name, raw),
        Field(
            name=f"{part.name}.required",
            label=_("The stage is not left before it is done"),
            kind="switch",
            value="on" if raw.get("required") else "",
        ),
        *_order(scene, part.name, raw, [other for other in others if other is not part]),
        _outcomes(scene, part.name, raw),
        only_when(scene, part.name, raw),
        Among(format_html('<input type="hidden" name="{}.was" value="{}">', part.name, raw.get("key", ""))),
    ]
    words = in_words(scene, raw)
    return clause(scene, part, words or _("Say what is to be done"), join(inputs), "checkbox", is_whole=words != "")


def allowance(name: str, label: Text, value: str, wrong: Sequence[Text]) -> list[Component]:
    """Return the inputs of a span of working time: a number, and days or hours."""
    found = ALLOWANCE.match(value)
    units = (Option("d", _("working days")), Option("h", _("working hours")))
    number = found[1] if found else value
    return [
        Field(name=f"{name}.number", label=label, kind="number", value=number, error=wrong),
        Field(
            name=f"{name}.unit",
            label=_("Counted in"),
            kind="select",
            value=found[2] if found else "d",
            options=units,
            is_required=True,
        ),
    ]


def read_allowance(post: QueryDict, name: str) -> str:
    """Return a span as sent, empty where no number is said."""
    number = clean_line(post.get(f"{name}.number", ""))
    return f"{number}{post.get(f'{name}.unit', 'd')}" if number.isdecimal() else number


def _said(scene: Scene, name: str, raw: Raw) -> list[Component]:
    found: list[Component] = []
    for part, label, rows in (("label", _("What to do"), 1), ("text", _("More about it"), 2)):
        for code, language in (("ru", _("in Russian")), ("en", _("in English"))):
            place = f"{part}.{code}"
            found.append(
                TemplateField(
                    name=f"{name}.{place}",
                    label=f"{label} {language}",
                    value=text_in(raw, part, code),
                    rows=rows,
                    names=scene.placeholders(),
                    error=scene.wrong(place),
                )
            )
    return found


def _whom(scene: Scene, name: str, raw: Raw) -> list[Component]:
    given = raw.get("assignee") or {}
    to = str(given.get("to", Assigned.OWNER.value))
    found: list[Component] = [
        _select(f"{name}.to", _("Who gets it"), to, assigned().items(), scene, "assignee.to", f"look:{name}")
    ]
    if to == Assigned.FIELD:
        people = scene.own(lambda f: f.kind is Kind.PERSON)
        field = str(given.get("field", ""))
        found.append(_chosen(scene, f"{name}.field", _("Person in the field"), field, people, "assignee.field"))
    if to == Assigned.ROLE:
        roles = [Option(r.key, r.label.text()) for r in scene.working.snapshot.roles.values() if not r.is_portal]
        role = str(given.get("role", ""))
        found.append(_chosen(scene, f"{name}.role", _("Role"), role, roles, "assignee.role"))
        shares = {Share.LEAST_LOADED.value: _("who has least to do"), Share.ROUND_ROBIN.value: _("each in turn")}
        share = str(given.get("share", Share.LEAST_LOADED.value))
        found.append(_select(f"{name}.share", _("Which of them"), share, shares.items(), scene, "assignee.share"))
    return found


def assigned() -> dict[str, str]:
    """Return who may get work, in words."""
    return {
        Assigned.OWNER.value: _("owner of the record"),
        Assigned.AUTHOR.value: _("author of the record"),
        Assigned.FIELD.value: _("person in a field"),
        Assigned.HEAD.value: _("head of the owner"),
        Assigned.ROLE.value: _("somebody of a role"),
    }


def _section(scene: Scene, name: str, raw: Raw) -> Field:
    sections = [s for s in scene.working.snapshot.sections.values() if not s.retired and is_activity(s)]
    options = [Option(s.key, s.singular.text() or s.label.text()) for s in sorted(sections, key=lambda s: s.position)]
    return _chosen(scene, f"{name}.section", _("Kind of work"), str(raw.get("section", "")), options, "section")


def _order(scene: Scene, name: str, raw: Raw, others: Sequence[Part]) -> list[Component]:
    names = {str(o.raw.get("key", "")): outline(shown_label(o.raw)) or str(o.raw.get("key", "")) for o in others}
    after, on = texts(raw.get("after")), raw.get("on_outcome") or {}
    found: list[Component] = []
    if names or after:
        found.append(
            Field(
                name=f"{name}.after",
                label=_("After the steps"),
                kind="multiselect",
                value=after,
                options=chosen_first((Option(k, w) for k, w in names.items()), after),
                error=scene.wrong("after"),
                help=_("Nothing chosen: at once, on entering the stage."),
            )
        )
    ends = [
        Option(f"{o.raw.get('key')}:{end.get('key')}", f"{names[str(o.raw.get('key', ''))]}: {_end(scene, o.raw, end)}")
        for o in others
        for end in o.raw.get("outcomes", ())
    ]
    chosen = f"{on.get('step')}:{on.get('outcome')}" if on else ""
    if ends or chosen:
        found.append(
            _chosen(scene, f"{name}.on_outcome", _("Only if a step ended so"), chosen, ends, "on_outcome", _("however"))
        )
    return found


def _end(scene: Scene, raw: Mapping[str, Any], outcome: Mapping[str, Any]) -> str:
    return shown_label(outcome) or _results(scene, raw).get(str(outcome.get("key")), str(outcome.get("key")))


def _outcomes(scene: Scene, name: str, raw: Raw) -> Field:
    chosen = tuple(str(each.get("key")) for each in raw.get("outcomes", ()))
    own = {str(each.get("key")): shown_label(each) for each in raw.get("outcomes", ())}
    results = {key: own.get(key) or label for key, label in _results(scene, raw).items()}
    return Field(
        name=f"{name}.outcomes",
        label=_("How it may end"),
        kind="multiselect",
        value=chosen,
        options=chosen_first((Option(k, w) for k, w in results.items()), chosen),
        error=scene.wrong("outcomes"),
        help=_("Nothing chosen: as any activity of its kind."),
    )


def _results(scene: Scene, raw: Mapping[str, Any]) -> dict[str, str]:
    """Return the results that activities of the step's kind may have."""
    given = StepSpec(key="", label=scene.spec.label, section=str(raw.get("section", "")))
    section = section_of_step(given, scene.working.snapshot.sections.values())
    field: FieldSpec | None = section.field(RESULT) if section else None
    return {k: v.text() for k, v in scene.working.snapshot.choices(field).items()} if field else {}


def _select(name: str, label: Text, value: str, words: Any, scene: Scene, place: str, act: str = "") -> Field:
    attrs = scene.redraw(act) if act else {}
    options = with_present((Option(k, w) for k, w in words), [value])
    wrong = scene.wrong(place)
    return Field(
        name=name, label=label, kind="select", value=value, options=options, is_required=True, error=wrong, attrs=attrs
    )


def _chosen(
    scene: Scene, name: str, label: Text, value: str, options: Sequence[Option], place: str, none: str = "—"
) -> Field:
    offered = with_present(options, [value])
    return Field(
        name=name,
        label=label,
        kind="select",
        value=value,
        options=offered,
        placeholder=none,
        error=scene.wrong(place),
    )


def in_words(scene: Scene, raw: Mapping[str, Any]) -> str:
    """Return a step in words: «Сделать КП: ответственный записи, 3 раб. дня», empty while it has no title."""
    title = outline(shown_label(raw))
    if not title:
        return ""
    given = raw.get("assignee") or {}
    to = str(given.get("to", Assigned.OWNER.value))
    role = scene.working.snapshot.roles.get(str(given.get("role", "")))
    field = scene.spec.field(str(given.get("field", "")))
    whom = role.label.text() if role else field.label.text() if field else assigned().get(to, to)
    found = ALLOWANCE.match(str(raw.get("due", "1d")))
    due = "" if found is None else f"{found[1]} {_('w.d.') if found[2] == 'd' else _('w.h.')}"
    needed = _("required") if raw.get("required") else ""
    return f"{title} · " + " · ".join(part for part in (whom, due, needed) if part)


def read_step(
    post: QueryDict, name: str, known: Mapping[str, Mapping[str, Any]], builder: Builder, wrong: dict[str, Any]
) -> Raw:
    """Return a step as sent; what has no form here stays. `wrong` takes problems of conditions by input."""
    was = post.get(f"{name}.was", "")
    before = known.get(was, {})
    raw: Raw = {**before, "key": was}
    for part in ("label", "text"):
        said = {code: post.get(f"{name}.{part}.{code}", "").replace("\r\n", "\n").strip() for code in ("ru", "en")}
        set_or_drop(raw, part, {code: text for code, text in said.items() if text} or None)
    raw.setdefault("label", {})
    to = post.get(f"{name}.to", Assigned.OWNER.value)
    assignee = {"to": to}
    if to == Assigned.FIELD:
        assignee["field"] = post.get(f"{name}.field", "")
    if to == Assigned.ROLE:
        assignee |= {"role": post.get(f"{name}.role", ""), "share": post.get(f"{name}.share", Share.LEAST_LOADED.value)}
    set_or_drop(raw, "assignee", assignee if to != Assigned.OWNER else None)
    due = read_allowance(post, f"{name}.due")
    set_or_drop(raw, "due", due if due != "1d" else None)
    set_or_drop(raw, "section", post.get(f"{name}.section", ""))
    set_or_drop(raw, "required", bool(post.get(f"{name}.required")))
    set_or_drop(raw, "after", [key for key in post.getlist(f"{name}.after") if key])
    labels = {str(each.get("key")): each for each in before.get("outcomes", ())}
    outcomes = [labels.get(key, {"key": key}) for key in post.getlist(f"{name}.outcomes") if key]
    set_or_drop(raw, "outcomes", outcomes)
    source, _colon, outcome = post.get(f"{name}.on_outcome", "").partition(":")
    set_or_drop(raw, "on_outcome", {"step": source, "outcome": outcome} if outcome else None)
    set_or_drop(raw, "when", read_kept(post, f"{name}.when", builder, str(before.get("when", "")), wrong))
    return raw
