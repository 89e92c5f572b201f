"""Puts a card together. At most six queries: the record, its plans, related lists, feed, names in the feed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.screens.actions import RecordAction, actions_of
from artel.platform.screens.activities import PLANNED, Activity, activity_sections, open_activities
from artel.platform.screens.cards.approvals.panel import approval_notices, approvals_of, approvals_section
from artel.platform.screens.cards.composer import composer_of
from artel.platform.screens.cards.facts import fact_sections
from artel.platform.screens.cards.feed import FeedState, feed_of
from artel.platform.screens.cards.feed_kinds import FILTERS
from artel.platform.screens.cards.lines import line_relations, line_sections
from artel.platform.screens.cards.planned import about_of, activity_buttons, next_action_bar, planned_section
from artel.platform.screens.cards.record import Record
from artel.platform.screens.cards.related import related_sections
from artel.platform.screens.cards.stages import failure_items, stage_bar
from artel.platform.screens.cards.steps import steps_section
from artel.platform.screens.display import Display
from artel.platform.sections.spec import Kind
from artel.platform.ui import formats
from artel.platform.ui.atoms import Person
from artel.platform.ui.buttons import Button, Menu, MenuItem, MenuLine
from artel.platform.ui.component import EMPTY, AttributeValue, Html, attributes, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.page import Crumb, Page
from artel.platform.ui.record import RecordHead, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class CardScreen:
    """Everything the template of a card prints."""

    page: Page
    url: str
    section: str
    record_id: int
    refresh_on: str
    head: RecordHead
    notice: Html
    facts: list[Html]
    lines: list[Html]
    composer: Html
    feed: Html
    related: list[Section]


def card_screen(record: Record, display: Display, *, csrf_token: str) -> CardScreen:
    """Return the card of a record."""
    place = record.place
    planned = (
        open_activities(place.snapshot, place.actor, place.spec.key, record.id) if place.spec.has_activities else []
    )
    related = related_sections(record, display)
    if place.spec.has_activities:
        related.insert(0, planned_section(record, display, planned))
    if (steps := steps_section(record, display)) is not None and not record.is_trashed:
        related.insert(0, steps)
    asked = approvals_of(record)
    if (approvals := approvals_section(record, display, asked)) is not None:
        related.insert(0, approvals)
    return CardScreen(
        page=Page(
            title=record.name,
            crumbs=(Crumb(place.spec.label.text(), place.url("list")), Crumb(formats.record_number(record.id))),
            kind="card",
            has_head=False,
        ),
        url=record.url,
        section=place.spec.key,
        record_id=record.id,
        refresh_on=", ".join(f"changed:{key} from:body" for key in _watched(record)),
        head=head_of(record, display, planned),
        notice=join((_notice(record), *approval_notices(record, asked))),
        facts=fact_sections(record, display),
        lines=line_sections(record, csrf_token=csrf_token),
        composer=composer_of(record, display, csrf_token),
        feed=feed_box(record, display, FeedState()) if place.spec.has_feed else "",
        related=related,
    )


def _watched(record: Record) -> list[str]:
    """Return the sections that a card shows: activities about the record, and its lines with what they add up to."""
    place = record.place
    activities = activity_sections(place.snapshot, place.actor) if place.spec.has_activities else ()
    return [*(s.key for s in activities), *(r.spec.key for r in line_relations(record))]


def head_of(record: Record, display: Display, planned: list[Activity]) -> RecordHead:
    """Return the top of the card: what it is, where it stands, what is next."""
    has_plans = record.place.spec.has_activities and not record.is_trashed
    return RecordHead(
        title=record.name,
        actions=_actions(record, display),
        key_facts=_key_facts(record, display),
        stages=stage_bar(record, display),
        next_action=next_action_bar(record, display, planned[0] if planned else None) if has_plans else "",
    )


def _key_facts(record: Record, display: Display) -> list[Html]:
    """Return the facts under the title; a bare number or date says what it is."""
    about = about_of(record)
    found: list[Html] = [about] if about else []
    for field in record.shown(k for k in record.layout.key_facts if k not in PLANNED):
        cell = record.cell(field)
        if cell.value in (None, ""):
            continue
        if field.kind is Kind.PERSON:
            found.append(
                Person(display.text(field, cell), short=display.text(field, cell), is_me=cell.value == display.user_id)
            )
        elif field.kind is Kind.MONEY:
            found.append(format_html("<b>{}</b>", display.text(field, cell)))
        elif field.kind is Kind.REFERENCE:
            found.append(display.link(field.target or "", cell.value, display.text(field, cell)))
        else:
            label = field.label.text(display.language)
            found.append(format_html("{} <b>{}</b>", label, display.html(field, cell)))
    return found


def _actions(record: Record, display: Display) -> list[Html]:
    """Return the buttons of the head: what features offer for this record, edit, and a menu of the rest."""
    if record.is_trashed:
        return []
    values = record.values()
    offered = [a for a in actions_of(record.place.spec.key) if _is_offered(a, record, values)]
    buttons: list[Html] = [*(_button(record, a) for a in offered), *activity_buttons(record)]
    edit = record.place.url("edit", record_id=record.id)
    sheet: dict[str, AttributeValue] = {"hx-get": edit, "hx-target": "#dialog", "data-dialog": "sheet"}
    if record.can_change:
        buttons.append(Button(label=_("Edit"), icon="pencil", url=edit, attrs={**sheet, "data-shortcut": "e"}))
    return [*buttons, _menu(record, display)]


def _is_offered(action: RecordAction, record: Record, values: dict[str, object]) -> bool:
    if not record.place.may(action.needs) or (action.needs == "change" and not record.can_change):
        return False
    return action.is_offered(values, record.place.actor)


def _button(record: Record, action: RecordAction) -> Button:
    url = action.url(record.place.spec.key, [record.id])
    verb = "hx-get" if action.in_dialog else "hx-post"
    attrs: dict[str, AttributeValue] = {} if action.is_page else {verb: url, "hx-target": "#dialog"}
    return Button(
        label=action.label,
        icon=action.icon,
        kind="primary" if action.is_main else "",
        url=url if action.in_dialog or action.is_page else "",
        attrs=attrs,
    )


def _menu(record: Record, display: Display) -> Html:
    place = record.place
    into: dict[str, AttributeValue] = {"hx-target": "#dialog"}
    history, why = place.url("history", record_id=record.id), place.url("why", record_id=record.id)
    items: list[Html] = [
        MenuItem(
            label=_("History of changes"),
            icon="history",
            url=history,
            attrs={"hx-get": history, **into, "data-dialog": "wide"},
        ),
        MenuItem(label=_("Who sees this and why"), icon="eye", url=why, attrs={"hx-get": why, **into}),
    ]
    if record.can_change:
        items += failure_items(record, display)
    if place.may("remove") and record.can_change:
        merge = f"{place.url('merge')}?ids={record.id}"
        items.append(
            MenuItem(
                label=_("Merge with another…"),
                icon="arrows-join",
                url=merge,
                attrs={"hx-get": merge, **into, "data-dialog": "wide"},
            )
        )
        items += [
            MenuLine(),
            MenuItem(
                label=_("Move to trash"),
                icon="trash",
                is_danger=True,
                attrs={"hx-post": place.url("remove", record_id=record.id), "hx-swap": "none"},
            ),
        ]
    return Menu(label=_("More"), icon="dots", is_icon_only=True, items=items)


def _notice(record: Record) -> Html:
    if not record.is_trashed:
        return EMPTY
    place = record.place
    back = Button(
        label=_("Take back"),
        icon="restore",
        is_small=True,
        attrs={"hx-post": place.url("restore", record_id=record.id), "hx-swap": "none"},
    )
    return Notice(
        text=_("This record is in the trash. It can't be changed until it is taken back."),
        tone="soon",
        actions=(back,) if place.may("remove") else (),
    )


def feed_box(record: Record, display: Display, state: FeedState) -> Html:
    """Return the feed with its filters; it asks for itself again when the record changes."""
    url = record.place.url("feed", record_id=record.id)
    filters = join(
        Button(
            label=label,
            url=f"{url}?group={key}",
            kind="" if key == state.group else "bare",
            is_small=True,
            attrs={
                "hx-get": f"{url}?group={key}",
                "hx-target": "#feed-box",
                "hx-swap": "outerHTML",
                "aria-current": "true" if key == state.group else None,
            },
        )
        for key, label in (("", _("Everything")), *FILTERS.items())
    )
    given = {
        "hx-get": f"{url}?group={state.group}",
        "hx-trigger": f"changed:{record.place.spec.key}:{record.id} from:body",
        "hx-target": "this",
        "hx-swap": "outerHTML",
    }
    return format_html(
        '<div id="feed-box"{}><div class="row-x wrap a-feed-filters" role="group" aria-label="{}">{}</div>{}</div>',
        attributes({**given}),
        _("What to show"),
        filters,
        feed_of(record, display, state),
    )
