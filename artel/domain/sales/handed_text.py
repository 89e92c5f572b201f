"""What goes over from a lead, in words of the dialog: «КПП 770701001 · Полное наименование …»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.domain.sales.qualification import Candidate, Proposal
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.display import Display, screen_display
from artel.platform.screens.place import Place, place_for
from artel.platform.ui.component import EMPTY, Html, join

LONGEST = 80
"""Characters of a value: the dialog shows that an address goes over, not all of it."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The lead's values that go over, as the actor may see them on both sides."""

    offered: Proposal
    record: Record
    display: Display

    @classmethod
    def of(cls, place: Place, offered: Proposal) -> Self:
        """Return what goes over from the lead of a proposal. One query."""
        sources = dict.fromkeys(key for ways in offered.handed.values() for key in ways)
        record = read_record(place, offered.lead["id"], place.shown(sources))
        return cls(offered, record, screen_display(place))

    def told(self, section: str) -> Html:
        """Return the values that a new record of a section gets beside those shown anyway; empty for none."""
        ways = self.offered.handed[section]
        target = place_for(self.record.place.actor, section) if ways else None
        if target is None:
            return EMPTY
        facts = []
        for source, into in ways.items():
            value = self.record.text(self.display, source)
            if value and into in target.fields:
                label = target.fields[into].label.text(self.display.language)
                cut = value if len(value) <= LONGEST else f"{value[:LONGEST].rstrip()}…"
                facts.append(format_html('<span class="a-handed">{} <b>{}</b></span>', label, cut))
        return format_html("{} {}", _("From the lead:"), join(facts, " · ")) if facts else EMPTY

    def filled(self, section: str, candidate: Candidate) -> Html:
        """Return which empty fields of an existing record the lead fills; empty for none."""
        if not candidate.lacks:
            return EMPTY
        fields = place_for(self.record.place.actor, section).fields
        names = ", ".join(fields[key].label.text(self.display.language) for key in candidate.lacks if key in fields)
        return format_html("{} {}", _("The lead will fill:"), names) if names else EMPTY
