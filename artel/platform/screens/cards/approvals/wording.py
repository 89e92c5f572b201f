"""How approvals are said: who is asked, who decided and for whom, and the entries of feeds."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.kernel.labels import Label
from artel.platform.kernel.text import short_name
from artel.platform.process.approvals.deciding import DECISION
from artel.platform.process.approvals.models import State, Vote, VoteState
from artel.platform.process.approvals.opening import ASKED
from artel.platform.process.approvals.reading import Asked
from artel.platform.process.steps.wording import attention_text
from artel.platform.screens.cards.feed_kinds import Body, FeedKind, Said, add_feed_kind
from artel.platform.ui.atoms import Ago, Due, Flag
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.icons import icon

MARKS = {State.OPEN: "circle-dashed", State.APPROVED: "circle-check", State.REJECTED: "circle-x"}


def said_asked(body: Body) -> Said:
    """Return the entry that a decision was asked for."""
    return Said(what=_("asks for approval: %(what)s") % {"what": Label.of(body.get("label")).text()})


def said_decided(body: Body) -> Said:
    """Return the entry of a decision: what, for whom, why, and what held the record."""
    words = {"what": Label.of(body.get("label")).text()}
    what = _("approved: %(what)s") % words if body.get("is_approved") else _("rejected: %(what)s") % words
    absent = ", ".join(short_name(str(name)) for name in body.get("instead_of") or ())
    if absent:
        what += " " + _("(instead of: %(names)s)") % {"names": absent}
    lines = [format_html("<p>{}</p>", body["text"])] if body.get("text") else []
    lacking = "; ".join(dict.fromkeys(str(text) for text in body.get("lacking") or ()))
    if lacking:
        lines.append(format_html('<p class="small soft">{} {}</p>', _("It could not go on:"), lacking))
    return Said(what=what, body=join(lines))


add_feed_kind(FeedKind(key=ASKED, group="changes", icon="rubber-stamp", say=said_asked))
add_feed_kind(FeedKind(key=DECISION, group="changes", icon="rubber-stamp", say=said_decided))


def mark_of(asked: Asked) -> Html:
    """Return the sign of how it stands."""
    state = State(asked.approval.state)
    tone = {State.APPROVED: "good", State.REJECTED: "late"}.get(state, "muted")
    return icon(MARKS.get(state, "circle-dashed"), css=tone)


def people_of(asked: Asked) -> Html:
    """Return who is asked now, or who decided and what he said; seats that need attention are marked."""
    if asked.approval.state == State.OPEN:
        given = [_given(vote) for vote in asked.decided]
        waiting = [_name(vote) for vote in asked.waiting]
        words = [*given, _("waits for: %(names)s") % {"names": ", ".join(waiting)}] if waiting else given
        why = next((attention_text(v.attention) for v in asked.waiting if v.attention), "")
        flag = format_html(' <span title="{}">{}</span>', why, Flag(_("needs attention"), "late")) if why else EMPTY
        return join((" · ".join(words), flag))
    last = [vote for vote in asked.decided if vote.state == asked.approval.state] or list(asked.decided)
    return " · ".join(_given(vote) + (f": {vote.comment}" if vote.comment else "") for vote in last)


def _given(vote: Vote) -> str:
    who = short_name(vote.decided_by.name) if vote.decided_by else ""
    act = _("%(name)s approved") if vote.state == VoteState.APPROVED else _("%(name)s rejected")
    said = act % {"name": who}
    if vote.person is not None and vote.person_id != vote.decided_by_id:
        said += " " + _("(instead of: %(names)s)") % {"names": short_name(vote.person.name)}
    return said


def _name(vote: Vote) -> str:
    return short_name(vote.person.name) if vote.person else _("nobody")


def time_of(asked: Asked, now: datetime) -> Html:
    """Return till when it is to be decided, or when it was."""
    approval = asked.approval
    if approval.decided_at is not None:
        return Ago(approval.decided_at, now)
    return Due(approval.limit_at, now) if approval.limit_at else Ago(approval.opened_at, now)


def state_of(asked: Asked) -> Html:
    """Return how it stands as a mark in words."""
    words = {
        State.OPEN: Flag(_("waits"), "soon"),
        State.APPROVED: Flag(_("approved"), "good"),
        State.REJECTED: Flag(_("rejected"), "late"),
        State.WITHDRAWN: Flag(_("withdrawn"), "info"),
    }
    return words[State(asked.approval.state)]
