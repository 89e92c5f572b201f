"""When a section is searched for duplicates, set in the designer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.definitions.kinds.search_time import SearchTimeBody
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.views.calendars import day_names
from artel.platform.designer.views.frame import (
    Errors,
    design_page,
    designing,
    save,
    section_crumb,
    section_in,
    section_tabs,
)
from artel.platform.duplicates.schedule import KIND, in_words
from artel.platform.kernel.text import clean_line
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb

EVERY: dict[str, Text] = {
    "day": gettext_lazy("every day"),
    "week": gettext_lazy("every week"),
    "never": gettext_lazy("only when somebody asks for it"),
}


def time_line(spec: SectionSpec, working: Working) -> Html:
    """Return when the section is searched, with the way to change it."""
    declared = SearchTimeBody.model_validate(working.body(KIND, spec.key) or {})
    return format_html(
        '<p class="row-x wrap">{} {} <a class="a-link" href="{}">{}</a></p>',
        _("Duplicates are searched for %(when)s.") % {"when": in_words(declared)},
        Flag(_("not applied"), "soon") if working.is_edited(KIND, spec.key) else EMPTY,
        reverse("designer:search_time", args=[spec.key]),
        _("Change the time of the search"),
    )


@require_http_methods(["GET", "POST"])
@designing
def search_time(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """How often, on which day and at what time."""
    spec = section_in(working, section)
    errors: Errors = {}
    before = working.body(KIND, section)
    body: Mapping[str, Any] = before or {}
    if request.method == "POST":
        defaults = SearchTimeBody().model_dump()
        sent = {name: clean_line(request.POST.get(name, "")) for name in defaults}
        if sent["every"] != "week":
            sent["day"] = defaults["day"]
        body = {name: text for name, text in sent.items() if text != defaults[name]}
        if body or before is not None:
            errors = save([Edit(kind=KIND, key=section, body=body)], actor=actor_on(request))
        if not errors:
            return redirect("designer:duplicates", section)
    crumbs = (Crumb(_("Duplicates"), reverse("designer:duplicates", args=[section])), Crumb(_("Time of the search")))
    return design_page(
        request,
        working,
        _("Time of the search"),
        [_form(request, section, body, errors)],
        tabs=section_tabs(spec, "duplicates"),
        crumbs=(section_crumb(spec), *crumbs),
        status=422 if errors else 200,
    )


def _form(request: HttpRequest, section: str, body: Mapping[str, Any], errors: Errors) -> Form:
    values = {**SearchTimeBody().model_dump(), **body}

    def field(name: str, label: Text, **more: Any) -> Field:
        return Field(
            name=name, label=label, value=str(values[name]), error=errors.get(name, ()), is_required=True, **more
        )

    weekly: dict[str, Any] = {"data-revealed": "week"}
    help_text = _("By the clock of the company (%(zone)s). A missed search is made up for once.")
    zone = {"zone": timezone.get_default_timezone_name()}
    fields = [
        field("every", _("How often"), kind="select", options=_options(EVERY), attrs={"data-reveals": "week"}),
        field("day", _("Day of the week"), kind="select", options=_options(day_names()), box=weekly),
        field("at", _("Time of day"), kind="time", help=help_text % zone),
    ]
    return Form(
        action=request.path,
        groups=[Fieldset(fields=fields)],
        buttons=(
            Button(label=_("Cancel"), kind="bare", url=reverse("designer:duplicates", args=[section])),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=get_token(request),
    )


def _options(words: Mapping[Any, Text]) -> tuple[Option, ...]:
    return tuple(Option(key, word) for key, word in words.items())
