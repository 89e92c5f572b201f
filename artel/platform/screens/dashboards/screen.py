"""The page of a dashboard: its tabs, the period, whose work, and places for blocks that ask for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from artel.platform.definitions.kinds.blocks.bodies import BlockBody, DashboardBody
from artel.platform.kernel.actor import Actor
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks.content import Content
from artel.platform.screens.dashboards.owned import dashboards_of, shown_blocks
from artel.platform.screens.dashboards.people import EVERYBODY, Choice, offered_people, offered_teams
from artel.platform.screens.dashboards.periods import period_of
from artel.platform.ui.buttons import Button, Menu, MenuItem, Segments
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, attributes, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb, Page, Tab, Tabs

PERIODS = {
    "day": gettext_lazy("Day"),
    "week": gettext_lazy("Week"),
    "month": gettext_lazy("Month"),
    "quarter": gettext_lazy("Quarter"),
    "year": gettext_lazy("Year"),
}
WIDTHS: Mapping[str, int] = {"number": 3, "list": 6, "chart": 6, "plan_fact": 6, "funnel": 4, "load": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Everything the template prints."""

    page: Page
    tabs: Html
    bar: Html
    blocks: Html


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFrame(Component):
    """The place of a block: empty until its content has come, then filled; it asks again by itself.

    `content` None: it asks as soon as it is there.
    """

    key: str
    block: BlockBody
    url: str
    content: Content | None = None

    def render(self) -> SafeString:
        """See `Component`."""
        sections = dict.fromkeys(series.section for series in self.block.counted)
        again = [f"changed:{section} from:body delay:500ms" for section in sections]
        first = ["load"] if self.content is None else []
        width = self.block.width or WIDTHS[self.block.kind]
        given = {
            "class": f"a-block of-{max(3, width)} is-{self.block.kind.replace('_', '-')}",
            "id": f"block-{self.block.key}",
            "aria-labelledby": f"title-{self.block.key}",
            "hx-get": self.url,
            "hx-trigger": ", ".join((*first, "again", *again)),
            "hx-target": "this",
            "hx-swap": "innerHTML",
            "aria-busy": "true" if self.content is None else None,
        }
        return format_html("<section{}>{}</section>", attributes(given), inside(self.block, self.url, self.content))


def inside(block: BlockBody, url: str, content: Content | None) -> SafeString:
    """Return the heading and the body of a block; without content yet, its place."""
    title: Html = block.label.label().text()
    lead = content.url if content is not None and content.url else url
    note = format_html("<span>{}</span>", content.note) if content is not None and content.note else EMPTY
    hint = block.hint.label().text()
    below = format_html('<p class="a-block-hint small muted">{}</p>', hint) if hint else EMPTY
    body = (
        content.body
        if content is not None
        else SafeString('<div class="a-block-wait"><div class="a-skel"></div></div>')
    )
    return format_html(
        '<header><h2 id="title-{}"><a href="{}">{}</a></h2>{}</header>{}{}', block.key, lead, title, note, body, below
    )


def dashboard_screen(actor: Actor, key: str, dashboard: DashboardBody, asked: Asked) -> Screen:
    """Return the page; a query for the people and one for the teams to choose from, none for the blocks."""
    blocks = shown_blocks(actor, dashboard)
    title = dashboard.label.label().text()
    frames = [BlockFrame(key=key, block=block, url=asked.at(_block_url(key, block))) for block in blocks]
    return Screen(
        page=Page(title=title, kind="dashboard", crumbs=_crumbs(title), actions=_actions(key, dashboard, asked)),
        tabs=_tabs(actor, key, asked),
        bar=_bar(actor, key, dashboard, asked),
        blocks=join(frames) if frames else _empty(),
    )


def block_page(key: str, dashboard: DashboardBody, block: BlockBody, asked: Asked, content: Content) -> Screen:
    """Return a block as a page of its own."""
    wide = block.model_copy(update={"width": 12})
    home = Crumb(dashboard.label.label().text(), asked.at(_url(key)))
    title = block.label.label().text()
    frame = BlockFrame(key=key, block=wide, url=asked.at(_block_url(key, block)), content=content)
    page = Page(title=title, kind="dashboard", crumbs=(home, Crumb(title)))
    return Screen(page=page, tabs=EMPTY, bar=_steps(_block_url(key, block), asked), blocks=frame)


def _url(key: str) -> str:
    return reverse("screens:dashboard", kwargs={"key": key})


def _block_url(key: str, block: BlockBody) -> str:
    return reverse("screens:dashboard_block", kwargs={"key": key, "block": block.key})


def _crumbs(title: str) -> tuple[Crumb, ...]:
    return (Crumb(_("Dashboards"), reverse("screens:dashboards")), Crumb(title))


def _empty() -> Component:
    text = _("It has no blocks of sections that you may read.")
    return EmptyState(title=_("Nothing to show here"), text=text, icon="chart-bar")


def _tabs(actor: Actor, key: str, asked: Asked) -> Html:
    """Return the actor's dashboards as tabs; nothing where there is only one."""
    found = dashboards_of(actor)
    if len(found) < 2:
        return EMPTY
    tabs = [Tab(label=d.label.label().text(), url=_url(k), is_current=k == key) for k, d in found.items()]
    return Tabs(label=_("Dashboards"), tabs=tabs)


def _actions(key: str, dashboard: DashboardBody, asked: Asked) -> tuple[Html, ...]:
    """Return the choice of the length of the period, and the button for a screen on the wall."""
    buttons = []
    for name in dashboard.periods:
        period = period_of(name, min(asked.period.last, max(asked.period.first, asked.today)))
        is_present = period == period_of(name, asked.today)
        url = replace(asked, period=period, is_present=is_present).at(_url(key))
        current: dict[str, AttributeValue] = {"aria-current": "page" if name == asked.period.name else None}
        buttons.append(Button(label=PERIODS[name], url=url, is_small=True, attrs=current))
    label = _("Full screen")
    wall = Button(
        label=label,
        icon="maximize",
        kind="bare",
        is_small=True,
        is_icon_only=True,
        attrs={"data-controller": "wall", "hidden": True},
    )
    return (Segments(label=_("Period"), buttons=buttons), wall)


def _bar(actor: Actor, key: str, dashboard: DashboardBody, asked: Asked) -> Html:
    """Return the period with the way to its neighbours, and whose work is shown."""
    url = _url(key)
    chosen: list[Html] = []
    if "person" in dashboard.filters or "team" in dashboard.filters:
        people = offered_people(actor) if "person" in dashboard.filters else []
        teams = offered_teams(actor) if "team" in dashboard.filters else []
        chosen = [_people_menu(url, asked, people, teams)]
    return format_html('{}<span class="grow"></span>{}', _steps(url, asked), join(chosen))


def _steps(url: str, asked: Asked) -> Html:
    before, after = (asked.during(p).at(url) for p in (asked.period.before(), asked.period.after()))
    back, on = (
        _step(_("The period before"), "chevron-left", before),
        _step(_("The period after"), "chevron-right", after),
    )
    label = format_html('<b class="a-period">{}</b>', asked.period.label(asked.today))
    now: Html = EMPTY
    if not asked.is_present:
        today = replace(asked, period=period_of(asked.period.name, asked.today), is_present=True)
        now = Button(label=_("Now"), kind="bare", is_small=True, url=today.at(url))
    return join((back, label, on, now))


def _step(label: str, mark: str, url: str) -> Component:
    return Button(label=label, icon=mark, kind="bare", is_small=True, is_icon_only=True, url=url)


def _people_menu(url: str, asked: Asked, people: list[tuple[int, str]], teams: list[tuple[int, str]]) -> Html:
    def item(label: str, choice: Choice, *, is_checked: bool) -> Html:
        return MenuItem(label=label, url=replace(asked, choice=choice).at(url), is_checked=is_checked)

    choice = asked.choice
    everybody = _("Everybody")
    items = [item(everybody, EVERYBODY, is_checked=choice == EVERYBODY)]
    items += [item(name, Choice(team=team), is_checked=team == choice.team) for team, name in teams]
    items += [item(name, Choice(person=person), is_checked=person == choice.person) for person, name in people]
    named = dict(people).get(choice.person or 0) or dict(teams).get(choice.team or 0) or everybody
    return Menu(label=named, icon="users", is_small=True, has_arrow=True, items=items)
