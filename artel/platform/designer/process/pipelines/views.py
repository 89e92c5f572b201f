"""Pipelines of a section: stages with order, name, kind and colour, and the moves between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.definitions.current import current_snapshot
from artel.platform.designer.condition_input import ConditionField, builder_of, read_kept
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import label_in, number_or_text, problems_by_row, set_or_drop, text_in
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.parts.rows import Among, Cell, RowEditor, hue_options
from artel.platform.designer.process.pipelines.moves import StageMoves
from artel.platform.designer.process.pipelines.stage_input import pipeline_stages
from artel.platform.designer.process.pipelines.stage_views import drawn, problems_of
from artel.platform.designer.section_input import first_pipeline
from artel.platform.designer.views.frame import (
    Errors,
    design_page,
    designing,
    save,
    section_crumb,
    section_in,
    section_tabs,
)
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.kernel.errors import NotFound
from artel.platform.kernel.text import clean_line
from artel.platform.screens.answers import whole_page
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.pipelines import PipelineSpec, StageKind
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.atoms import Flag, Pill
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, Text, join
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel


@require_GET
@designing
def pipelines(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """The pipelines of a section, each with its stages."""
    spec = section_in(working, section)
    add = Button(
        label=_("New pipeline"), url=reverse("designer:pipeline_new", args=[section]), icon="plus", kind="primary"
    )
    parts: list[Html] = [_panel(each, spec, working) for each in spec.pipelines]
    return design_page(
        request,
        working,
        spec.label.text(),
        parts,
        tabs=section_tabs(spec, "pipelines"),
        crumbs=(section_crumb(spec), Crumb(_("Pipelines"))),
        actions=(add,),
    )


def _panel(each: PipelineSpec, spec: SectionSpec, working: Working) -> Panel:
    url = reverse("designer:pipeline", args=[spec.key, each.key])
    pills = join(
        format_html(
            "<li>{}</li>",
            Pill(s.label.text(), {StageKind.SUCCESS: "won", StageKind.FAILURE: "lost"}.get(s.kind, str(s.hue))),
        )
        for s in each.stages
    )
    flag = Flag(_("not applied"), "soon") if working.is_edited("pipeline", each.key) else EMPTY
    main = Flag(_("default one"), "info") if each.is_default else EMPTY
    title = format_html('<a href="{}">{}</a> {} {}', url, each.label, main, flag)
    edit = Button(label=_("Edit"), icon="pencil", url=url, is_small=True)
    return Panel(title=title, action=edit, body=format_html('<ol class="a-stage-line">{}</ol>', pills))


@require_http_methods(["GET", "POST"])
@designing
def new_pipeline(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """A further pipeline of the section, with stages to be renamed."""
    spec = section_in(working, section)
    body: Mapping[str, Any] = {**first_pipeline(section, {"ru": "", "en": ""}), "is_default": not spec.pipelines}
    errors: Errors = {}
    of, key = KeyOf(kind="pipeline", section=section), clean_line(request.POST.get("key", ""))
    if request.method == "POST":
        wrong_when: dict[str, tuple[Text, ...]] = {}
        body = _read(request, body, "", builder_of(actor_on(request), working, section), wrong_when)
        key = of.named(key, body, working)
        wrong = of.problem(key, working)
        errors = {**_name_problems(body), **wrong_when, **({"key": (wrong,)} if wrong else {})}
        errors = errors or save([Edit(kind="pipeline", key=key, body=body)], actor=actor_on(request))
        if not errors:
            return redirect("designer:pipelines", section)
    action = reverse("designer:pipeline_new", args=[section])
    named = key_field(of, key, errors.get("key", ()), is_new=True)
    return _page(request, working, spec, body, errors, title=_("New pipeline"), action=action, key=named)


@require_http_methods(["GET", "POST"])
@designing
def pipeline(request: HttpRequest, working: Working, section: str, key: str) -> HttpResponse:
    """One pipeline: name and stages."""
    spec, before = section_in(working, section), _body(working, section, key)
    body: Mapping[str, Any] = before
    errors: Errors = {}
    if request.method == "POST":
        wrong: dict[str, tuple[Text, ...]] = {}
        body = _read(request, before, key, builder_of(actor_on(request), working, section), wrong)
        errors = {**_name_problems(body), **wrong}
        errors = errors or save([Edit(kind="pipeline", key=key, body=body)], actor=actor_on(request))
        if not errors:
            return redirect("designer:pipeline", section, key)
    acts = retire_button(reverse("designer:pipeline_retire", args=[section, key]))
    action, title = reverse("designer:pipeline", args=[section, key]), label_in(before, "ru") or key
    named = key_field(KeyOf(kind="pipeline", section=section), key, (), is_new=False)
    return _page(request, working, spec, body, errors, title=title, action=action, key=named, acts=acts)


def _page(
    request: HttpRequest,
    working: Working,
    spec: SectionSpec,
    body: Mapping[str, Any],
    errors: Errors,
    *,
    title: str,
    action: str,
    key: Field,
    acts: Html = EMPTY,
) -> HttpResponse:
    wrong, rest = problems_by_row({p: m for p, m in errors.items() if p not in ("when", "position")}, "stages")
    form = Form(
        action=action,
        groups=[
            Fieldset(fields=_names(spec, body, errors, key)),
            _beginning(builder_of(actor_on(request), working, spec.key), body, errors),
            Fieldset(
                title=_("Stages"),
                note=_("A record begins at the first open stage. Success and failure end it."),
                fields=[Among(format_html('<div class="is-wide">{}</div>', _editor(body, wrong, _fixed(key.value))))],
            ),
            Fieldset(
                title=_("Moves"),
                note=_("Where one may go from each stage. Nothing chosen: anywhere."),
                fields=[StageMoves(stages=body.get("stages", ()))],
            ),
        ],
        errors=rest,
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", url=reverse("designer:pipelines", args=[spec.key])),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=get_token(request),
        foot="sticky",
    )
    crumbs = (
        section_crumb(spec),
        Crumb(_("Pipelines"), reverse("designer:pipelines", args=[spec.key])),
        Crumb(title),
    )
    status = 422 if errors else 200
    tabs = section_tabs(spec, "pipelines")
    part: Html = form
    if in_draft := working.body("pipeline", str(key.value)):
        drawing = drawn(in_draft, spec.key, str(key.value), problems_of(working, str(key.value), errors))
        part = format_html('<div class="a-drawn">{}{}</div>', drawing, form)
    return design_page(request, working, title, [part], tabs=tabs, crumbs=crumbs, status=status)


def _names(spec: SectionSpec, body: Mapping[str, Any], errors: Errors, key: Field) -> list[Component]:
    suggests = None if key.is_readonly else KeyOf(kind="pipeline", section=spec.key).address
    return [
        Field(
            name="label.ru",
            label=_("Name in Russian"),
            value=label_in(body, "ru"),
            error=errors.get("label.ru", ()),
            attrs={"data-suggest-from": suggests},
        ),
        Field(
            name="label.en", label=_("Name in English"), value=label_in(body, "en"), error=errors.get("label.en", ())
        ),
        key,
        Field(
            name="is_default",
            label=_("New records begin here"),
            kind="switch",
            value="on" if body.get("is_default") else "",
        ),
    ]


def _beginning(builder: Builder, body: Mapping[str, Any], errors: Errors) -> Fieldset:
    """Return the condition of which records begin in this pipeline rather than in the default one."""
    when = str(body.get("when", ""))
    wrong = errors.get("when", ())
    fields: list[Component] = [
        ConditionField(
            builder=builder,
            name="when",
            label=_("New records that are such begin here"),
            value=when,
            errors=wrong,
        ),
        Field(
            name="position",
            label=_("Tried in this order"),
            kind="number",
            value=str(body.get("position", 100)),
            error=errors.get("position", ()),
            help=_("Of several pipelines that fit the one with the lower number is taken."),
        ),
    ]
    is_open = bool(when or wrong or errors.get("position"))
    return Fieldset(title=_("Which records begin here"), fields=fields, is_folded=True, is_open=is_open)


def _fixed(key: str | Sequence[str]) -> frozenset[str]:
    """Return the keys of the pipeline's stages that are in force: records stand in them."""
    found = current_snapshot().documents.get("pipeline", {}).get(str(key), {})
    return frozenset(stage["key"] for stage in found.get("stages", ()))


def _editor(body: Mapping[str, Any], wrong: Mapping[int, tuple[Text, ...]], fixed: frozenset[str]) -> RowEditor:
    kinds = (Option("open", _("in work")), Option("success", _("success")), Option("failure", _("failure")))
    cells = (
        Cell(name="ru", label=_("Stage in Russian"), css="grow"),
        Cell(name="en", label=_("In English"), css="grow"),
        Cell(name="kind", label=_("Kind"), kind="select", options=kinds),
        Cell(name="hue", label=_("Colour"), kind="hue", options=hue_options()),
        Cell(name="probability", label=_("Probability, %"), kind="number", css="is-short"),
        Cell(name="limit_days", label=_("Norm, days"), kind="number", css="is-short"),
        Cell(name="hint_ru", label=_("Hint: what to do next"), css="grow", is_more=True),
        Cell(name="hint_en", label=_("Hint in English"), css="grow", is_more=True),
    )
    rows = [
        {
            **stage,
            "ru": label_in(stage, "ru"),
            "en": label_in(stage, "en"),
            "hint_ru": text_in(stage, "hint", "ru"),
            "hint_en": text_in(stage, "hint", "en"),
        }
        for stage in body.get("stages", ())
    ]
    return RowEditor(
        cells=cells,
        rows=rows,
        add_label=_("Add a stage"),
        errors=wrong,
        can_retire=False,
        fixed=fixed,
        more_label=_("Show hints and keys"),
        has_ids=True,
    )


def _read(
    request: HttpRequest, before: Mapping[str, Any], key: str, builder: Builder, wrong: dict[str, tuple[Text, ...]]
) -> dict[str, Any]:
    """Return the pipeline as sent; `wrong` takes what is wrong with its condition."""
    post = request.POST
    when = read_kept(post, "when", builder, str(before.get("when", "")), wrong)
    body = {**before, "stages": pipeline_stages(post, before, _fixed(key))}
    body["label"] = {code: clean_line(post.get(f"label.{code}", "")) for code in ("ru", "en")}
    body["is_default"] = bool(post.get("is_default"))
    if "position" in post:
        set_or_drop(body, "when", when)
        position = number_or_text(clean_line(post["position"]))
        set_or_drop(body, "position", None if position in (None, 100) and "position" not in before else position)
    return body


def _name_problems(body: Mapping[str, Any]) -> Errors:
    return {} if any(body["label"].values()) else {"label.ru": (_("Name the pipeline."),)}


def _body(working: Working, section: str, key: str) -> Mapping[str, Any]:
    body = working.body("pipeline", key)
    if body is None or body.get("section") != section:
        raise NotFound(pipeline=key)
    return body


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_pipeline(request: HttpRequest, working: Working, section: str, key: str) -> HttpResponse:
    """Ask before a pipeline goes; the plan says how many records stand in it."""
    body = _body(working, section, key)
    edit = Edit(kind="pipeline", key=key, body=body, is_retired=True)
    text = format_html("<p>{}</p>", _("Nobody begins in it any more. The plan will say how many records stand in it."))
    back = reverse("designer:pipelines", args=[section])
    return ask_to_retire(request, label_in(body, "ru") or key, text, [edit], back)
