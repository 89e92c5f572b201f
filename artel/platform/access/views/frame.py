"""What the screens of the settings share: who may come in, the page around them, forms that show problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.access.middleware import actor_on
from artel.platform.access.policy import require_tool
from artel.platform.access.settings_places import places_of
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.ui.atoms import Ago
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, Text, attributes, join
from artel.platform.ui.icons import icon as drawn
from artel.platform.ui.page import Crumb, Page, Tab, Tabs

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
Errors = Mapping[str, tuple[Text, ...]]
"""Problems by field; those of the whole form under the empty name."""


def with_tool(tool: str) -> Callable[[View[Rest]], View[Rest]]:
    """Let in only who may use the tool; AccessDenied becomes the answer 403."""

    def decorate(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            require_tool(actor_on(request), tool)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def settings_page(
    request: HttpRequest,
    title: Text,
    parts: Sequence[Html],
    *,
    place: str = "",
    crumbs: Sequence[Crumb] = (),
    actions: Sequence[Html] = (),
    count: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of the settings; `place` is the key of the one that it belongs to."""
    trail = (Crumb(_("Settings"), reverse("settings")), *crumbs)
    page = Page(title=title, crumbs=trail, actions=tuple(actions), count=count)
    tabs = Tabs(
        label=_("Settings"),
        tabs=[Tab(label=p.label.text(), url=p.url, is_current=p.key == place) for p in places_of(actor_on(request))],
    )
    context = {"page": page, "tabs": tabs, "parts": parts}
    return render(request, "access/page.html", context, status=status)


def beside(main: Html, *aside: Html) -> SafeString:
    """Return the main part with a column of panels at its side, below it on a narrow screen."""
    return format_html('<div class="a-aside"><div>{}</div><div class="stack">{}</div></div>', main, join(aside))


def find_bar(name: str, value: str, words: Text, choice: Html) -> SafeString:
    """Return the line above a list: words to search for (sent as `name`) and a choice beside."""
    return format_html(
        '<form class="a-bar" role="search" method="get"><span class="a-find">{5}<input class="form-control"'
        ' type="search" name="{0}" value="{1}" aria-label="{2}" placeholder="{2}" data-shortcut="/"></span>'
        "{3}{4}</form>",
        name,
        value,
        words,
        choice,
        Button(label=_("Find"), is_submit=True, is_small=True),
        drawn("search", "sm"),
    )


def choice(name: str, value: str, label: Text, options: Mapping[str, Text]) -> SafeString:
    """Return a bare select for the line above a list."""
    shown = join(
        format_html('<option value="{}"{}>{}</option>', key, attributes({"selected": key == value}), words)
        for key, words in options.items()
    )
    return format_html('<select class="form-select" name="{}" aria-label="{}">{}</select>', name, label, shown)


def moment(when: datetime | None) -> Html:
    """Return when something happened, in the zone of whoever reads; nothing for never."""
    return Ago(timezone.localtime(when), timezone.localtime()) if when is not None else ""


def errors_of(refused: ValidationFailed) -> Errors:
    """Return the problems of a form by field."""
    found: dict[str, tuple[Text, ...]] = defaultdict(tuple)
    for problem in refused.problems:
        found[problem.field or ""] += (problem.message,)
    return found


def act(
    request: HttpRequest,
    url: str,
    label: Text,
    *,
    icon: str = "",
    kind: str = "",
    confirm: Text = "",
    hidden: Mapping[str, str] | None = None,
) -> SafeString:
    """Return a form of one button: an act that is not a link. `confirm` is asked before."""
    inside = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    for name, value in (hidden or {}).items():
        inside += format_html('<input type="hidden" name="{}" value="{}">', name, value)
    attrs = {"data-confirm": str(confirm), "data-confirm-label": str(label)} if confirm else {}
    button = Button(label=label, icon=icon, kind=kind, is_submit=True, attrs=dict(attrs))
    return format_html('<form method="post" action="{}">{}{}</form>', url, inside, button)
