"""The form of one stage: what it demands, what it makes people do, what it holds fast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.stages.bodies import EVERYTHING
from artel.platform.designer.list_input import shown_label
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.process.clauses import Clauses, add_button, watch
from artel.platform.designer.process.pipelines.approvals import approval
from artel.platform.designer.process.pipelines.gates import requirement, roles_field
from artel.platform.designer.process.pipelines.stage_state import ALL, NOTHING, ROLES_TO, SOME, StageState
from artel.platform.designer.process.pipelines.steps import allowance, step
from artel.platform.designer.process.scene import Scene, chosen_first, texts, with_present
from artel.platform.sections.spec import Kind
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Text
from artel.platform.ui.forms import Field, Fieldset, Form, Option

PLACE = "stage"
"""The element that is drawn anew."""
Body = Mapping[str, Any]


def stage_form(request: HttpRequest, scene: Scene, state: StageState, pipeline: Body, key: str) -> SafeString:
    """Return the form; `scene.path` is the stage's place in the pipeline: `stages.2`."""
    stage = state.rest
    groups = [
        Fieldset(
            title=_("Steps"), note=_("What people get to do on entering the stage."), fields=[_steps(scene, state)]
        ),
        Fieldset(title=_("Approvals"), fields=[_approvals(scene, state)]),
        Fieldset(
            title=_("To enter the stage"),
            note=_("Whoever lacks something is told all of it and asked for it on the spot."),
            fields=[_gate(scene, state, "enter")],
        ),
        Fieldset(title=_("To go on from the stage"), fields=[_gate(scene, state, "leave")]),
        Fieldset(title=_("Norm in working time"), fields=_norm(scene, stage)),
        Fieldset(title=_("Locked fields"), fields=_lock(scene, stage)),
    ]
    if stage.get("kind", "open") != "open" or stage.get("reasons"):
        groups.append(Fieldset(title=_("Reasons"), fields=_reasons(scene, stage)))
    if ways := _ways(scene, stage, pipeline, key):
        note = _("Nobody named: whoever may change the record.")
        groups.append(Fieldset(title=_("Who may go on"), note=note, fields=ways, is_folded=not stage.get("to_roles")))
    form = Form(
        action=request.path,
        groups=groups,
        errors=scene.told.rest(),
        buttons=(
            Button(
                label=_("Back to the pipeline"),
                kind="bare",
                url=reverse("designer:pipeline", args=[scene.spec.key, request.resolver_match.kwargs["key"]])
                if request.resolver_match
                else "",
            ),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=get_token(request),
        watch=watch(request.path, [part for parts in state.parts.values() for part in parts]),
        foot="sticky",
    )
    return format_html('<div id="{}" class="a-rule">{}</div>', PLACE, form)


def _steps(scene: Scene, state: StageState) -> Clauses:
    parts = state.parts["steps"]
    drawn = [step(scene.part(f"{scene.path}.steps.{n}"), part, parts) for n, part in enumerate(parts)]
    wrong = scene.told.at(f"{scene.path}.steps")
    return Clauses(drawn=drawn, add=add_button(scene, _("Step"), "add:steps"), wrong=wrong)


def _approvals(scene: Scene, state: StageState) -> Clauses:
    steps = state.parts["steps"]
    drawn = [
        approval(scene.part(f"{scene.path}.approvals.{n}"), part, steps)
        for n, part in enumerate(state.parts["approvals"])
    ]
    wrong = scene.told.at(f"{scene.path}.approvals")
    return Clauses(drawn=drawn, add=add_button(scene, _("Approval"), "add:approvals"), wrong=wrong)


def _gate(scene: Scene, state: StageState, gate: str) -> Clauses:
    drawn = [requirement(scene.part(f"{scene.path}.{gate}.{n}"), part) for n, part in enumerate(state.parts[gate])]
    wrong = scene.told.at(f"{scene.path}.{gate}")
    return Clauses(drawn=drawn, add=add_button(scene, _("Condition"), f"add:{gate}"), wrong=wrong)


def _norm(scene: Scene, stage: Body) -> Sequence[Component]:
    days = stage.get("limit_days")
    found: list[Component] = []
    if not days or stage.get("limit"):
        found += allowance("limit", _("Norm"), str(stage.get("limit", "")), scene.wrong("limit"))
    else:
        text = _("The norm is %(days)s working days: it stands in the row of the stage.") % {"days": days}
        found.append(Among(format_html('<p class="is-wide muted">{}</p>', text)))
    return [*found, *allowance("warn", _("Point it out after"), str(stage.get("warn", "")), scene.wrong("warn"))]


def _lock(scene: Scene, stage: Body) -> Sequence[Component]:
    lock = stage.get("lock") or {}
    fields, excepted = texts(lock.get("fields")), texts(lock.get("excepted"))
    what = ALL if EVERYTHING in fields else SOME if "fields" in lock else NOTHING
    choices = ((NOTHING, _("nothing is locked")), (ALL, _("all fields but some")), (SOME, _("some fields")))
    attrs = scene.redraw("look")
    options = [Option(value, words) for value, words in choices]
    found: list[Component] = [
        Field(
            name="lock",
            label=_("In this stage"),
            kind="select",
            value=what,
            options=options[1:],
            placeholder=_("nothing is locked"),
            attrs=attrs,
        )
    ]
    offered = scene.own(lambda f: not (f.system or f.readonly or f.derived) and f.key not in ("stage", "pipeline"))
    if what == ALL:
        found.append(_fields("lock.excepted", _("All but"), offered, excepted, scene.wrong("lock.excepted")))
    if what == SOME:
        found.append(_fields("lock.fields", _("Locked fields"), offered, fields, scene.wrong("lock.fields")))
    if what:
        label = _("These roles may change them all the same")
        found.append(roles_field(scene, "lock.roles", label, lock.get("roles"), "lock.roles"))
    return found


def _fields(name: str, label: Text, offered: Sequence[Option], chosen: Sequence[str], wrong: Sequence[Text]) -> Field:
    options = chosen_first(offered, chosen)
    return Field(name=name, label=label, kind="multiselect", value=chosen, options=options, error=wrong, width="wide")


def _reasons(scene: Scene, stage: Body) -> Sequence[Component]:
    reasons = stage.get("reasons") or {}
    key, values = str(reasons.get("field", "")), texts(reasons.get("values"))
    choices = scene.own(lambda f: f.kind is Kind.CHOICE and f.type != "stage")
    found: list[Component] = [
        Field(
            name="reasons.field",
            label=_("Field that says why"),
            kind="select",
            value=key,
            options=with_present(choices, [key]),
            placeholder=_("not asked"),
            error=scene.wrong("reasons.field"),
            attrs=scene.redraw("look"),
        )
    ]
    if field := scene.spec.field(key):
        known = (Option(k, v.text()) for k, v in scene.working.snapshot.choices(field).items())
        found.append(
            Field(
                name="reasons.values",
                label=_("Reasons that fit here"),
                kind="multiselect",
                value=values,
                options=chosen_first(known, values),
                error=scene.wrong("reasons"),
                help=_("Nothing chosen: all of them."),
            )
        )
    return found


def _ways(scene: Scene, stage: Body, pipeline: Body, key: str) -> list[Component]:
    """Return whom each way from here is open to."""
    to, allowed = stage.get("to", ()), stage.get("to_roles", {})
    found: list[Component] = []
    for other in pipeline.get("stages", ()):
        target = str(other["key"])
        if target == key or (to and target not in to):
            continue
        label = _("To “%(name)s”") % {"name": shown_label(other) or target}
        field = roles_field(scene, f"{ROLES_TO}.{target}", label, allowed.get(target), f"to_roles.{target}")
        hidden = format_html('<input type="hidden" name="{}" value="{}">', ROLES_TO, target)
        found += [field, Among(hidden)]
    return found
