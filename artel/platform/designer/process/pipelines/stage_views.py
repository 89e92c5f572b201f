"""The screen of one stage: the drawing with the stage in it, and the form of what the stage demands and does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.designer.condition_input import builder_of
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import shown_label
from artel.platform.designer.process.clauses import redrawing
from artel.platform.designer.process.pipelines.drawing import Drawing
from artel.platform.designer.process.pipelines.stage_form import PLACE, stage_form
from artel.platform.designer.process.pipelines.stage_state import read_stage, stage_state, with_stage
from artel.platform.designer.process.scene import Scene, Told
from artel.platform.designer.views.frame import (
    Errors,
    design_page,
    designing,
    errors_of,
    save,
    section_crumb,
    section_in,
    section_tabs,
)
from artel.platform.kernel.errors import NotFound
from artel.platform.ui.component import Html, Text
from artel.platform.ui.page import Crumb

Body = Mapping[str, Any]


@require_http_methods(["GET", "POST"])
@designing
def stage(request: HttpRequest, working: Working, section: str, key: str, stage: str) -> HttpResponse:
    """One stage of a pipeline. What is pressed in the form draws it anew; saved, it stands in the draft."""
    spec, actor = section_in(working, section), actor_on(request)
    pipeline = working.body("pipeline", key)
    if pipeline is None or pipeline.get("section") != section:
        raise NotFound(pipeline=key)
    keys = [str(each["key"]) for each in pipeline["stages"]]
    if stage not in keys:
        raise NotFound(stage=stage)
    place = keys.index(stage)
    before, builder = pipeline["stages"][place], builder_of(actor, working, section)
    state, errors, shown = stage_state(before), dict[str, tuple[Text, ...]](), pipeline
    if request.method == "POST":
        state = read_stage(request.POST, before, builder)
        if not state.press:
            errors = {f"stages.{place}.{path}": said for path, said in state.errors_in_parts().items()}
            shown = with_stage(pipeline, stage, state.body(before))
            errors = errors or dict(save([Edit(kind="pipeline", key=key, body=shown)], actor=actor))
            if not errors:
                return redirect("designer:stage", section, key, stage)
    scene = Scene(
        spec=spec,
        working=working,
        actor=actor,
        builder=builder,
        told=Told(errors),
        redraw=redrawing(request.path, PLACE),
        pipeline=pipeline,
        path=f"stages.{place}",
    )
    drawing = drawn(shown, section, key, problems_of(working, key, errors), current=stage)
    form = stage_form(request, scene, state, pipeline, stage)
    title = shown_label(before) or stage
    both = format_html('<div class="a-drawn">{}{}</div>', drawing, form)
    crumbs = (
        section_crumb(spec),
        Crumb(_("Pipelines"), reverse("designer:pipelines", args=[section])),
        Crumb(shown_label(pipeline) or key, reverse("designer:pipeline", args=[section, key])),
        Crumb(title),
    )
    tabs, status = section_tabs(spec, "pipelines"), 422 if errors else 200
    return design_page(request, working, title, [both], tabs=tabs, crumbs=crumbs, status=status)


def drawn(pipeline: Body, section: str, key: str, wrong: Mapping[int, tuple[Text, ...]], *, current: str = "") -> Html:
    """Return the drawing of a pipeline that is there, each stage leading to its screen."""
    stages = pipeline.get("stages", ())
    links = {str(s["key"]): reverse("designer:stage", args=[section, key, s["key"]]) for s in stages}
    label = _("Stages of “%(name)s” and the ways between them") % {"name": shown_label(pipeline) or key}
    return format_html(
        '<div class="a-pipe-box">{}</div>',
        Drawing(stages=stages, links=links, label=label, current=current, wrong=wrong),
    )


def problems_of(working: Working, key: str, errors: Errors) -> dict[int, tuple[Text, ...]]:
    """Return what is wrong with stages, by their number: what was just refused, and what stands in the draft."""
    found: dict[int, tuple[Text, ...]] = defaultdict(tuple)
    for path, messages in {**errors_of(working.problems, ("pipeline", key)), **errors}.items():
        holder, _dot, rest = path.partition(".")
        number = rest.partition(".")[0]
        if holder == "stages" and number.isdecimal():
            found[int(number)] += messages
    return dict(found)
