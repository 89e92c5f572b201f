"""What the screens of the designer share: who may come in, the page with its plan at the side, answers of forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use, require_tool
from artel.platform.designer.drafts import Edit, Identity, Working, put, working_of
from artel.platform.designer.parts.plan import plan_slot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, ConfigurationRefused, DefinitionProblem, NotFound
from artel.platform.screens.answers import go
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.component import EMPTY, Html, Text
from artel.platform.ui.page import Crumb, Page, Tab, Tabs

Rest = ParamSpec("Rest")
Designing = Callable[Concatenate[HttpRequest, Working, Rest], HttpResponse]
Errors = Mapping[str, tuple[Text, ...]]
"""Problems by the name of the input, which is the path in the body; those of the whole under the empty name."""


def designing(view: Designing[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Give the view the configuration with the draft on top, for who shapes sections; AccessDenied becomes a 403."""
    return _with(view, Tool.SECTIONS)


def shaping_rights(view: Designing[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Give the view the configuration with the draft on top, for who may change roles."""
    return _with(view, Tool.ROLES)


def drafting(view: Designing[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Give the view the configuration with the draft on top, for whoever has one."""
    return _with(view, None)


def _with(view: Designing[Rest], tool: Tool | None) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        actor = actor_on(request)
        if tool is not None:
            require_tool(actor, tool)
        return view(request, working_of(actor), *args, **kwargs)

    return guarded


def design_page(
    request: HttpRequest,
    working: Working,
    title: Text,
    parts: Sequence[Html],
    *,
    tabs: Html = EMPTY,
    crumbs: Sequence[Crumb] = (),
    actions: Sequence[Html] = (),
    count: int | None = None,
    status: int = 200,
    has_aside: bool = True,
) -> HttpResponse:
    """Answer with a page of the designer; changes not applied yet stand at its side."""
    home = reverse("designer:sections") if may_use(actor_on(request), Tool.SECTIONS) else ""
    trail = (Crumb(_("Settings"), reverse("settings")), Crumb(_("Designer"), home), *crumbs)
    page = Page(title=title, crumbs=trail, actions=tuple(actions), count=count, kind="card")
    back, token = request.get_full_path(), get_token(request)
    context = {
        "page": page,
        "tabs": tabs,
        "parts": parts,
        "plan": plan_slot(working, csrf_token=token, back=back) if has_aside else EMPTY,
    }
    return render(request, "designer/page.html", context, status=status)


def top_tabs(current: str, *, actor: Actor) -> Tabs:
    """Return the tabs of the designer's first page that the actor may open."""
    places = (
        ("sections", _("Sections"), Tool.SECTIONS),
        ("lookups", _("Lookups"), Tool.SECTIONS),
        ("calendars", _("Working calendars"), Tool.SECTIONS),
        ("menu", _("Menu"), Tool.SECTIONS),
        ("roles", _("Roles"), Tool.ROLES),
        ("plan", _("Plan of changes"), None),
    )
    return Tabs(
        label=_("Designer"),
        tabs=[
            Tab(label=label, url=reverse(f"designer:{key}"), is_current=key == current)
            for key, label, tool in places
            if tool is None or may_use(actor, tool)
        ],
    )


def section_in(working: Working, key: str) -> SectionSpec:
    """Return a section with the draft on top; raises NotFound."""
    found = working.snapshot.sections.get(key)
    if found is None or found.retired:
        raise NotFound(section=key)
    return found


def section_tabs(spec: SectionSpec, current: str) -> Tabs:
    """Return the tabs of one section."""
    places: list[tuple[str, str, int | None]] = [
        ("fields", _("Fields"), sum(1 for f in spec.shown_fields if not f.system)),
    ]
    places += [
        ("layout", _("Card and form"), None),
        ("lists", _("List"), None),
        ("views", _("Views"), len(spec.views)),
    ]
    if spec.has_pipeline:
        places.append(("pipelines", _("Pipelines"), len(spec.pipelines)))
    places.append(("rules", _("Rules"), None))
    places += [("duplicates", _("Duplicates"), None), ("section", _("Section"), None), ("access", _("Access"), None)]
    return Tabs(
        label=_("Parts of the section"),
        tabs=[
            Tab(label=label, url=reverse(f"designer:{key}", args=[spec.key]), count=count, is_current=key == current)
            for key, label, count in places
        ],
    )


def section_crumb(spec: SectionSpec) -> Crumb:
    """Return the step of the path that leads to a section."""
    return Crumb(spec.label.text(), reverse("designer:fields", args=[spec.key]))


def save(edits: Sequence[Edit], *, actor: Actor) -> Errors:
    """Put edits into the draft; return what is wrong, by the input of the first edit. Empty: all is kept."""
    try:
        put(edits, actor=actor)
    except ConfigurationRefused as refused:
        return errors_of(refused.problems, edits[0].identity)
    except AccessDenied as denied:
        return {"": (str(denied),)}
    return {}


def errors_of(problems: Iterable[DefinitionProblem], identity: Identity) -> Errors:
    """Return problems by the path in the body of one document; others' under the empty name, with their place."""
    found: dict[str, tuple[Text, ...]] = defaultdict(tuple)
    own = f"{identity[0]} {identity[1]}"
    for problem in problems:
        where, _colon, path = problem.path.partition(": ")
        if where != own:
            found[""] += (str(problem),)
        elif problem.code in ("bad_key", "duplicate_key") and not path:
            found["key"] += (problem.message,)
        else:
            found[path] += (problem.message,)
    return found


def saved(request: HttpRequest, back: str) -> HttpResponse:
    """Lead back to the page, which now shows the change in its plan."""
    return go(request, back)
