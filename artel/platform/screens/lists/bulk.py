"""Acts on the selected records: owner, stage, one field, trash, export, merge, and what features add.

Each asks first how many records it is about; the answer is written by the door as one batch, all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import require
from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed
from artel.platform.records import door
from artel.platform.screens.actions import actions_of
from artel.platform.screens.answers import done, go, panel, refused
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.inputs import input_for, text_in, typed
from artel.platform.screens.lists.columns import can_edit_in_place
from artel.platform.screens.lists.selecting import chosen_ids
from artel.platform.screens.opening.opened import Opened
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Html
from artel.platform.ui.feedback import Dialog, Toast
from artel.platform.ui.forms import Field, Fieldset, Form, Option

NEEDS = {
    "assign": "assign",
    "stage": "change",
    "edit": "change",
    "remove": "remove",
    "merge": "change",
    "export": "export",
}

MOST_TOLD = 10
"""Of so many refused records it is said what is wrong; the others are counted."""
OF_NO_RECORD = -1


def ask(opened: Opened, verb: str, request: HttpRequest) -> HttpResponse:
    """Return the panel that asks about an act; acts that have a screen of their own lead there.

    Raises NotFound for an unknown act, AccessDenied, ValidationFailed when nothing is selected.
    """
    place = opened.place
    try:
        ids = _ids(opened, verb, request)
    except ValidationFailed as error:
        return refused(place, error)
    if verb.startswith("act-"):
        action = next(a for a in actions_of(place.spec.key) if a.for_many and a.key == verb.removeprefix("act-"))
        return _into_panel(action.url(place.spec.key, ids))
    if verb == "merge":
        return _into_panel(f"{place.url('merge')}?ids={','.join(map(str, ids))}")
    if verb == "export":
        return go(request, _export_url(opened, ids, request))
    return panel(_dialog(opened, verb, ids, request))


def _export_url(opened: Opened, ids: Sequence[int], request: HttpRequest) -> str:
    url = opened.state.first_page().at(opened.place.url("export"))
    if request.GET.get("scope") == "all":
        return url
    return f"{url}{'&' if '?' in url else '?'}ids={','.join(map(str, ids))}"


def _into_panel(url: str) -> HttpResponse:
    """Lead htmx to the panel of another address."""
    return redirect(url)


def carry_out(opened: Opened, verb: str, request: HttpRequest) -> HttpResponse:
    """Do the act; raises as `ask` and as the door do."""
    ids = _ids(opened, verb, request)
    act = ACTS.get(verb)
    if act is None:
        raise NotFound
    try:
        changed, toast = act(opened, ids, request)
    except ValidationFailed as error:
        return panel(_dialog(opened, verb, ids, request, problems=error.problems), status=422)
    return done(request, toast, opened.place.spec.key, changed, fallback=opened.state.at(opened.place.url("list")))


def _ids(opened: Opened, verb: str, request: HttpRequest) -> list[int]:
    place = opened.place
    operation = NEEDS.get(verb)
    if verb.startswith("act-"):
        action = next((a for a in actions_of(place.spec.key) if a.for_many and f"act-{a.key}" == verb), None)
        operation = action.needs if action else None
    if operation is None:
        raise NotFound
    require(place.actor, place.spec.key, operation)
    ids = chosen_ids(place, opened, request.POST if request.method == "POST" else request.GET, operation=operation)
    if not ids:
        raise ValidationFailed([Problem(code="nothing_selected", message=_("Select records that you may change."))])
    return ids


def _dialog(
    opened: Opened, verb: str, ids: Sequence[int], request: HttpRequest, *, problems: Sequence[Problem] = ()
) -> Dialog:
    """Return the question: how many records, and what is to become of them."""
    place = opened.place
    count = f"{formats.number(len(ids))} {place.spec.counted.text(len(ids))}"
    title, button, fields = _question(opened, verb, request)
    hidden = {"scope": "all"} if request.GET.get("scope") == "all" or request.POST.get("scope") == "all" else {}
    if not hidden:
        hidden = {"ids": ",".join(map(str, ids))}
    action = opened.state.first_page().at(place.url("bulk", verb=verb))
    form = Form(
        action=action,
        groups=[Fieldset(fields=fields, note=format_html("<b>{}</b>", count))],
        errors=_refusals(opened, ids, problems),
        buttons=[
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=button, kind="danger" if verb == "remove" else "primary", is_submit=True),
        ],
        hidden=hidden,
        attrs={"hx-post": action, "hx-target": "#dialog"},
        csrf_token=get_token(request),
    )
    return Dialog(title=title, body=form)


def _refusals(opened: Opened, ids: Sequence[int], problems: Sequence[Problem]) -> list[Html]:
    """Return what is wrong, record by record, for the first few; at most one query."""
    by_row: dict[int, list[str]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(_said(opened, problem))
    shown = list(by_row)[:MOST_TOLD]
    place = opened.place
    asked = [ids[row] for row in shown if 0 <= row < len(ids)]
    names = dict(place.records().filter(id__in=asked).values_list("id", "name")) if asked else {}
    lines: list[Html] = []
    for row in shown:
        text = " ".join(dict.fromkeys(by_row[row]))
        record_id = ids[row] if 0 <= row < len(ids) else 0
        name = names.get(record_id) or formats.record_number(record_id)
        url = place.url("card", record_id=record_id) if record_id else ""
        lines.append(
            format_html('<a class="a-link" href="{}" target="_blank">{}</a>: {}', url, name, text)
            if record_id
            else text
        )
    if rest := len(by_row) - len(shown):
        lines.append(_("And %(number)s more records.") % {"number": formats.number(rest)})
    return lines


def _said(opened: Opened, problem: Problem) -> str:
    field = opened.place.fields.get(problem.field or "")
    return f"{field.label.text()}: {problem.message}" if field else str(problem.message)


def _question(opened: Opened, verb: str, request: HttpRequest) -> tuple[str, str, list[Component]]:
    place = opened.place
    display = screen_display(place)
    if verb == "assign":
        return _("Hand over"), _("Hand over"), [input_for(place, display, place.fields["owner"])]
    if verb == "stage":
        return (
            _("Move to a stage"),
            _("Move"),
            [
                input_for(
                    place,
                    display,
                    place.fields["stage"],
                    value=request.POST.get("stage", ""),
                    pipeline=_pipeline(opened),
                )
            ],
        )
    if verb == "edit":
        return _("Change a field"), _("Change"), _field_choice(opened, request)
    return _("Move to the trash?"), _("Move to trash"), []


def _pipeline(opened: Opened) -> str | None:
    pipeline = opened.place.spec.pipeline(opened.state.pipeline or None)
    return pipeline.key if pipeline else None


def editable(opened: Opened) -> list[FieldSpec]:
    """Return the fields that may be set for many records at once."""
    place = opened.place
    return [f for f in place.offered if can_edit_in_place(place, f) and not f.unique and f.type != "stage"]


def _field_choice(opened: Opened, request: HttpRequest) -> list[Component]:
    """Return the choice of the field; its input comes when it is chosen."""
    place, display = opened.place, screen_display(opened.place)
    fields = editable(opened)
    data = request.POST if request.method == "POST" else request.GET
    chosen = next((f for f in fields if f.key == data.get("field")), None)
    url = opened.state.first_page().at(place.url("bulk", verb="edit"))
    choice = Field(
        name="field",
        label=_("Field"),
        kind="select",
        value=chosen.key if chosen else "",
        options=[Option(f.key, f.label.text(display.language)) for f in fields],
        is_required=True,
        width="wide",
        attrs={"hx-get": url, "hx-include": "closest form", "hx-target": "#dialog"},
    )
    return [choice, input_for(place, display, chosen, value=text_in(data, chosen))] if chosen else [choice]


def _change(opened: Opened, ids: Sequence[int], values: Mapping[str, object]) -> tuple[Sequence[int], Toast]:
    changes = [door.Change(id=i, values=values) for i in ids]
    changed = door.change(opened.place.spec.key, changes, actor=opened.place.actor)
    text = _("Changed: %(count)s") % {"count": formats.number(len(changed))}
    return changed, Toast(text=text)


def _assign(opened: Opened, ids: Sequence[int], request: HttpRequest) -> tuple[Sequence[int], Toast]:
    return _change(opened, ids, {"owner": request.POST.get("owner", "")})


def _stage(opened: Opened, ids: Sequence[int], request: HttpRequest) -> tuple[Sequence[int], Toast]:
    return _change(opened, ids, {"stage": request.POST.get("stage", "")})


def _edit(opened: Opened, ids: Sequence[int], request: HttpRequest) -> tuple[Sequence[int], Toast]:
    field = next((f for f in editable(opened) if f.key == request.POST.get("field")), None)
    if field is None:
        raise ValidationFailed([Problem(code="required", message=_("Choose the field."), row=OF_NO_RECORD)])
    return _change(opened, ids, typed([field], request.POST))


def _remove(opened: Opened, ids: Sequence[int], _request: HttpRequest) -> tuple[Sequence[int], Toast]:
    place = opened.place
    door.trash(place.spec.key, ids, actor=place.actor)
    text = _("In the trash: %(count)s") % {"count": f"{formats.number(len(ids))} {place.spec.counted.text(len(ids))}"}
    undo = f"/trash/{place.spec.key}/restore/?ids={','.join(map(str, ids))}" if len(ids) <= 500 else ""
    return ids, Toast(text=text, undo=undo)


ACTS: Mapping[str, Callable[[Opened, Sequence[int], HttpRequest], tuple[Sequence[int], Toast]]] = {
    "assign": _assign,
    "stage": _stage,
    "edit": _edit,
    "remove": _remove,
}
