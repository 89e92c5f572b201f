"""Any two revisions side by side: what was added, changed and taken away between them, in words, as YAML on demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from artel.platform.access.permissions import Tool
from artel.platform.access.views.frame import settings_page, with_tool
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.differences import ItemDifference, compare_revisions
from artel.platform.designer.history.changes import changes_list
from artel.platform.packs.yaml.writing import to_yaml
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel

PAIR = 2


@require_GET
@with_tool(Tool.REVISIONS)
def compare(request: HttpRequest) -> HttpResponse:
    """Compare the revisions named by `of`, the older with the newer; a single one with what is in force."""
    asked = [int(text[:18]) for text in request.GET.getlist("of") if text.isdecimal()]
    numbers = sorted({*asked, current_snapshot().revision} if len(asked) == 1 else set(asked))
    if len(numbers) != PAIR:
        messages.info(request, _("Tick two revisions to compare them, or one to compare it with today."))
        return redirect("designer:revisions")
    older, newer = numbers
    found = compare_revisions(older, newer)
    title = _("From revision %(older)s to %(newer)s") % {"older": older, "newer": newer}
    back = Button(
        label=_("Back to revision %(number)s") % {"number": older},
        url=reverse("designer:restore", args=[older]),
        icon="arrow-back-up",
    )
    return settings_page(
        request,
        title,
        list(_groups(found)) or [EmptyState(title=_("They are the same"), icon="clipboard-check")],
        place="revisions",
        crumbs=(Crumb(_("Configuration revisions"), reverse("designer:revisions")), Crumb(title)),
        actions=(back,) if found and newer == current_snapshot().revision else (),
    )


def _groups(found: Iterable[ItemDifference]) -> Iterable[Html]:
    """Yield a panel of what was added, of what was changed, of what was taken away."""
    words = {"add": _("Added"), "change": _("Changed"), "retire": _("Taken away")}
    by_action: dict[str, list[ItemDifference]] = {action: [] for action in words}
    for each in found:
        by_action[each.action].append(each)
    for action, items in by_action.items():
        if items:
            body = changes_list(_change(each) for each in items)
            yield Panel(title=f"{words[action]}: {len(items)}", body=body)


def _change(each: ItemDifference) -> dict[str, Any]:
    """Return a difference as a change to draw; what was taken away is told by its YAML alone."""
    return {
        "action": each.action,
        "kind": each.kind,
        "key": each.key,
        "before": each.before,
        "after": each.after,
        "more": _yaml(each),
    }


def _yaml(each: ItemDifference) -> Html:
    sides = ((_("Before"), each.before), (_("After"), each.after))
    return format_html(
        '<details class="a-fold"><summary>YAML</summary><div class="a-two">{}{}</div></details>',
        *(_side(title, body) for title, body in sides),
    )


def _side(title: str, body: Mapping[str, Any] | None) -> Html:
    text = to_yaml(dict(body)) if body is not None else _("not there")
    return format_html('<div><h3 class="a-part">{}</h3><pre class="a-yaml" tabindex="0">{}</pre></div>', title, text)
