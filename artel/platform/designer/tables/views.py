"""The page where values of a lookup are taken from a file: look, choose columns, look again, keep in the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.tables.form import look_form
from artel.platform.designer.tables.input import Choice, Look, TableFile, read_choice, read_file
from artel.platform.designer.views.frame import design_page, designing, save, saved, top_tabs
from artel.platform.exchange.errors import UnreadableFile
from artel.platform.kernel.errors import NotFound
from artel.platform.screens.answers import whole_page
from artel.platform.sections.spec import LookupSpec
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.forms import Field
from artel.platform.ui.page import Crumb


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def table(request: HttpRequest, working: Working, key: str) -> HttpResponse:
    """Ask for a file; every choice answers with what would come of it, the button keeps it in the draft."""
    before = working.body("lookup", key)
    if before is None:
        raise NotFound(lookup=key)
    shown: Html = EMPTY
    status = 200
    if request.method == "POST":
        try:
            look = _look(request, working, key, before)
        except UnreadableFile as error:
            shown, status = Notice(text=error.message, tone="late"), 422
        else:
            problems: tuple[Html, ...] = ()
            if request.POST.get("act") == "save" and look.values and not look.faults:
                errors = save([Edit(kind="lookup", key=key, body=look.body)], actor=actor_on(request))
                if not errors:
                    return saved(request, reverse("designer:lookup", args=[key]))
                problems = tuple(message for messages in errors.values() for message in messages)
            wrong = join(Notice(text=message, tone="late") for message in problems)
            shown, status = join((wrong, look_form(look, _others(working, key)))), 422 if problems else 200
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(shown, status=status)
    title = working.snapshot.lookups[key].label.text()
    crumbs = (
        Crumb(_("Lookups"), reverse("designer:lookups")),
        Crumb(title, reverse("designer:lookup", args=[key])),
        Crumb(_("From a file")),
    )
    parts = [_form(request, shown)]
    return design_page(
        request, working, title, parts, tabs=top_tabs("lookups", actor=actor_on(request)), crumbs=crumbs, status=status
    )


def _look(request: HttpRequest, working: Working, key: str, before: Mapping[str, Any]) -> Look:
    """Return what the file and the choice give; raises UnreadableFile."""
    sent = request.FILES.get("file")
    file = read_file(sent) if sent else TableFile({}, [])
    choice = read_choice(request.POST, file) if sent else Choice(given={})
    return Look(file=file, choice=choice, before=before, above=_above(working, key, choice, request))


def _above(working: Working, key: str, choice: Choice, request: HttpRequest) -> LookupSpec | None:
    """Return the lookup that the values belong to: as chosen; at first, of the field above those that use this one."""
    if "above" in request.POST:
        return working.snapshot.lookups.get(choice.text("above"))
    for spec in working.snapshot.sections.values():
        for field in spec.shown_fields:
            upper = spec.field(str(field.options.get("parent") or "")) if field.lookup == key else None
            if found := working.snapshot.lookups.get(upper.lookup or "") if upper else None:
                return found
    return None


def _others(working: Working, key: str) -> list[LookupSpec]:
    found = (each for each in working.snapshot.lookups.values() if each.key != key)
    return sorted(found, key=lambda each: each.label.text())


def _form(request: HttpRequest, shown: Html) -> Html:
    file = Field(
        name="file",
        label=_("File"),
        kind="file",
        help=_("Excel, OpenDocument or CSV with headings in the first line, up to 8 MB."),
        width="wide",
        attrs={"data-dropzone-input": True, "accept": ".csv,.xlsx,.xls,.ods,.txt"},
    )
    given = attributes(
        {
            "action": request.path,
            "method": "post",
            "enctype": "multipart/form-data",
            "data-controller": "dropzone",
            "hx-post": request.path,
            "hx-encoding": "multipart/form-data",
            "hx-trigger": "change, submit",
            "hx-target": "#table-look",
            "hx-swap": "innerHTML",
            # What is chosen while an answer is on its way counts: the answer to the older choice is dropped.
            "hx-sync": "this:replace",
        }
    )
    return format_html(
        '<form class="a-form stack"{}><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
        '<div id="table-look" class="stack" aria-live="polite">{}</div></form>',
        given,
        get_token(request),
        file,
        shown,
    )
