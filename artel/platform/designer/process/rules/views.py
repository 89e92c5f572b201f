"""Screens of rules: those of a section as sentences, the editor of one, its pause and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from artel.platform.access.middleware import actor_on
from artel.platform.access.policy import may_use
from artel.platform.automation.acting import Tried, would_meet
from artel.platform.automation.listing import last_runs_of
from artel.platform.automation.permissions import SEE_RUNS
from artel.platform.automation.specs import KIND, Rule
from artel.platform.conditions.errors import ConditionError
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.kinds.rules.bodies import RuleBody
from artel.platform.designer.condition_input import builder_of, read_kept
from artel.platform.designer.drafts import Edit, Working, make_working
from artel.platform.designer.list_input import label_in, shown_label
from artel.platform.designer.naming.keys import KeyOf
from artel.platform.designer.process.clauses import redrawing
from artel.platform.designer.process.rules.actions import ACTS
from artel.platform.designer.process.rules.editor import PLACE, rule_form, tried_panel
from artel.platform.designer.process.rules.events import EVENTS, NOT_YET
from artel.platform.designer.process.rules.form_state import SAVE, TRY, FormState, read_state, state_of
from artel.platform.designer.process.rules.table import rules_list, rules_of
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
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict, NotFound
from artel.platform.kernel.patience import TookTooLong
from artel.platform.screens.answers import whole_page
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb

Body = Mapping[str, Any]
UNKNOWN = gettext_lazy("A rule over new fields can be tried once they are applied and filled.")
CONDITIONS = ("when", "was")
TAGS = (*ACTS, *EVENTS, *NOT_YET)


@require_GET
@designing
def rules(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """The rules of a section in the order in which they act, each as a sentence."""
    spec, actor = section_in(working, section), actor_on(request)
    add = Button(
        label=_("New rule"),
        url=reverse("designer:rule_new", args=[section]),
        icon="plus",
        kind="primary",
        shortcut="N",
    )
    found, sees_runs = rules_of(working, section), may_use(actor, SEE_RUNS)
    text = _("A rule does by itself what people would forget: tasks, moves, words to colleagues, letters.")
    part: Html = EmptyState(title=_("No rules yet"), text=text, icon="bolt", actions=(add,))
    if found:
        runs = last_runs_of([rule.key for rule in found]) if sees_runs else {}
        part = rules_list(request, spec, found, working, runs, language=actor.language, sees_runs=sees_runs)
    return design_page(
        request,
        working,
        spec.label.text(),
        [part],
        tabs=section_tabs(spec, "rules"),
        crumbs=(section_crumb(spec), Crumb(_("Rules"))),
        actions=(add,) if found else (),
    )


@require_http_methods(["GET", "POST"])
@designing
def rule(request: HttpRequest, working: Working, section: str, key: str = "") -> HttpResponse:
    """One rule; without a key a new one. What is pressed in the form draws it anew, «try» keeps nothing."""
    spec, actor = section_in(working, section), actor_on(request)
    before = _body(working, section, key) if key else {"label": {"ru": "", "en": ""}, "section": section}
    builder, of = builder_of(actor, working, section), KeyOf(kind=KIND, section=section)
    state, made, errors = state_of(before), key, dict[str, tuple[Text, ...]]()
    tried: Html = EMPTY
    if request.method == "POST":
        conditions = {
            name: read_kept(request.POST, name, builder, str(before.get(name, "")), errors) for name in CONDITIONS
        }
        state = read_state(request.POST, before, conditions, spec, working.snapshot)
        made = key or request.POST.get("key", "").strip()
        press = state.press or SAVE
        if press == SAVE and not key:
            made = of.named(made, state.rest, working)
            if wrong := of.problem(made, working):
                errors["key"] = (wrong,)
        if press in (SAVE, TRY):
            body = state.body(before)
            edit = Edit(kind=KIND, key=made or "tried", body=body)
            errors |= _own_problems(body) if press == SAVE else {}
            if not errors and press == TRY:
                errors = dict(_problems(edit, working))
                tried = EMPTY if errors else tried_panel(section, _tried(edit, spec.key, actor))
            elif not errors:
                errors = dict(save([edit], actor=actor))
                if not errors:
                    return redirect("designer:rules", section)
        else:
            errors = {}
    scene = Scene(
        spec=spec,
        working=working,
        actor=actor,
        builder=builder,
        told=Told(errors, TAGS),
        redraw=redrawing(request.path, PLACE),
    )
    return _page(request, scene, state, made, tried, key=key, has_errors=bool(errors))


def _page(
    request: HttpRequest, scene: Scene, state: FormState, made: str, tried: Html, *, key: str, has_errors: bool
) -> HttpResponse:
    section = scene.spec.key
    acts = retire_button(reverse("designer:rule_retire", args=[section, key])) if key else EMPTY
    form = rule_form(request, scene, state, made, is_new=not key, acts=acts)
    title = shown_label(state.rest) or key if key else _("New rule")
    actions: tuple[Html, ...] = ()
    if key in current_snapshot().documents.get(KIND, {}) and may_use(scene.actor, SEE_RUNS):
        actions = (Button(label=_("Log of runs"), icon="history", url=reverse("automation:runs", args=[key])),)
    return design_page(
        request,
        scene.working,
        title,
        [tried, form],
        tabs=section_tabs(scene.spec, "rules"),
        crumbs=(section_crumb(scene.spec), Crumb(_("Rules"), reverse("designer:rules", args=[section])), Crumb(title)),
        actions=actions,
        status=422 if has_errors else 200,
    )


@require_POST
@designing
def pause_rule(request: HttpRequest, working: Working, section: str, key: str) -> HttpResponse:
    """Pause a rule, or have it act again, in the draft."""
    before = _body(working, section, key)
    body = {name: value for name, value in before.items() if name != "is_paused"}
    if request.POST.get("paused"):
        body["is_paused"] = True
    errors = save([Edit(kind=KIND, key=key, body=body)], actor=actor_on(request))
    if errors:
        raise Conflict(join((message for messages in errors.values() for message in messages), " "))
    return redirect("designer:rules", section)


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_rule(request: HttpRequest, working: Working, section: str, key: str) -> HttpResponse:
    """Ask before a rule goes; what it did stays done and stays in the log."""
    body = _body(working, section, key)
    about = format_html("<p>{}</p>", _("It acts no more. What it has done stays, and so does the log of it."))
    edit = Edit(kind=KIND, key=key, body=body, is_retired=True)
    return ask_to_retire(request, shown_label(body) or key, about, [edit], reverse("designer:rules", args=[section]))


def _body(working: Working, section: str, key: str) -> Body:
    body = working.body(KIND, key)
    if body is None or body.get("section") != section:
        raise NotFound(rule=key)
    return body


def _own_problems(body: Body) -> dict[str, tuple[Text, ...]]:
    found: dict[str, tuple[Text, ...]] = {}
    if not any(label_in(body, code) for code in ("ru", "en")):
        found["label.ru"] = (_("Name the rule: what it sees to."),)
    if not body["do"]:
        found["do"] = (_("Add what is to be done."),)
    if not body["on"]:
        found["on"] = (_("Say when it acts."),)
    return found


def _problems(edit: Edit, working: Working) -> Errors:
    """Return what is wrong with a rule that is tried and not kept."""
    known = {str(p) for p in working.problems}
    tried = make_working((*(e for e in working.edits if e.identity != edit.identity), edit))
    return errors_of([p for p in tried.problems if str(p) not in known], edit.identity)


def _tried(edit: Edit, section: str, actor: Actor) -> Tried | Text:
    """Return the records that a rule being written would concern now."""
    try:
        body = RuleBody.model_validate(edit.body)
        meant = Rule(key=edit.key, section=section, label=body.label.label(), body=body)
        return would_meet(meant, actor=actor) if section in current_snapshot().sections else UNKNOWN
    except (ConditionError, ValidationError):
        return UNKNOWN
    except TookTooLong as slow:
        return str(slow)
