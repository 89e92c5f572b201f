"""The dialog that begins a project from a template: of a deal, or of no deal for an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from artel.domain.work.projects.starting import Free, start_for_deals, start_free
from artel.domain.work.projects.templates import SOURCE, templates_in
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed
from artel.platform.screens.forms.saving import token
from artel.platform.screens.place import Place
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html
from artel.platform.ui.feedback import Dialog, EmptyState
from artel.platform.ui.forms import Field, Fieldset, Form, Option

MORNING = time(9)


def begin_dialog(place: Place, request: HttpRequest, problems: Sequence[Problem] = ()) -> Dialog:
    """Return the dialog with what was typed; raises NotFound for a deal or account that the person does not see."""
    deal, account = _ids(request)
    name = _name_of(place, deal, account)
    templates = templates_in(current_snapshot())
    title = _("Begin a project")
    if not templates:
        text = _("A template says which tasks a project has. They come with a solution, in project_templates.")
        return Dialog(title=title, body=EmptyState(title=_("There is no template yet"), text=text, icon="timeline"))
    said = {problem.field: str(problem.message) for problem in problems}
    fields: list[Html] = [
        Field(
            name="template",
            label=_("Template"),
            kind="select",
            value=request.POST.get("template", next(iter(templates))),
            options=[Option(key, template.label.label().text()) for key, template in templates.items()],
            error=said.get("template", ""),
            is_required=True,
        ),
        Field(
            name="begins",
            label=_("Begins on"),
            kind="date",
            value=request.POST.get("begins", timezone.localdate().isoformat()),
            error=said.get("begins", ""),
            is_required=True,
            help=_("Tasks are planned forward by the working hours of their people"),
        ),
    ]
    if deal is None:
        called = request.POST.get("name", name)
        fields.insert(
            0,
            Field(
                name="name", label=_("Name of the project"), value=called, error=said.get("name", ""), is_required=True
            ),
        )
    action = f"{reverse('work:begin')}?{request.GET.urlencode()}"
    form = Form(
        action=action,
        groups=[Fieldset(fields=fields, note=name)],  # type: ignore[arg-type]
        errors=[said[None]] if None in said else [],
        csrf_token=token(request),
        attrs={"hx-post": action, "hx-target": "#dialog"},
        buttons=[
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=_("Begin"), kind="primary", icon="player-play", is_submit=True),
        ],
    )
    return Dialog(title=title, body=form)


def begun(place: Place, request: HttpRequest) -> int:
    """Begin what the dialog says; return the project, the one that the deal has already too.

    Raises ValidationFailed for what was typed wrong, NotFound, AccessDenied.
    """
    deal, account = _ids(request)
    name = _name_of(place, deal, account)
    template = request.POST.get("template", "")
    begins, called = _day(request.POST.get("begins", "")), request.POST.get("name", "").strip()
    problems = []
    if template not in templates_in(current_snapshot()):
        problems.append(Problem(code="required", field="template", message=_("Choose a template.")))
    if begins is None:
        problems.append(Problem(code="bad_date", field="begins", message=_("Say the day on which it begins.")))
    if deal is None and not called:
        problems.append(Problem(code="required", field="name", message=_("Say what the project is called.")))
    if problems:
        raise ValidationFailed(problems)
    if deal is None:
        free = Free(name=called or name, account=account, owner=place.actor.user_id)
        return start_free(template, free, actor=place.actor, begins=begins)
    return start_for_deals(template, [deal], actor=place.actor, begins=begins)[deal]


def _ids(request: HttpRequest) -> tuple[int | None, int | None]:
    deal, account = (request.GET.get(key, "") for key in ("deal", "account"))
    return (int(deal) if deal.isdecimal() else None), (int(account) if account.isdecimal() else None)


def _name_of(place: Place, deal: int | None, account: int | None) -> str:
    for section, record in ((SOURCE, deal), ("accounts", account)):
        if record is not None:
            name = visible_to(place.actor, section).filter(id=record).values_list("name", flat=True).first()
            if name is None:
                raise NotFound(section=section, id=record)
            return str(name)
    return ""


def _day(text: str) -> datetime | None:
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), MORNING))
    except (ValueError, OverflowError):
        return None
