"""Contested places: what a pack's new version and the company changed, each in its own way, decided place by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.views.frame import settings_page, with_tool
from artel.platform.access.views.telling import names_in, path_in_words, title_of, value_in_words
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.overlays.merging import ABSENT, Side
from artel.platform.definitions.overlays.resolving import Conflict as Contested
from artel.platform.designer.history.changes import apply_form, plan_parts
from artel.platform.designer.history.deciding import apply_decisions, plan_decisions
from artel.platform.designer.parts.moving import moves_in, settle_some
from artel.platform.kernel.errors import ConfigurationRefused, Conflict
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.planning import PacksPlan
from artel.platform.packs.words.contests import Contest
from artel.platform.packs.yaml.writing import to_yaml
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text, attributes, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel

LATER = ""
CHOICES: dict[str, Text] = {
    Side.OURS.value: gettext_lazy("Mine stands"),
    Side.THEIRS.value: gettext_lazy("As the pack says"),
    LATER: gettext_lazy("Decide later"),
}


@require_http_methods(["GET", "POST"])
@with_tool(Tool.REVISIONS)
def conflicts(request: HttpRequest) -> HttpResponse:
    """List the places; «Show the plan» shows what the decisions change, «Apply» makes a revision of them."""
    actor = actor_on(request)
    sides, moves = _sides(request), moves_in(request.POST)
    if request.method == "POST" and sides and request.POST.get("act") == "apply":
        base = int(request.POST["base"]) if request.POST.get("base", "").isdecimal() else -1
        try:
            apply_decisions(sides, base=base, actor=actor, moves=moves)
        except (Conflict, ConfigurationRefused) as refused:
            return _plan_page(request, plan_decisions(sides, actor=actor, moves=moves), sides, refusal=str(refused))
        settle_some()
        messages.success(request, _("Decided. The configuration holds from the next request on."))
        return redirect("designer:conflicts")
    if request.method == "POST" and sides:
        return _plan_page(request, plan_decisions(sides, actor=actor), sides)
    if request.method == "POST":
        messages.info(request, _("Nothing is decided: choose a side at one place at least."))
    planned = plan_decisions({}, actor=actor)
    places: list[Contested | Contest] = [*(planned.plan.conflicts if planned.plan is not None else ())]
    places += planned.contests
    parts: list[Html] = [_problems(planned), _form(request, places) if places else _nothing()]
    return settings_page(
        request,
        _("Conflicts"),
        parts,
        place="conflicts",
        crumbs=(Crumb(_("Conflicts")),),
        count=len(places) or None,
    )


def _sides(request: HttpRequest) -> dict[str, str]:
    """Return the decisions sent, sides or packs: one for all, or place by place; «later» decides nothing."""
    known = {*(side.value for side in Side), *InstalledPack.objects.values_list("key", flat=True)}
    addresses = request.POST.getlist("address")
    if (every := request.POST.get("every", "")) in known:
        return dict.fromkeys(addresses, every)
    chosen = {address: request.POST.get(f"side:{number}", LATER) for number, address in enumerate(addresses)}
    return {address: side for address, side in chosen.items() if side in known}


def _nothing() -> Html:
    text = _("When a new version of a pack changes what you have changed too, both stand here, and you decide.")
    return EmptyState(title=_("No conflicts"), text=text, icon="git-merge")


def _problems(planned: PacksPlan) -> Html:
    if not planned.problems:
        return EMPTY
    return Notice(tone="late", text=join(format_html("<p>{}</p>", problem) for problem in planned.problems))


def _form(request: HttpRequest, places: Sequence[Contested | Contest]) -> Html:
    text = _("Until you decide, your value holds, and all else of the pack's new version is in force.")
    number = len(places)
    buttons = (
        Button(label=_("Show the plan"), kind="primary", is_submit=True),
        Button(label=_("All as the pack says"), is_submit=True, attrs={"name": "every", "value": Side.THEIRS.value}),
        Button(label=_("All mine"), is_submit=True, attrs={"name": "every", "value": Side.OURS.value}),
    )
    head = ngettext("%(number)s place waits for you.", "%(number)s places wait for you.", number) % {"number": number}
    return format_html(
        '<form class="stack" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<p>{} <span class="muted">{}</span></p>{}<footer class="a-foot">{}</footer></form>',
        reverse("designer:conflicts"),
        get_token(request),
        head,
        text,
        join(_between(each, at) if isinstance(each, Contest) else _place(each, at) for at, each in enumerate(places)),
        join(buttons),
    )


def _place(each: Contested, number: int) -> Panel:
    document, clash = each.document, each.clash
    snapshot = current_snapshot()
    names = names_in(snapshot, document.kind, document.key, document.body)
    title = title_of(document.kind, document.key, document.body, snapshot)
    where = path_in_words(clash.path, names) if clash.path else _("as a whole")
    sides = ((_("Before"), clash.base), (_("The pack"), clash.theirs), (_("You"), clash.ours))
    told = [(label, _value(value, names), "") for label, value in sides]
    return _panel(f"{title} · {where}", told, each.address, number, CHOICES)


def _between(each: Contest, number: int) -> Panel:
    """Return a place that packs set differently: what each says and in which file, and whose word shall hold."""
    snapshot = current_snapshot()
    body = snapshot.documents.get(each.kind, {}).get(each.key)
    names = names_in(snapshot, each.kind, each.key, body)
    told = []
    for voice in each.voices:
        shown = _("%(pack)s, in force now") if voice.pack == each.in_force else "%(pack)s"
        value = ABSENT if voice.value is None else voice.value
        told.append((shown % {"pack": voice.pack}, _value(value, names), voice.where))
    title = f"{title_of(each.kind, each.key, body, snapshot)} · {path_in_words(each.path, names)}"
    choices: dict[str, Text] = {voice.pack: _("As “%(pack)s” says") % {"pack": voice.pack} for voice in each.voices}
    return _panel(title, told, each.address, number, {**choices, LATER: CHOICES[LATER]})


def _panel(
    title: str, told: Sequence[tuple[Text, Html, str]], address: str, number: int, choices: Mapping[str, Text]
) -> Panel:
    values = join(
        format_html(
            '<div><h3 class="a-part">{}</h3>{}{}</div>',
            label,
            value,
            format_html('<div class="small muted"><code>{}</code></div>', where) if where else EMPTY,
        )
        for label, value, where in told
    )
    return Panel(
        title=title,
        body=format_html('<div class="a-sides">{}</div>', values),
        foot=format_html(
            '<input type="hidden" name="address" value="{}"><fieldset class="a-options">'
            '<legend class="visually-hidden">{}</legend>{}</fieldset>',
            address,
            _("Whose word holds: %(place)s") % {"place": title},
            join(_option(number, value, words) for value, words in choices.items()),
        ),
    )


def _option(number: int, value: str, words: Text) -> Html:
    return format_html(
        '<label class="a-check"><input type="radio" class="form-check-input" name="side:{}"{}><span>{}</span></label>',
        number,
        attributes({"value": value, "checked": value == LATER}),
        words,
    )


def _value(value: Any, names: Mapping[str, str]) -> Html:
    """Return one side's value: in words, or as YAML where it is a thing of several parts."""
    if value is ABSENT:
        return format_html('<span class="muted">{}</span>', _("not there"))
    if isinstance(value, Mapping):
        return format_html('<pre class="a-yaml" tabindex="0">{}</pre>', to_yaml(dict(value)))
    if isinstance(value, list | tuple):
        if any(isinstance(inner, Mapping) for inner in value):
            return format_html('<pre class="a-yaml" tabindex="0">{}</pre>', to_yaml({"": list(value)}))
        return format_html("{}", ", ".join(value_in_words(str(inner), names) for inner in value) or "∅")
    return format_html("{}", value_in_words(str(value), names) if value not in ("", None) else "∅")


def _plan_page(
    request: HttpRequest, planned: PacksPlan, sides: Mapping[str, str], *, refusal: str = ""
) -> HttpResponse:
    """Show what the decisions change, with the button that applies them."""
    title = _("What will change")
    crumbs = (Crumb(_("Conflicts"), reverse("designer:conflicts")), Crumb(title))
    if planned.plan is None:
        return settings_page(request, title, [_problems(planned)], place="conflicts", crumbs=crumbs, status=422)
    hidden = [("act", "apply"), ("base", str(planned.plan.base))]
    for number, (address, side) in enumerate(sides.items()):
        hidden += [("address", address), (f"side:{number}", side)]
    apply = apply_form(request, reverse("designer:conflicts"), _("Apply"), planned.plan, hidden)
    parts = plan_parts(
        planned.plan, EMPTY if planned.problems else apply, reverse("designer:conflicts"), refusal=refusal
    )
    if all(step.action == "rebase" for step in planned.plan.steps):
        kept = _("Your values stay as they are; these places are not asked about again.")
        parts = [Notice(text=kept, tone="info"), *parts]
    status = 409 if refusal else 422 if planned.problems else 200
    return settings_page(request, title, parts, place="conflicts", crumbs=crumbs, status=status)
