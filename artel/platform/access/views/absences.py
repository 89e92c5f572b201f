"""Absences: one's own, and of those whom one leads; an administrator sees everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from artel.platform.access.actions import absences as verbs
from artel.platform.access.actions.absences import AbsenceFacts
from artel.platform.access.middleware import actor_on
from artel.platform.access.views.frame import Errors, act, beside, errors_of
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import AccessDenied, Problem, ValidationFailed
from artel.platform.ui import formats
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb, Page
from artel.platform.ui.record import Entry, Panel
from artel.platform.users.models import Absence, User

MOST_SHOWN = 200
NAMES = ("user_id", "since", "until", "deputy_id")


@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """Who is away now and later; POST notes one more."""
    actor = actor_on(request)
    if actor.user_id is None or actor.kind is ActorKind.PORTAL:
        raise AccessDenied
    typed = {name: request.POST.get(name, "") for name in NAMES}
    errors: Errors = {}
    if request.method == "POST":
        try:
            verbs.add_absence(_facts(typed, actor.user_id), actor=actor)
        except ValidationFailed as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("absences")
    led = verbs.people_led_by(actor)
    form = Panel(title=_("Note an absence"), body=_form(request, actor, led, typed, errors))
    body = beside(_known(request, actor, led), form)
    page = Page(title=_("Absences"), crumbs=(Crumb(_("Profile"), reverse("profile")), Crumb(_("Absences"))))
    return render(request, "access/page.html", {"page": page, "parts": [body]}, status=422 if errors else 200)


@require_POST
def remove_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    verbs.remove_absence(absence_id, actor=actor_on(request))
    messages.success(request, _("Taken back"))
    return redirect("absences")


def _facts(typed: dict[str, str], own: int) -> AbsenceFacts:
    problems = []
    days: dict[str, date] = {}
    for name in ("since", "until"):
        try:
            days[name] = date.fromisoformat(typed[name])
        except ValueError:
            problems.append(Problem(field=name, code="required", message=_("Choose a day.")))
    if problems:
        raise ValidationFailed(problems)
    return AbsenceFacts(user_id=_number(typed["user_id"]) or own, deputy_id=_number(typed["deputy_id"]), **days)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _known(request: HttpRequest, actor: Actor, led: frozenset[int]) -> Html:
    """Return the absences that are not over, of those of whom the actor may say so. One query."""
    today = clock.company_day()
    rows = Absence.objects.filter(until__gte=today).select_related("user", "deputy").order_by("since", "id")
    if not verbs.may_set_everyones(actor):
        rows = rows.filter(user_id__in={*led, actor.user_id})
    found = list(rows[:MOST_SHOWN])
    if not found:
        text = _("While somebody is away, his deputy gets what the process would give him.")
        return EmptyState(title=_("Nobody is going to be away"), text=text, icon="calendar")
    lines = join(
        Entry(
            label=str(each.user),
            note=_("deputy: %(name)s") % {"name": each.deputy} if each.deputy else _("without a deputy"),
            value=join((_days(each, today), " ", Flag(_("away now"), "soon") if each.since <= today else EMPTY)),
            actions=(
                act(
                    request,
                    reverse("absence_remove", args=[each.pk]),
                    _("Take back"),
                    confirm=_("Take this absence back?"),
                ),
            ),
        )
        for each in found
    )
    return Panel(title=_("Away now and later"), body=lines)


def _days(each: Absence, today: date) -> str:
    if each.since == each.until:
        return formats.date_short(each.since, today)
    return f"{formats.date_short(each.since, today)} – {formats.date_short(each.until, today)}"


def _form(request: HttpRequest, actor: Actor, led: frozenset[int], typed: dict[str, str], errors: Errors) -> Form:
    names = _names({_number(typed["user_id"]), _number(typed["deputy_id"]), actor.user_id, *led})
    who = typed["user_id"] or str(actor.user_id)
    fields = []
    if verbs.may_set_everyones(actor) or led:
        among = [] if verbs.may_set_everyones(actor) else sorted({*led, actor.user_id or 0})
        fields.append(_person("user_id", _("Who"), who, names, errors, among=among))
    fields += [
        Field(
            name=name,
            label=label,
            kind="date",
            value=typed[name],
            is_required=True,
            error=errors.get(name, ()),
        )
        for name, label in (("since", _("First day")), ("until", _("Last day")))
    ]
    fields.append(_person("deputy_id", _("Deputy"), typed["deputy_id"], names, errors))
    return Form(
        action=reverse("absences"),
        groups=(Fieldset(fields=fields),),
        errors=errors.get("", ()),
        buttons=(Button(label=_("Save"), kind="primary", is_submit=True),),
        csrf_token=get_token(request),
    )


def _person(
    name: str, label: str, value: str, names: dict[int, str], errors: Errors, *, among: Sequence[int] = ()
) -> Field:
    """Return the choice of a person: `among` a few, or of all colleagues by search."""
    chosen = _number(value)
    offered = among or ([chosen] if chosen is not None else [])
    return Field(
        name=name,
        label=label,
        kind="select",
        value=value,
        options=[Option(str(key), names[key]) for key in offered if key in names],
        search_url="" if among else "/people/",
        placeholder="" if among else _("Type to search"),
        is_required=name == "user_id",
        error=errors.get(name, ()),
    )


def _names(ids: set[int | None]) -> dict[int, str]:
    found = User.objects.filter(pk__in=[i for i in ids if i is not None], is_portal=False)
    return dict(found.values_list("pk", "name"))
