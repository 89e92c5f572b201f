"""The work list of duplicates: groups that a search has found, why they match, and what may be done with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.duplicates.groups import open_groups
from artel.platform.duplicates.models import Group, Search, SearchState
from artel.platform.duplicates.schedule import in_words, search_time
from artel.platform.duplicates.specs import DuplicateRule, rules_of
from artel.platform.kernel.arrays import any_of
from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display, screen_display
from artel.platform.screens.place import Place, each_once, place_for
from artel.platform.screens.reading.plans import plan_reading
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.atoms import Ago
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Html, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Page, Tab, Tabs
from artel.platform.ui.record import Panel
from artel.platform.ui.table import Pager

ON_A_PAGE = 20
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """Everything the template prints; `is_searching` makes the page look again by itself."""

    page: Page
    url: str
    tabs: Html
    head: Html
    groups: Html
    pager: Html
    is_searching: bool


def worklist(specs: Sequence[SectionSpec], place: Place, after: int, request: HttpRequest) -> Worklist:
    """Return the list of one section; groups of which the actor sees fewer than two records are left out."""
    display = screen_display(place)
    search = Search.objects.filter(section=place.spec.key).first()
    groups = list(open_groups(place.spec.key).filter(id__gt=after)[: ON_A_PAGE + 1])
    shown, has_more = groups[:ON_A_PAGE], len(groups) > ON_A_PAGE
    rules = {r.name: r for r in rules_of(place.spec.key, place.snapshot)}
    records = _records(place, [i for g in shown for i in g.ids], rules)
    panels = [p for g in shown if (p := _panel(place, display, g, records, rules))]
    at = f"/duplicates/?section={place.spec.key}"
    is_searching = search is not None and search.state == SearchState.RUNNING
    more = Pager(shown="", next_url=f"{at}&after={shown[-1].pk}", previous_url="") if has_more else EMPTY
    return Worklist(
        page=Page(title=_("Duplicates")),
        url=at,
        tabs=_tabs(specs, place.spec),
        head=_head(place, display, search, is_searching=is_searching),
        groups=join(panels) if panels else _nothing(search),
        pager=more,
        is_searching=is_searching,
    )


def _tabs(specs: Sequence[SectionSpec], chosen: SectionSpec) -> Tabs:
    return Tabs(
        label=_("Whose duplicates"),
        tabs=[
            Tab(label=s.label.text(), url=f"/duplicates/?section={s.key}", is_current=s.key == chosen.key)
            for s in specs
        ],
    )


def _head(place: Place, display: Display, search: Search | None, *, is_searching: bool) -> Html:
    """Return how many groups wait, when they were looked for, and the button to look again."""
    waiting = open_groups(place.spec.key)[: MOST_COUNTED + 1].count()
    figure = f"{formats.number(MOST_COUNTED)}+" if waiting > MOST_COUNTED else formats.number(waiting)
    count = ngettext("%(number)s group", "%(number)s groups", waiting) % {"number": figure}
    when = _("The search runs %(when)s.") % {"when": in_words(search_time(place.spec.key, place.snapshot))}
    if search is None or search.state == SearchState.WAITING:
        state: Html = format_html("{} {}", _("Not searched yet."), when)
    elif search.finished_at is None or is_searching:
        state = _("The search is under way.")
    else:
        state = format_html("{} {}. {}", _("Searched"), Ago(search.finished_at, display.now), when)
    attrs: dict[str, AttributeValue] = {"hx-post": f"/duplicates/{place.spec.key}/search/", "hx-swap": "none"}
    again = Button(label=_("Search now"), icon="refresh", is_disabled=is_searching, is_small=True, attrs=attrs)
    return format_html('<div class="a-twins-head"><b>{}</b><span class="muted">{}</span>{}</div>', count, state, again)


def _nothing(search: Search | None) -> EmptyState:
    if search is None or search.finished_at is None:
        text = _("Records that match a rule will be listed here, to be merged or marked as different.")
        return EmptyState(title=_("Not searched yet"), text=text, icon="copy")
    return EmptyState(title=_("No duplicates"), text=_("The last search has left nothing to decide."), icon="check")


def _records(place: Place, ids: Sequence[int], rules: Mapping[str, DuplicateRule]) -> dict[int, Record]:
    """Return the records that the actor sees, by id. One query."""
    keys = dict.fromkeys(key for rule in rules.values() for key in rule.compared)
    fields = each_once(place.shown(("name", *keys, "owner", "updated_at")))
    plan = plan_reading(place.spec, fields, extra=("trashed_at",))
    rows = plan.rows(place.records().filter(id__in=any_of(ids, "bigint")))
    return {row[0]: Record(place=place, plan=plan, row=row, can_change=False) for row in rows}


def _panel(
    place: Place, display: Display, group: Group, records: Mapping[int, Record], rules: Mapping[str, DuplicateRule]
) -> Html:
    """Return one group: its records line by line, the values that agree, and the acts; nothing for a hidden group."""
    seen = [records[i] for i in group.ids if i in records]
    if len(seen) < 2:
        return EMPTY
    named = [rules[name] for name in group.rules if name in rules]
    fields = [
        f for f in each_once(place.shown([k for r in named for k in r.compared])) if f.key != "name"
    ] + list(place.shown(("owner", "updated_at")))  # fmt: skip
    heads = join(format_html('<th scope="col">{}</th>', f.label.text(display.language)) for f in fields)
    lines = join(
        format_html(
            '<tr><th scope="row"><a class="a-link" href="{}">{}</a></th>{}<td class="act">{}</td></tr>',
            record.url,
            record.name,
            join(format_html("<td>{}</td>", record.text(display, f.key) or "—") for f in fields),
            _act(group, "distinct", _("Not the same"), record=record) if len(seen) > 2 else EMPTY,
        )
        for record in seen
    )
    table = format_html(
        '<div class="a-scroll-x"><table class="a-mini a-alike"><thead><tr>'
        '<th scope="col" class="name">{}</th>{}<td></td></tr></thead><tbody>{}</tbody></table></div>',
        place.fields["name"].label.text(display.language),
        heads,
        lines,
    )
    hidden = len(group.ids) - len(seen)
    note = (
        ngettext("and %(number)s that you do not see", "and %(number)s that you do not see", hidden)
        % {"number": hidden}
        if hidden
        else ""
    )
    why = " · ".join(rule.label.text(display.language) for rule in named)
    title = format_html('{} <span class="muted">{}</span>', why or _("Alike"), note)
    return Panel(title=title, body=table, action=_acts(place, group, seen))


def _acts(place: Place, group: Group, seen: Sequence[Record]) -> Html:
    acts: list[Html] = []
    if place.may("change") and place.may("remove"):
        url = f"{place.url('merge')}?ids={','.join(str(r.id) for r in seen)}"
        attrs: dict[str, AttributeValue] = {"hx-get": url, "hx-target": "#dialog", "data-dialog": "wide"}
        acts.append(Button(label=_("Merge"), icon="arrows-join", is_small=True, attrs=attrs))
    acts += [_act(group, "distinct", _("Not duplicates")), _act(group, "later", _("Later"))]
    return format_html('<span class="row-x wrap">{}</span>', join(acts))


def _act(group: Group, verb: str, label: str, *, record: Record | None = None) -> Button:
    url = f"/duplicates/{group.section}/{group.pk}/{verb}/" + (f"?ids={record.id}" if record else "")
    attrs: dict[str, AttributeValue] = {"hx-post": url, "hx-swap": "none"}
    if record is not None:
        attrs["aria-label"] = f"{label}: {record.name}"
    return Button(label=label, kind="bare", is_small=True, attrs=attrs)


def place_of_list(specs: Sequence[SectionSpec], section: str, request: HttpRequest) -> Place:
    """Return the section chosen among those that have rules, the first one by default."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen = next((s for s in specs if s.key == section), specs[0])
    return place_for(actor, chosen.key)
