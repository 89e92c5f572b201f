"""The security log: newest first, by act and by person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from artel.platform.access.audit import audit_acts
from artel.platform.access.models import AuditEntry
from artel.platform.access.permissions import Tool
from artel.platform.access.views.frame import choice, find_bar, moment, settings_page, with_tool
from artel.platform.definitions.differences import differences
from artel.platform.kernel.text import clean_line
from artel.platform.ui.atoms import Flag
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb
from artel.platform.ui.table import Column, Group, Pager, Row, Table

PAGE = 50
MOST_FACTS = 12
UNTOLD = {"changes", "user", "team", "team_id", "parent", "language", "timezone"}
"""Facts of an entry that only machines read: ids, and what follows from the rest."""

WORDS = {
    "email": gettext_lazy("e-mail"),
    "file": gettext_lazy("file"),
    "is_admin": gettext_lazy("administrator"),
    "is_portal": gettext_lazy("outsider"),
    "kind": gettext_lazy("kind"),
    "login": gettext_lazy("login name"),
    "name": gettext_lazy("name"),
    "number": gettext_lazy("number"),
    "parent": gettext_lazy("stands below"),
    "phone": gettext_lazy("phone"),
    "position": gettext_lazy("position"),
    "revision": gettext_lazy("revision"),
    "roles": gettext_lazy("roles"),
    "rows": gettext_lazy("rows"),
    "section": gettext_lazy("section"),
    "steps": gettext_lazy("changes"),
    "team_id": gettext_lazy("team"),
    "username": gettext_lazy("login name"),
    "calendar": gettext_lazy("working hours"),
}
ALARMING = {"login.failed", "factor.failed", "records.purged", "import.undone"}


@require_GET
@with_tool(Tool.AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """One page of the log; `act` and `who` narrow it, `before` is the id that the page begins below."""
    act, who, before = (clean_line(request.GET.get(name, "")) for name in ("act", "who", "before"))
    found = AuditEntry.objects.order_by("-id")
    if act:
        found = found.filter(action=act)
    if who:
        found = found.filter(Q(actor_name__icontains=who) | Q(detail__login__icontains=who))
    if before.isdecimal():
        found = found.filter(id__lt=int(before[:18]))
    rows = list(found[: PAGE + 1])
    empty = EmptyState(title=_("Nothing is found"), icon="eye")
    parts: list[Html] = [_search(act, who), _table(rows[:PAGE]) if rows else empty, _pager(request, rows)]
    return settings_page(request, _("Security log"), parts, place="audit", crumbs=(Crumb(_("Security log")),))


def _search(act: str, who: str) -> Html:
    acts = {"": _("All acts"), **{a.key: a.label.text() for a in audit_acts}}
    return find_bar("who", who, _("Person or login"), choice("act", act, _("What was done"), acts))


def _table(found: list[AuditEntry]) -> Table:
    columns = (
        Column(key="act", label=_("What was done"), is_name=True, width=240),
        Column(key="who", label=_("Who"), width=200),
        Column(key="detail", label=_("Details")),
        Column(key="ip", label=_("Address"), width=140, is_wide_only=True),
        Column(key="at", label=_("When"), width=140),
    )
    rows = [
        Row(
            id=each.pk,
            values={
                "act": _act(each.action),
                "who": each.actor_name,
                "detail": _detail(each.detail),
                "ip": each.ip or "",
                "at": moment(each.at),
            },
        )
        for each in found
    ]
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Security log"))


def _act(key: str) -> Html:
    known = audit_acts.find(key)
    label = known.label.text() if known else key
    return Flag(label, "late") if key in ALARMING else label


def _detail(detail: dict[str, Any]) -> Html:
    """Return the facts of an entry as one line: what changed from what to what, else names and values."""
    changes = detail.get("changes")
    plain = {key: value for key, value in detail.items() if key not in UNTOLD and value not in (False, None, "", [])}
    parts = [_fact(line.path, line.after) for line in differences(None, plain)[:MOST_FACTS]]
    if isinstance(changes, dict):
        parts += [
            format_html('{}: <del class="muted">{}</del> → {}', _word(key), _said(pair[0]), _said(pair[1]))
            for key, pair in changes.items()
        ]
    return format_html('<span class="a-diff">{}</span>', join(parts, ", "))


def _fact(key: str, value: str) -> Html:
    word = _word(key)
    return word if value == "true" else format_html("{}: {}", word, value)


def _word(key: str) -> str:
    return str(WORDS.get(key, key))


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value in (None, "") else str(value)


def _pager(request: HttpRequest, rows: list[AuditEntry]) -> Html:
    if len(rows) <= PAGE:
        return EMPTY
    query = request.GET.copy()
    query["before"] = str(rows[PAGE - 1].pk)
    return Pager(shown="", next_url=f"?{query.urlencode()}")
