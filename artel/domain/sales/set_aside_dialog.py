"""The dialogs that drop a lead or set it aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from artel.domain.sales.actions.set_aside import disqualify_lead, nurture_lead
from artel.domain.work.actions import Plan
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.screens.cards.record import read_record
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.saving import token, version_in
from artel.platform.screens.forms.screen import Filling, form_of
from artel.platform.screens.place import Place
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.fieldtypes.date import parse as parse_date
from artel.platform.ui.buttons import Button
from artel.platform.ui.feedback import Dialog, Toast
from artel.platform.ui.forms import Field, Fieldset, Option

MORNING = time(10)
"""When in the day of return the planned activity is due."""
USUAL_REST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to set a lead aside: its address, what it asks, and the act."""

    name: str
    title: str | Promise
    button: str | Promise
    field: str
    beside: Callable[[QueryDict], Sequence[Field]]
    carry_out: Callable[[Place, int, HttpRequest], Toast]


def dialog(place: Place, lead_id: int, way: Way, request: HttpRequest, *, problems: Sequence[Problem] = ()) -> Dialog:
    """Return the dialog of a way, with what was typed when it comes back with problems."""
    fields = place.shown((way.field,))
    lead = read_record(place, lead_id, place.shown((way.field, "version")))
    typed = {way.field: request.POST.get(way.field, "")} if request.method == "POST" else _usual(way)
    form = form_of(
        place,
        screen_display(place),
        [replace(f, required=True) for f in fields],
        Filling(values=typed, problems=problems, hidden={"version": str(lead.value("version") or "")}),
        action=reverse(f"sales:{way.name}", kwargs={"lead_id": lead_id}),
        csrf_token=token(request),
        buttons=[
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=way.button, kind="primary", is_submit=True),
        ],
    )
    form = replace(form, groups=[*form.groups, Fieldset(fields=way.beside(request.POST))], foot="")
    return Dialog(title=way.title, body=form)


def _usual(way: Way) -> dict[str, str]:
    if way.field != "nurture_until":
        return {}
    return {way.field: (timezone.localdate() + USUAL_REST).isoformat()}


def _drop(place: Place, lead_id: int, request: HttpRequest) -> Toast:
    reason, text = request.POST.get("disqualify_reason", ""), request.POST.get("text", "")
    before = read_record(place, lead_id, place.shown(("stage", "pipeline"))).value("stage")
    disqualify_lead(lead_id, reason=reason, text=text, version=version_in(request), actor=place.actor)
    return Toast(text=_("The lead is dropped"), undo=_back(place, lead_id, before))


def _nurture(place: Place, lead_id: int, request: HttpRequest) -> Toast:
    before = read_record(place, lead_id, place.shown(("stage", "pipeline"))).value("stage")
    field = place.spec.fields["nurture_until"]
    try:
        until = parse_date(field, request.POST.get("nurture_until", ""))
    except ValueProblem as refused:
        message = refused.message
        raise ValidationFailed([Problem(code=refused.code, message=message, field=field.key)]) from refused
    plan = None
    if kind := request.POST.get("next", ""):
        due_at = timezone.make_aware(datetime.combine(until, MORNING))
        name = request.POST.get("next_name", "").strip() or _("Come back to the talk")
        plan = Plan(section=kind, values={"name": name, "due_at": due_at.isoformat()})
    nurture_lead(lead_id, until=until, plan=plan, version=version_in(request), actor=place.actor)
    return Toast(text=_("The lead is set aside"), undo=_back(place, lead_id, before))


def _back(place: Place, lead_id: int, stage: object) -> str:
    """Return the address that takes a move back."""
    return place.url("unmove", record_id=lead_id, stage=stage) if stage else ""


def _words(post: QueryDict) -> Sequence[Field]:
    return [Field(name="text", label=_("In more detail"), kind="textarea", value=post.get("text", ""), width="wide")]


def _return(post: QueryDict) -> Sequence[Field]:
    snapshot = current_snapshot()
    kinds = [Option(key, snapshot.section(key).singular.text()) for key in ("calls", "tasks")]
    chosen = post.get("next", "calls") if post else "calls"
    named = post.get("next_name", _("Come back to the talk"))
    return [
        Field(
            name="next",
            label=_("What is planned for that day"),
            kind="select",
            value=chosen,
            options=kinds,
            placeholder=_("Nothing"),
        ),
        Field(name="next_name", label=_("What about"), value=named),
    ]


DROP = Way(
    name="disqualify",
    title=later("Drop the lead"),
    button=later("Drop"),
    field="disqualify_reason",
    beside=_words,
    carry_out=_drop,
)
NURTURE = Way(
    name="nurture",
    title=later("Set the lead aside"),
    button=later("Set aside"),
    field="nurture_until",
    beside=_return,
    carry_out=_nurture,
)
