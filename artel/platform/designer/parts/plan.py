"""The plan of a draft: at the side of every page of the designer, and as a page of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.access.views.telling import lines_of, names_in, path_in_words, place_of_change, title_of
from artel.platform.definitions.consequences.effects import Effect, effects_of
from artel.platform.definitions.overlays.bodies import indexed
from artel.platform.definitions.overlays.shapes import shape_of_kind
from artel.platform.definitions.planning import Step
from artel.platform.designer.drafts import Identity, Working
from artel.platform.designer.history.changes import effect_lines
from artel.platform.designer.parts.moving import move_fields
from artel.platform.designer.wording import ACTIONS
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.icons import icon

SIGNS = {
    "add": ("", "+"),
    "revive": ("", "+"),
    "change": ("is-change", "~"),
    "retire": ("is-remove", "−"),
    "rebase": ("", "="),
}
MOST_LINES = 12


def plan_slot(working: Working, *, csrf_token: str, back: str, is_swapped: bool = False) -> SafeString:
    """Return the place of the plan on a page, empty without edits; `is_swapped` puts it where it stands already."""
    swap = SafeString(' hx-swap-oob="true"') if is_swapped else EMPTY
    aside = plan_aside(working, csrf_token=csrf_token, back=back) if working.edits else EMPTY
    bar = plan_bar(working) if working.edits else EMPTY
    return format_html('<div id="plan-slot"{0}>{1}</div><div id="plan-bar"{0}>{2}</div>', swap, aside, bar)


def plan_aside(working: Working, *, csrf_token: str, back: str) -> SafeString:
    """Return the plan as a column: what changes, what it touches, the button that applies it."""
    plan = working.plan
    head = format_html(
        '<div class="row-x"><h2 class="grow">{}</h2><span class="small muted">{}</span></div><p class="soft">{}</p>',
        _("The plan"),
        _("on revision %(number)s") % {"number": plan.base} if plan else "",
        _("Nothing has changed yet. So it will be once applied:"),
    )
    return format_html(
        '<aside class="a-side a-plan-side" aria-label="{}">{}{}{}{}</aside>',
        _("Plan of changes"),
        head,
        warnings(working),
        plan_list(working, csrf_token=csrf_token, back=back),
        _foot(working, csrf_token=csrf_token, back=back),
    )


def plan_bar(working: Working) -> SafeString:
    """Return the bar of narrow screens: how many changes wait, and the way to them."""
    return format_html(
        '<div class="a-plan-bar"><span class="a-flag is-soon">{}</span><span class="grow"></span>{}</div>',
        waiting(working),
        Button(label=_("Show the plan"), url=reverse("designer:plan"), kind="primary"),
    )


def waiting(working: Working) -> str:
    """Return how many changes are not applied, in words."""
    number = len(working.steps)
    text = ngettext("%(number)s change is not applied", "%(number)s changes are not applied", number)
    return text % {"number": number}


def warnings(working: Working) -> Html:
    """Return what stands in the way: somebody's changes, problems of the whole."""
    parts: list[Html] = []
    if working.collisions:
        decide = Button(label=_("Decide"), url=reverse("designer:plan"), is_small=True)
        parts.append(Notice(text=_("Somebody changed the same things meanwhile."), tone="soon", actions=(decide,)))
    placed = {step.document.identity for step in working.steps}
    if rest := [p for p in working.problems if identity_of(p) not in placed]:
        parts.append(Notice(text=join(format_html("<p>{}</p>", problem) for problem in rest), tone="late"))
    return join(parts)


def identity_of(problem: DefinitionProblem) -> Identity:
    """Return which definition a problem is about."""
    kind, _space, key = problem.path.partition(": ")[0].partition(" ")
    return kind, key


def _wrong(step: Step, working: Working) -> Html:
    """Return what stands in the way of this very change: its problems, somebody's change of the same thing."""
    identity = step.document.identity
    called = dict(indexed(shape_of_kind(step.document.kind), step.document.body))
    lines: list[Html] = [
        format_html("{}{}", f"{place}: " if (place := _place(p.path.partition(": ")[2], called)) else "", p.message)
        for p in working.problems
        if identity_of(p) == identity
    ]
    if any(c.edit.identity == identity for c in working.collisions):
        lines.append(_("Somebody changed this meanwhile: decide what shall stand."))
    return join(
        format_html('<div class="a-error" role="alert">{}<span>{}</span></div>', icon("alert-circle", "sm"), line)
        for line in lines
    )


def _place(path: str, called: Mapping[str, str]) -> str:
    """Return a place in words: things of lists by what they are called, not by number."""
    whole = path
    while path and path not in called:
        path = path.rpartition(".")[0]
    return path_in_words(called.get(path, "") + whole[len(path) :])


def plan_list(working: Working, *, csrf_token: str, back: str) -> SafeString:
    """Return the changes with their effects, each with a button that takes it out of the draft."""
    found = effects_of(working.plan) if working.plan else ()
    items = join(_step(step, [e for e in found if e.step is step], working, csrf_token, back) for step in working.steps)
    return format_html('<ul class="a-plan">{}</ul>', items)


def _step(step: Step, effects: Sequence[Effect], working: Working, csrf_token: str, back: str) -> SafeString:
    css, sign = SIGNS[step.action.value]
    document = step.document
    body = step.after if step.after is not None else step.before
    place = place_of_change(document.kind, document.key, working.snapshot)
    return format_html(
        '<li class="{}"><i aria-hidden="true">{}</i><div><div class="row-x"><b class="strong grow">{}</b>{}</div>'
        '<div class="small muted">{}</div>{}{}{}</div></li>',
        css,
        sign,
        title_of(document.kind, document.key, body, working.snapshot),
        _acts(step, working.plan.base if working.plan else 0, csrf_token, back),
        " · ".join(part for part in (str(ACTIONS[step.action.value]), place) if part),
        _wrong(step, working),
        _diff(step, working),
        effect_lines(effects),
    )


def _diff(step: Step, working: Working) -> Html:
    if step.before is None or step.after is None:
        return EMPTY
    names = names_in(working.snapshot, *step.document.identity, step.after)
    found = lines_of(step.before, step.after, names)
    lines = join(
        format_html(
            "<div>{} {}{}</div>",
            line.path,
            format_html("<del>{}</del> ", line.before) if line.before else EMPTY,
            format_html("<ins>{}</ins>", line.after) if line.after else EMPTY,
        )
        for line in found[:MOST_LINES]
    )
    more = format_html("<div>… {}</div>", len(found) - MOST_LINES) if len(found) > MOST_LINES else EMPTY
    return format_html('<div class="a-diff">{}{}</div>', lines, more)


def _acts(step: Step, base: int, csrf_token: str, back: str) -> SafeString:
    """Return the two small buttons of a change: apply it alone, take it back."""
    kind, key = step.document.identity
    take_back = _("Take back “%(name)s”") % {"name": key}
    alone = _("Apply only “%(name)s”") % {"name": key}
    return format_html(
        '<form method="post" class="row-x" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="kind" value="{}"><input type="hidden" name="key" value="{}">'
        '<input type="hidden" name="back" value="{}"><input type="hidden" name="base" value="{}">'
        '<button class="btn btn-bare btn-sm btn-icon" name="act" value="apply" title="{}" aria-label="{}">{}</button>'
        '<button class="btn btn-bare btn-sm btn-icon" name="act" value="discard" title="{}" aria-label="{}">{}</button>'
        "</form>",
        reverse("designer:one"),
        csrf_token,
        kind,
        key,
        back,
        base,
        _("Apply only this"),
        alone,
        icon("check"),
        _("Take back"),
        take_back,
        icon("x"),
    )


def _foot(working: Working, *, csrf_token: str, back: str) -> Html:
    number = len(working.steps)
    label = ngettext("Apply %(number)s change", "Apply %(number)s changes", number) % {"number": number}
    is_ready = number > 0 and not working.problems and not working.collisions
    apply = Button(label=label, kind="primary", is_submit=True, is_disabled=not is_ready)
    base = working.plan.base if working.plan else 0
    question = _("Forget all changes that are not applied?")
    return format_html(
        '<div class="stack a-plan-foot"><form class="stack" method="post" action="{0}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{1}"><input type="hidden" name="base" value="{2}">'
        '<input type="hidden" name="back" value="{3}">{8}'
        '<input class="form-control" name="note" maxlength="500" placeholder="{4}" aria-label="{4}">{5}</form>'
        '<form method="post" action="{6}"><input type="hidden" name="csrfmiddlewaretoken" value="{1}">'
        '<input type="hidden" name="back" value="{3}">{7}</form></div>',
        reverse("designer:apply"),
        csrf_token,
        base,
        back,
        _("Comment: why"),
        apply,
        reverse("designer:discard"),
        Button(
            label=_("Forget the draft"),
            kind="bare",
            is_submit=True,
            attrs={"data-confirm": question, "data-confirm-label": _("Forget")},
        ),
        move_fields(working.plan),
    )
