"""The work list of approvals: what waits for the reader, what he asked for, what he decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.text import short_name
from artel.platform.process.approvals.reading import Asked, asked_by, decided_by, names_of, waiting_for
from artel.platform.screens.cards.approvals.wording import mark_of, people_of, time_of
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import AttributeValue, Html, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Page, Tab, Tabs
from artel.platform.ui.record import Entry

WAITING, BY_ME, DECIDED = "", "asked", "decided"
READ: Mapping[str, Callable[[Actor], list[Asked]]] = {WAITING: waiting_for, BY_ME: asked_by, DECIDED: decided_by}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsScreen:
    """What the template prints."""

    page: Page
    url: str
    tabs: Tabs
    body: Html


def approvals_screen(actor: Actor, tab: str) -> ApprovalsScreen:
    """Return the list of one tab; a constant number of queries."""
    tab = tab if tab in READ else WAITING
    url = reverse("screens:approvals")
    found = READ[tab](actor)
    names = names_of(found, actor)
    labels = {WAITING: _("Wait for me"), BY_ME: _("I asked"), DECIDED: _("I decided")}
    tabs = Tabs(
        label=_("Approvals"),
        tabs=[
            Tab(
                label=label,
                url=f"{url}?tab={key}" if key else url,
                is_current=key == tab,
                count=len(found) if key == tab == WAITING else None,
            )
            for key, label in labels.items()
        ],
    )
    body = join(entry_of(each, names) for each in found) if found else _empty(tab)
    return ApprovalsScreen(
        page=Page(title=_("Approvals")), url=f"{url}?tab={tab}" if tab else url, tabs=tabs, body=body
    )


def waiting_entries(asked: Sequence[Asked], actor: Actor) -> Html:
    """Return what waits for the actor as lines, for his day."""
    names = names_of(asked, actor)
    return join(entry_of(each, names) for each in asked)


def entry_of(asked: Asked, names: Mapping[tuple[str, int], str]) -> Html:
    """Return one line: what is asked, of which record, by whom; who is asked may decide right here."""
    approval, now = asked.approval, timezone.localtime(clock.now())
    spec = current_snapshot().sections.get(approval.section)
    name = names.get((approval.section, approval.record_id))
    number = formats.record_number(approval.record_id)
    about = name or (f"{spec.singular.text()} {number}" if spec else number)
    who = short_name(approval.asked_by.name) if approval.asked_by else approval.asked_by_name
    note = join((asked.label, " · ", who if asked.is_mine else people_of(asked)))
    url = reverse("screens:approval", args=[approval.pk])
    into: dict[str, AttributeValue] = {"hx-get": url, "hx-target": "#dialog"}
    decide = Button(
        label=_("Decide: %(what)s") % {"what": about}, icon="rubber-stamp", url=url, is_icon_only=True, attrs=into
    )
    return Entry(
        label=about,
        url=url,
        attrs=into,
        note=note,
        mark=mark_of(asked),
        value=time_of(asked, now),
        actions=(decide,) if asked.is_mine else (),
    )


def _empty(tab: str) -> Html:
    title, text = {
        WAITING: (_("Nothing waits for you"), _("What your colleagues need your decision on comes here.")),
        BY_ME: (_("You have asked for nothing yet"), _("Move a record to a stage that needs an approval.")),
        DECIDED: (_("You have decided nothing yet"), _("Your decisions stay here; they can't be changed.")),
    }[tab]
    return EmptyState(title=title, text=format_html("{}", text), icon="rubber-stamp")
