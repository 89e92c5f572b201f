"""«Who sees this and why»: the answer of access in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.access.roles import Operation, Scope
from artel.platform.access.why import Explanation, Reason, Verdict, explain
from artel.platform.screens.cards.record import Record
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.forms import Field
from artel.platform.ui.icons import icon

ACTS = {
    Operation.READ: gettext_lazy("See"),
    Operation.CHANGE: gettext_lazy("Change"),
    Operation.REMOVE: gettext_lazy("Delete"),
}
SCOPES = {
    Scope.OWN: gettext_lazy("own records"),
    Scope.TEAM: gettext_lazy("records of the team"),
    Scope.ALL: gettext_lazy("all records"),
}


def why_body(record: Record, person: str) -> Html:
    """Return why the actor, or the colleague whose id is `person`, may or may not see the record."""
    place = record.place
    asked = int(person) if person.isascii() and person.isdigit() and len(person) < 19 else place.actor.user_id
    if asked is None:
        return format_html("<p>{}</p>", _("The system itself sees everything."))
    found = explain(place.spec.key, record.id, asked, actor=place.actor)
    chooser: Html = EMPTY
    if may_use(place.actor, Tool.EXPLAIN):
        chooser = _chooser(record)
    return join((chooser, _answer(found)))


def _chooser(record: Record) -> Html:
    field = Field(
        name="person",
        label=_("Whom to ask about"),
        kind="select",
        search_url="/people/",
        prefix="why",
        placeholder=_("Type to search"),
    )
    url = record.place.url("why", record_id=record.id)
    return format_html('<form hx-get="{0}" action="{0}" hx-trigger="change" hx-target="#dialog">{1}</form>', url, field)


def _answer(found: Explanation) -> Html:
    name = format_html("<h3>{}</h3>", found.name)
    if not found.is_active:
        return join((name, format_html("<p>{}</p>", _("This account is switched off: it sees nothing."))))
    if found.is_admin:
        return join((name, format_html("<p>{}</p>", _("An administrator sees and may do everything."))))
    return join((name, format_html('<ul class="a-gate">{}</ul>', join(_verdict(v) for v in found.verdicts))))


def _verdict(verdict: Verdict) -> Html:
    mark = icon("check") if verdict.is_allowed else icon("circle-x")
    return format_html(
        '<li class="{}">{}<span><b>{}</b> — {}</span></li>',
        "" if verdict.is_allowed else "is-missing",
        mark,
        ACTS[verdict.operation],
        _reasons(verdict.reasons),
    )


def _reasons(reasons: Sequence[Reason]) -> Html:
    if not reasons:
        return _("no role grants it")
    return join(
        (
            format_html(
                "{}: {}{}",
                reason.role.label.text(),
                SCOPES.get(reason.policy, reason.policy),  # type: ignore[call-overload]
                "" if reason.holds else f" ({_('not this record')})",
            )
            for reason in reasons
        ),
        "; ",
    )
