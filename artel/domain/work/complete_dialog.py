"""The dialog that closes an activity: how it ended, and what comes next about the same record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from artel.domain.work.actions import Ending, Plan
from artel.domain.work.activities import ACTIVITY_SECTIONS
from artel.domain.work.projects.rules import ready_since, usual_start
from artel.platform.kernel import clock
from artel.platform.kernel.errors import Problem
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.cards.steps import outcome_options
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.inputs import written
from artel.platform.screens.forms.saving import token, version_in
from artel.platform.screens.forms.screen import Filling, form_of
from artel.platform.screens.place import Place
from artel.platform.ui.buttons import Button
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Field, Fieldset, Option

ASKED = ("result", "result_text")
FACT = ("started_at", "done_at")
"""Asked of a task of a project besides: when it really began and ended."""
PLANNED = ("project", "planned_start")
MINUTES = "%Y-%m-%dT%H:%M"
MORNING = time(10)
NEXT_DAY = timedelta(days=1)


def ending_in(request: HttpRequest) -> Ending:
    """Return how the activity ended, and what the person planned next."""
    post = request.POST
    kind = post.get("next", "")
    values = {"name": post.get("next_name", ""), "due_at": post.get("next_due_at", "")}
    return Ending(
        result=post.get("result") or None,
        text=post.get("result_text", ""),
        fact={key: post[key] for key in FACT if post.get(key)},
        following=Plan(section=kind, values=values) if kind in ACTIVITY_SECTIONS else None,
        version=version_in(request),
    )


def complete_dialog(
    place: Place, activity_id: int, request: HttpRequest, *, problems: Sequence[Problem] = ()
) -> Dialog:
    """Return the dialog, with what was typed when it comes back with problems."""
    asked = (*ASKED, *FACT, *PLANNED, "version", "about_section", "about_id")
    record = read_record(place, activity_id, place.shown(asked))
    in_project = place.spec.key == "tasks" and bool(record.value("project"))
    fields = place.shown((*FACT, *ASKED) if in_project else ASKED)
    display = screen_display(place)
    values = {f.key: written(f, record.cell(f), display.language) for f in fields}
    if in_project:
        values |= _usual_fact(activity_id, record)
    if request.method == "POST":
        values |= {f.key: request.POST.get(f.key, "") for f in fields}
    own = [p for p in problems if not (p.field or "").startswith("following.")]
    only = outcome_options(place.spec.key, activity_id, place.snapshot, display.language)
    form = form_of(
        place,
        display,
        fields,
        Filling(values=values, problems=own, hidden={"version": str(record.value("version") or "")}, only=only),
        action=reverse("work:complete", kwargs={"section": place.spec.key, "activity_id": activity_id}),
        csrf_token=token(request),
        buttons=[
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=_("Complete"), kind="primary", icon="check", is_submit=True),
        ],
    )
    first, *rest = form.groups
    groups = [replace(first, note=record.name), *rest]
    if record.value("about_id"):
        groups.append(_following(place, request.POST, problems))
    return Dialog(title=_("How did it end?"), body=replace(form, groups=groups, foot=""))


def _usual_fact(task: int, record: Record) -> dict[str, str]:
    """Return when a task of a project began, as far as is known, and that it ends now, as inputs take them."""
    now = clock.now()
    started = record.value("started_at")
    if not isinstance(started, datetime):
        started = usual_start(record.value("planned_start"), ready_since([task]).get(task), now)
    return {key: timezone.localtime(moment).strftime(MINUTES) for key, moment in zip(FACT, (started, now), strict=True)}


def _following(place: Place, post: QueryDict, problems: Sequence[Problem]) -> Fieldset:
    said = {p.field: str(p.message) for p in problems}
    kinds = [
        Option(key, place.snapshot.section(key).singular.text())
        for key in ACTIVITY_SECTIONS
        if place.may_in(key, "create")
    ]
    tomorrow = timezone.make_aware(datetime.combine(timezone.localdate() + NEXT_DAY, MORNING))
    due_at = post.get("next_due_at", timezone.localtime(tomorrow).strftime(MINUTES))
    return Fieldset(
        title=_("What comes next"),
        fields=[
            Field(
                name="next",
                label=_("Plan"),
                kind="select",
                value=post.get("next", ""),
                options=kinds,
                placeholder=_("Nothing"),
            ),
            Field(
                name="next_due_at",
                label=_("When"),
                kind="datetime",
                value=due_at,
                error=said.get("following.due_at", ""),
            ),
            Field(
                name="next_name",
                label=_("What to do"),
                value=post.get("next_name", ""),
                error=said.get("following.name", ""),
                width="wide",
            ),
        ],
    )
