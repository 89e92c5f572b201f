"""The form of a rule: a sentence of parts, each opened in its place; and what a try-out found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from pydantic import ValidationError

from artel.platform.automation.acting import Tried
from artel.platform.automation.listing import record_link
from artel.platform.automation.wording import action_in_words, trigger_in_words
from artel.platform.definitions.current import holding
from artel.platform.designer.condition_input import ConditionField
from artel.platform.designer.list_input import label_in
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.process.clauses import Clauses, Part, add_button, clause, watch
from artel.platform.designer.process.rules.actions import ACTS, offered_acts
from artel.platform.designer.process.rules.events import EVENTS, event_inputs
from artel.platform.designer.process.rules.form_state import LISTS, TRY, FormState
from artel.platform.designer.process.scene import Scene, hidden_whole
from artel.platform.ui.buttons import Button, Menu, MenuItem
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.forms import Field, Fieldset, Form
from artel.platform.ui.record import Panel

PLACE = "rule"
"""The element that is drawn anew."""


def rule_form(request: HttpRequest, scene: Scene, state: FormState, key: str, *, is_new: bool, acts: Html) -> Html:
    """Return the form of a rule, ready to be drawn anew."""
    spec = scene.spec
    events = [_event(scene, part, number) for number, part in enumerate(state.on)]
    actions = [_action(scene, part, number) for number, part in enumerate(state.do)]
    no_event, no_action = scene.told.at("on"), scene.told.at("do")
    another = add_button(scene, _("Or when"), "add:on")
    groups = [
        Fieldset(fields=_names(scene, state, is_new=is_new)),
        Fieldset(title=_("When"), fields=[Clauses(drawn=events, add=another, wrong=no_event, is_ordered=False)]),
        Fieldset(title=_("If"), fields=_conditions(scene, state)),
        Fieldset(title=_("Then"), fields=[Clauses(drawn=actions, add=_add_action(scene), wrong=no_action)]),
        _key_and_place(scene, state, key, is_new=is_new),
    ]
    form = Form(
        action=request.path,
        groups=groups,
        errors=scene.told.rest(),
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", url=reverse("designer:rules", args=[spec.key])),
            Button(
                label=_("On which records it would act"),
                icon="player-play",
                is_submit=True,
                attrs={"name": "act", "value": TRY},
            ),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=get_token(request),
        watch=watch(request.path, [*state.on, *state.do]),
        foot="sticky",
    )
    return format_html('<div id="{}" class="a-rule">{}</div>', PLACE, form)


def _names(scene: Scene, state: FormState, *, is_new: bool) -> list[Component]:
    of = KeyOf(kind="rule", section=scene.spec.key)
    told, rest = scene.told, state.rest
    return [
        Field(
            name="label.ru",
            label=_("Name in Russian"),
            value=label_in(rest, "ru"),
            error=told.at("label.ru") + told.at("label"),
            is_required=True,
            attrs={"data-suggest-from": of.address} if is_new else {},
        ),
        Field(name="label.en", label=_("Name in English"), value=label_in(rest, "en"), error=told.at("label.en")),
        Field(
            name="is_acting",
            label=_("The rule acts"),
            kind="switch",
            value="" if rest.get("is_paused") else "on",
        ),
    ]


def _key_and_place(scene: Scene, state: FormState, key: str, *, is_new: bool) -> Fieldset:
    of, wrong = KeyOf(kind="rule", section=scene.spec.key), scene.told.at("key")
    misplaced = scene.told.at("position")
    fields: list[Component] = [
        key_field(of, key, wrong, is_new=is_new),
        Field(
            name="position",
            label=_("Place among the rules"),
            kind="number",
            value=str(state.rest.get("position", 100)),
            error=misplaced,
            help=_("Of several that act at once the lower number comes first."),
        ),
    ]
    return Fieldset(title=_("Key and order"), fields=fields, is_folded=True, is_open=bool(wrong or misplaced))


def _conditions(scene: Scene, state: FormState) -> list[Component]:
    when, was = (str(state.rest.get(name, "")) for name in ("when", "was"))
    found: list[Component] = [
        ConditionField(
            builder=scene.builder,
            name="when",
            label=_("The record is such; nothing chosen: any record"),
            value=when,
            errors=scene.told.under("when"),
        )
    ]
    has_before = any(part.raw.get("event") in ("changed", "stage") for part in state.on)
    if was or has_before:
        field = ConditionField(
            builder=scene.builder,
            name="was",
            label=_("And before the change it was such"),
            value=was,
            errors=scene.told.under("was"),
        )
        fold = format_html(
            '<details class="a-fold is-wide"{}><summary>{}</summary>{}</details>',
            attributes({"open": bool(was) or bool(field.errors)}),
            _("And before the change"),
            field,
        )
        found.append(Among(fold))
    return found


def _event(scene: Scene, part: Part, number: int) -> SafeString:
    inside = scene.part(f"on.{number}")
    inputs = join(event_inputs(inside, part.name, part.raw))
    event = EVENTS.get(str(part.raw.get("event")))
    words = _words(scene, part) or (event.label if event else _("Choose what happens"))
    return clause(inside, part, words, inputs, "bolt", is_whole=_words(scene, part) != "", is_ordered=False)


def _action(scene: Scene, part: Part, number: int) -> SafeString:
    inside = scene.part(f"do.{number}")
    kind = str(part.raw.get("act", ""))
    act = ACTS.get(kind)
    inputs: Html = join(act.inputs(inside, part.name, part.raw)) if act else hidden_whole(part.name, part.raw)
    hidden = format_html('<input type="hidden" name="{}.act" value="{}">', part.name, kind)
    said = _words(scene, part)
    words = said or (act.label if act else kind)
    return clause(inside, part, words, join((hidden, inputs)), act.icon if act else "", is_whole=said != "")


def _words(scene: Scene, part: Part) -> str:
    """Return a part in words, empty while it says too little."""
    holder = part.name.partition(".")[0]
    try:
        read = LISTS[holder].validate_python(_plain(part.raw))
    except ValidationError:
        return ""
    snapshot = scene.working.snapshot
    with holding(snapshot):
        if holder == "on":
            return trigger_in_words(read, scene.spec)
        return action_in_words(read, scene.spec, snapshot, scene.actor.language)


def _plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    values = raw.get("values")
    if not isinstance(values, Mapping):
        return dict(raw)
    kept = {k: {"formula": v["formula"]} if isinstance(v, Mapping) else v for k, v in values.items() if k}
    return {**raw, "values": kept}


def _add_action(scene: Scene) -> Menu:
    items = [
        MenuItem(label=act.label, icon=act.icon, attrs=scene.redraw(f"add:do:{kind}"))
        for kind, act in offered_acts(scene.spec).items()
    ]
    return Menu(label=_("Action"), icon="plus", items=items, is_small=True, id="add-action")


def tried_panel(section: str, tried: Tried | Text) -> Html:
    """Return the records that the rule would act on now, or why that can't be told."""
    if not isinstance(tried, Tried):
        return format_html('<div id="tried">{}</div>', Notice(text=tried, tone="info"))
    if not tried.records:
        return format_html('<div id="tried">{}</div>', Notice(text=_("At present its condition is true of no record.")))
    lines = join(format_html("<li>{}</li>", record_link(section, *each)) for each in tried.records)
    more = format_html('<li class="muted">{}</li>', _("… and more")) if tried.has_more else EMPTY
    body = format_html('<ul class="a-names">{}{}</ul>', lines, more)
    return format_html(
        '<div id="tried">{}</div>', Panel(title=_("Its condition is true of these records now"), body=body)
    )
