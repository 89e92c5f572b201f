"""Puts a page of the calendar together: what the address says, what is read for it, and the switches above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.access.policy import field_access, may
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.screens.calendar.events import Found, calendar_sections, participants_of, read_events
from artel.platform.screens.calendar.month import Month
from artel.platform.screens.calendar.people import Colleague, people_of
from artel.platform.screens.calendar.placing import by_day
from artel.platform.screens.calendar.rows import PeopleRows
from artel.platform.screens.calendar.scene import HUES, Scene
from artel.platform.screens.calendar.state import EVERYBODY, ME, TEAM, CalendarState, Show, read_calendar_state
from artel.platform.screens.calendar.times import Times
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button, Menu, MenuItem, MenuLine, Segments
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.forms import Field, Option
from artel.platform.ui.icons import known
from artel.platform.ui.page import Crumb, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarScreen:
    """Everything the template prints."""

    page: Page
    url: str
    trigger: str
    head: Html
    bar: Html
    notice: Html
    grid: Html
    offers: Sequence[Html]


def zone_of(actor: Actor) -> ZoneInfo:
    """Return the zone on whose wall the actor's calendar hangs: that of the request."""
    return ZoneInfo(timezone.get_current_timezone_name())


def calendar_screen(actor: Actor, query: QueryDict) -> CalendarScreen:
    """Return the page that an address opens. Raises NotFound for who may read nothing that takes place at a time."""
    snapshot = current_snapshot()
    offered = calendar_sections(snapshot, actor)
    if not offered:
        raise NotFound
    zone, now = zone_of(actor), clock.now()
    state = read_calendar_state(query, now.astimezone(zone).date())
    if state.show is Show.MONTH:
        state = replace(state, has_rows=False)
    shown = tuple(s for s in offered if s.key in state.kinds) or offered
    people = people_of(state, actor, snapshot)
    whose = None if state.who == EVERYBODY and not state.people else [p.id for p in people]
    found = read_events(shown, actor, state.window(zone), people=whose)
    scene = _scene(state, actor, zone, now, shown, found, people)
    grid: Component = Month(scene=scene) if state.show is Show.MONTH else Times(scene=scene)
    return CalendarScreen(
        page=Page(title=_title(state), crumbs=(Crumb(_("Calendar")),), kind="calendar", has_head=False),
        url=state.at(),
        trigger=", ".join(f"changed:{s.key} from:body" for s in shown),
        head=_head(state, scene, found),
        bar=_bar(state, offered, scene),
        notice=_notice(found),
        grid=_rows(scene) if state.has_rows else grid,
        offers=[_offer(s) for s in offered if may(actor, s.key, "create")],
    )


def _scene(
    state: CalendarState,
    actor: Actor,
    zone: ZoneInfo,
    now: datetime,
    specs: Sequence[SectionSpec],
    found: Found,
    people: Sequence[Colleague],
) -> Scene:
    taking_part: dict[str, tuple[int, ...]] = {}
    if state.has_rows:
        for spec in specs:
            ids = [e.id for e in found.events if e.section == spec.key]
            known_people = participants_of(spec, actor, ids)
            taking_part |= {f"{spec.key}-{event_id}": who for event_id, who in known_people.items()}
    owners = sorted({e.owner_id for e in found.events if e.owner_id is not None})
    hues: dict[str | int | None, int] = {owner: HUES[n % len(HUES)] for n, owner in enumerate(owners)}
    all_specs = calendar_sections(current_snapshot(), actor)
    hues |= {s.key: HUES[n % len(HUES)] for n, s in enumerate(all_specs)} | {None: HUES[0]}
    return Scene(
        state=state,
        actor=actor,
        zone=zone,
        now=now,
        specs={s.key: s for s in specs},
        events=found.events,
        people=people,
        takes_part=taking_part,
        movable=frozenset(s.key for s in specs if is_movable(s, actor)),
        hues=hues,
        daily=by_day(found.events, state.days, zone),
    )


def is_movable(spec: SectionSpec, actor: Actor) -> bool:
    """Tell whether the actor may change when records of a section take place; which of them, the door says."""
    if spec.calendar is None or not may(actor, spec.key, "change"):
        return False
    closed = field_access(actor, spec.key).readonly
    start = spec.fields[spec.calendar.start]
    return not (start.readonly or start.system or start.key in closed)


def _title(state: CalendarState) -> str:
    if state.show is Show.DAY:
        return str(_capital(dateformat.format(state.day, "l, j E Y")))
    if state.show is Show.MONTH:
        return str(_capital(dateformat.format(state.day, "F Y")))
    first, last = state.days[0], state.days[-1]
    if first.month == last.month:
        return f"{first.day}–{dateformat.format(last, 'j E Y')}"
    opening = "j E" if first.year == last.year else "j E Y"
    return f"{dateformat.format(first, opening)} – {dateformat.format(last, 'j E Y')}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _head(state: CalendarState, scene: Scene, found: Found) -> Html:
    """Return the heading: the days, the steps before and after, how many events, the ways of showing them."""
    steps = Segments(
        label=_("Go to"),
        buttons=[
            _step(_("Earlier"), state.at(day=state.stepped(-1)), "k", mark="chevron-left"),
            _step(_("Today"), state.at(day=scene.today), "t"),
            _step(_("Later"), state.at(day=state.stepped(1)), "j", mark="chevron-right"),
        ],
    )
    number = len(found.events)
    counted = ngettext("%(number)s event", "%(number)s events", number) % {"number": formats.number(number)}
    shows = ((Show.DAY, _("Day"), "d"), (Show.WEEK, _("Week"), "w"), (Show.MONTH, _("Month"), "m"))
    switch = Segments(
        label=_("Show"),
        buttons=[
            Button(
                label=label,
                url=state.at(show=show),
                is_small=True,
                attrs={**_swap(state.at(show=show)), "data-shortcut": key, **_chosen(is_chosen=state.show is show)},
            )
            for show, label, key in shows
        ],
    )
    return format_html(
        '<div class="a-head"><h1 class="clip">{}</h1>{}<span class="muted a-cal-count">{}</span>'
        '<span class="grow"></span>{}</div>',
        _title(state),
        steps,
        counted,
        switch,
    )


def _step(label: str, url: str, key: str, *, mark: str = "") -> Button:
    return Button(
        label=label,
        icon=mark,
        url=url,
        is_small=True,
        is_icon_only=bool(mark),
        attrs={**_swap(url), "data-shortcut": key, "aria-keyshortcuts": key.upper()},
    )


def _swap(url: str) -> dict[str, AttributeValue]:
    """Return what makes a link refresh the calendar in place; the address goes along."""
    return {"hx-get": url, "hx-target": "#calendar", "hx-swap": "outerHTML", "hx-push-url": "true"}


def _chosen(*, is_chosen: bool) -> dict[str, AttributeValue]:
    return {"aria-current": "true" if is_chosen else None}


def _bar(state: CalendarState, offered: Sequence[SectionSpec], scene: Scene) -> Html:
    """Return the line of switches: whose, which kinds (the legend as well), rows, and what is seldom changed."""
    whose = ((ME, _("Mine")), (TEAM, _("Team")), (EVERYBODY, _("Everybody")))
    people = Segments(
        label=_("Whose calendar"),
        buttons=[
            Button(
                label=label,
                url=(url := state.at(who=key, people=(), has_rows=key != ME)),
                is_small=True,
                attrs={
                    **_swap(url),
                    **_chosen(is_chosen=state.who == key and not state.people),
                },
            )
            for key, label in whose
        ],
    )
    kinds = join(_kind(state, spec, offered, scene) for spec in offered)
    return format_html(
        '<div class="a-bar a-cal-bar">{}{}<span class="grow"></span><span class="a-cal-kinds" role="group"'
        ' aria-label="{}">{}</span>{}</div>',
        people,
        _chosen_people(state, scene),
        _("Kinds"),
        kinds,
        _more(state),
    )


def _kind(state: CalendarState, spec: SectionSpec, offered: Sequence[SectionSpec], scene: Scene) -> Button:
    """Return the switch of one kind, which is the legend of its colour too."""
    keys = [s.key for s in offered]
    now = [key for key in keys if key in state.kinds] or keys
    then = [key for key in keys if (key in now) != (key == spec.key)]
    url = state.at(kinds=() if not then or len(then) == len(keys) else tuple(then))
    hue = "" if state.by_person else f"hue-{HUES[keys.index(spec.key) % len(HUES)]}"
    return Button(
        label=format_html('<i class="a-cal-dot {}" aria-hidden="true"></i>{}', hue, spec.label.text()),
        url=url,
        kind="bare",
        is_small=True,
        attrs={**_swap(url), **_chosen(is_chosen=spec.key in now)},
    )


def _chosen_people(state: CalendarState, scene: Scene) -> Menu:
    """Return the choice of people by name."""
    named = [Option(str(p.id), p.name) for p in scene.people] if state.people else []
    field = Field(
        name="who",
        label=_("People"),
        kind="multiselect",
        value=[option.value for option in named],
        options=named,
        search_url="/people/",
        placeholder=_("Type to search"),
        prefix="calendar",
    )
    kept = {"show": state.show.value, "day": state.day.isoformat(), "kinds": ",".join(state.kinds)}
    hidden = join(
        format_html('<input type="hidden" name="{}" value="{}">', name, value)
        for name, value in {**kept, "rows": "people" if state.show is not Show.MONTH else ""}.items()
        if value
    )
    button = Button(label=_("Show"), kind="primary", is_submit=True, is_small=True)
    form = format_html('<form method="get" class="stack pad">{}{}{}</form>', hidden, field, button)
    label = _("People: %(number)s") % {"number": len(state.people)} if state.people else _("People…")
    return Menu(label=label, panel=form, icon="users", is_small=True, has_arrow=True)


def _more(state: CalendarState) -> Menu:
    """Return what is changed seldom: people in rows, colours, all the hours."""

    def item(label: str, url: str, *, is_checked: bool) -> Html:
        return MenuItem(label=label, url=url, is_checked=is_checked, attrs=_swap(url))

    items: list[Html] = []
    if state.show is not Show.MONTH:
        rows, plain = state.at(has_rows=True), state.at(has_rows=False)
        items += [
            item(_("Days in columns"), plain, is_checked=not state.has_rows),
            item(_("People in rows"), rows, is_checked=state.has_rows),
            MenuLine(),
        ]
    items += [
        item(_("Colour by kind"), state.at(by_person=False), is_checked=not state.by_person),
        item(_("Colour by person"), state.at(by_person=True), is_checked=state.by_person),
    ]
    if state.show is not Show.MONTH:
        items += [
            MenuLine(),
            item(_("Working hours"), state.at(has_all_hours=False), is_checked=not state.has_all_hours),
            item(_("All 24 hours"), state.at(has_all_hours=True), is_checked=state.has_all_hours),
        ]
    return Menu(
        label=_("How the calendar looks"), items=items, icon="adjustments-horizontal", is_small=True, is_icon_only=True
    )


def _notice(found: Found) -> Html:
    if not found.is_cut:
        return EMPTY
    text = _("Only the first %(number)s events are shown. Narrow the days, the people or the kinds.")
    return Notice(text=text % {"number": formats.number(len(found.events))}, tone="soon")


def _rows(scene: Scene) -> Component:
    if scene.people:
        return PeopleRows(scene=scene)
    return EmptyState(title=_("Nobody is chosen"), text=_("Choose people above to see their time."), icon="users")


def _offer(spec: SectionSpec) -> Html:
    """Return one thing that can be planned at an empty place; the script adds when and for whom to its address."""
    calendar = spec.calendar
    attrs: dict[str, AttributeValue] = {
        "data-new": f"/{spec.key}/new/",
        "data-start": calendar.start if calendar else None,
        "data-end": calendar.end or None if calendar else None,
        "data-length": calendar.duration or None if calendar else None,
    }
    return MenuItem(label=spec.singular.text(), icon=known(spec.icon, "calendar"), attrs=attrs)
