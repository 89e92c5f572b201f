"""Where one decides: what the record is in short, what was asked and by whom, the comment, the two buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ArtelError, Problem
from artel.platform.kernel.text import short_name
from artel.platform.process.approvals.models import State
from artel.platform.process.approvals.reading import Asked, of_record
from artel.platform.screens.cards.approvals.wording import people_of, state_of, time_of
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.display import Display, screen_display
from artel.platform.screens.place import each_once, place_for
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Field, Fieldset, Form
from artel.platform.ui.record import Fact, Facts

MOST_FACTS = 8
TELLING = frozenset({Kind.MONEY, Kind.REFERENCE, Kind.PERSON})


def record_of(asked: Asked, actor: Actor) -> Record | None:
    """Return the record as the actor sees it, None when he does not."""
    try:
        return read_record(place_for(actor, asked.approval.section), asked.approval.record_id)
    except ArtelError:
        return None


def decision_dialog(
    asked: Asked,
    record: Record | None,
    *,
    actor: Actor,
    csrf_token: str,
    comment: str = "",
    problems: Sequence[Problem] = (),
    is_rejecting: bool = False,
) -> Dialog:
    """Return the decision to take, or as it was taken."""
    display = screen_display(record.place) if record else None
    parts = [
        _head(asked, record),
        _facts(record, display) if record and display else EMPTY,
        format_html("<p>{}</p>", asked.text) if asked.text else EMPTY,
        _asker(asked),
        _earlier(asked, actor),
    ]
    if asked.is_mine:
        parts.append(_form(asked, comment, problems, csrf_token, is_rejecting=is_rejecting))
    else:
        parts.append(format_html('<p class="row-x wrap">{} <span>{}</span></p>', state_of(asked), people_of(asked)))
    return Dialog(title=asked.label, body=join(parts))


def _head(asked: Asked, record: Record | None) -> Html:
    if record is None:
        return format_html('<p class="muted">{}</p>', _("You do not see the record itself."))
    kind = record.place.spec.singular.text()
    return format_html(
        '<p><span class="muted">{}</span> <a class="a-link" href="{}"><b>{}</b></a></p>', kind, record.url, record.name
    )


def _facts(record: Record, display: Display) -> Html:
    return Facts(
        facts=[
            Fact(
                label=field.label.text(display.language), value=display.html(field, record.cell(field), is_brief=False)
            )
            for field in _key_fields(record)
        ],
        columns=2,
    )


def _key_fields(record: Record) -> list[FieldSpec]:
    """Return what the card puts under its title, then sums, clients and people; nothing that is empty."""
    keys = [f.key for f in record.place.fields.values() if f.kind in TELLING and not f.system]
    named = each_once(record.shown((*record.layout.key_facts, "owner", *keys)))
    full = [f for f in named if record.cell(f).value not in (None, "", [])]
    return full[:MOST_FACTS]


def _asker(asked: Asked) -> Html:
    approval = asked.approval
    name = short_name(approval.asked_by.name) if approval.asked_by else approval.asked_by_name
    now = timezone.localtime(clock.now())
    said = [_("Asked by %(name)s") % {"name": name}, formats.ago(approval.opened_at, now)]
    due: Html = EMPTY
    if approval.state == State.OPEN and approval.limit_at is not None:
        due = format_html(" · {} {}", _("decide till"), time_of(asked, now))
    return format_html('<p class="small muted">{}{}</p>', ", ".join(said), due)


def _earlier(asked: Asked, actor: Actor) -> Html:
    """Return what was said before: other votes, and the rounds that were rejected."""
    lines = [f"{short_name(v.decided_by.name)}: {v.comment}" for v in asked.decided if v.comment and v.decided_by]
    if asked.approval.round > 1:
        lines += list(_rejections(asked, actor))
    if not lines or not asked.is_mine:
        return EMPTY
    return format_html(
        '<ul class="small soft">{}</ul>', format_html_join("", "<li>{}</li>", ([line] for line in lines))
    )


def _rejections(asked: Asked, actor: Actor) -> Iterator[str]:
    now = asked.approval
    for other in of_record(now.section, now.record_id, actor):
        before = other.approval
        if (before.pipeline, before.stage, before.key) == (now.pipeline, now.stage, now.key) and before.pk != now.pk:
            yield _("Before: %(said)s") % {"said": people_of(other)}


def _form(asked: Asked, comment: str, problems: Sequence[Problem], csrf_token: str, *, is_rejecting: bool) -> Form:
    said = [str(p.message) for p in problems if p.field == "comment"]
    field = Field(
        name="comment",
        label=_("Comment"),
        kind="textarea",
        rows=2,
        value=comment,
        error=said,
        help=_("A rejection says why."),
        width="wide",
        attrs={"data-focus": True} if is_rejecting or said else {},
    )
    approve = Button(
        label=_("Approve"), icon="check", kind="primary", is_submit=True, attrs={"name": "decision", "value": "approve"}
    )
    reject = Button(
        label=_("Reject"), icon="x", kind="danger", is_submit=True, attrs={"name": "decision", "value": "reject"}
    )
    url = reverse("screens:approval", args=[asked.approval.pk])
    return Form(
        action=url,
        groups=[Fieldset(fields=[field])],
        errors=[str(p.message) for p in problems if p.field != "comment"],
        buttons=[reject] if is_rejecting else [reject, approve],
        attrs={"hx-post": url, "hx-target": "#dialog"},
        csrf_token=csrf_token,
    )
