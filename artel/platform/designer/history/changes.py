"""How a plan of configuration and the changes of a revision look: the designer's signs, paths, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.access.views.telling import lines_of, names_in, title_of
from artel.platform.definitions.consequences.effects import Effect, effects_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.planning import Plan
from artel.platform.designer.parts.moving import move_fields
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.record import Panel

SIGNS = {"add": ("", "+"), "revive": ("", "+"), "change": ("is-change", "~"), "retire": ("is-remove", "−")}
MOST_LINES = 60


def plan_parts(plan: Plan, button: Html, back: str, *, refusal: str = "") -> Sequence[Html]:
    """Return the parts of a page that shows a plan: what is wrong, what changes, the button that applies it."""
    asked = {str(question) for question in plan.questions}
    told = (problem for problem in plan.refusals if str(problem) not in asked)
    problems = join(format_html("<p>{}</p>", problem) for problem in told)
    wrong = join((format_html("<p>{}</p>", refusal) if refusal else EMPTY, problems))
    effects = effects_of(plan)
    steps = changes_list(
        {
            "action": s.action.value,
            "kind": s.document.kind,
            "key": s.document.key,
            "before": s.before,
            "after": s.after,
            "more": effect_lines(e for e in effects if e.step is s),
        }
        for s in plan.steps
    )
    cancel = Button(label=_("Back"), url=back, kind="bare")
    foot = format_html('<div class="row-x">{}{}</div>', button, cancel)
    return [Notice(tone="late", text=wrong) if wrong else EMPTY, Panel(body=steps, foot=foot)]


def apply_form(
    request: HttpRequest, url: str, label: Text, plan: Plan, hidden: Iterable[tuple[str, str]]
) -> SafeString:
    """Return the form that applies a plan: where records go whose stage is taken out, and the button."""
    return format_html(
        '<form class="stack" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}{}'
        "<div>{}</div></form>",
        url,
        get_token(request),
        join(format_html('<input type="hidden" name="{}" value="{}">', *pair) for pair in hidden),
        move_fields(plan),
        Button(label=label, kind="primary", is_submit=True),
    )


def changes_list(changes: Any) -> SafeString:
    """Return changes ({action, kind, key, before, after}, maybe with `more` to show) with signs and differences."""
    return format_html('<ul class="a-plan">{}</ul>', join(_change(change) for change in changes))


def _change(change: Mapping[str, Any]) -> SafeString:
    css, sign = SIGNS.get(change["action"], ("", "·"))
    words = {
        "add": _("made"),
        "revive": _("brought back"),
        "change": _("changed"),
        "retire": _("taken out of use"),
        "rebase": _("pack's word beneath it changed"),
    }
    snapshot = current_snapshot()
    body = change["after"] or change["before"]
    names = names_in(snapshot, change["kind"], change["key"], body)
    found = lines_of(change["before"], change["after"], names) if change["action"] != "retire" else ()
    lines = [
        format_html(
            "<div>{} {}{}</div>",
            line.path,
            format_html("<del>{}</del> ", line.before) if line.before else EMPTY,
            format_html("<ins>{}</ins>", line.after) if line.after else EMPTY,
        )
        for line in found[:MOST_LINES]
    ]
    if len(found) > MOST_LINES:
        lines.append(format_html("<div>… {}</div>", len(found) - MOST_LINES))
    return format_html(
        '<li class="{}"><i aria-hidden="true">{}</i><div><b>{}</b> <code>{}</code> <span class="muted">{}</span>'
        '<div class="a-diff">{}</div>{}</div></li>',
        css,
        sign,
        title_of(change["kind"], change["key"], body, snapshot),
        change["key"],
        words.get(change["action"], ""),
        join(lines),
        change.get("more", EMPTY),
    )


def effect_lines(effects: Iterable[Effect]) -> Html:
    """Return what happens to tables and records: new columns by name, what goes out of sight as a warning."""
    return join(
        format_html('<div class="small {}">{}</div>', "late" if e.is_loss and e.records else "muted", text)
        for e in effects
        for text in _told(e)
    )


def _told(effect: Effect) -> list[str]:
    made = []
    for table, _dot, column in (name.partition(".") for name in effect.columns):
        made.append(
            _("a new column %(name)s") % {"name": column} if column else _("a new table %(name)s") % {"name": table}
        )
    return [*made, *([effect.text] if effect.text else [])]
