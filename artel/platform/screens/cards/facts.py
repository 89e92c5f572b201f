"""The facts of a card: fields by groups, filled ones first in sight, each a press away from being edited."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display
from artel.platform.screens.place import HIDDEN_COLUMNS
from artel.platform.sections.spec import FieldGroup, FieldSpec
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.page import Tab, Tabs
from artel.platform.ui.record import Fact, Facts, Section

MOST_EMPTY_SHOWN = 3
"""More empty fields than this fold away: what is known is read every day, what isn't, once."""
KEPT = ("id", "owner", "created_at", "created_by", "updated_at", "updated_by")
"""Fields of the last group, about the record itself."""


def fact_sections(record: Record, display: Display) -> list[Html]:
    """Return the groups of the record's layout, tabs where their first group stands, and facts of the record itself."""
    tabs = {tab.key: tab for tab in record.layout.tabs}
    above: list[Html] = []
    after: list[Html] = []
    of_tabs: dict[str, list[Html]] = {key: [] for key in tabs}
    for group in record.layout.groups:
        fields = record.shown(key for key in group.fields if key not in KEPT and key not in HIDDEN_COLUMNS)
        if fields:
            outside = after if any(of_tabs.values()) else above
            of_tabs.get(group.tab, outside).append(_section(record, display, group, fields))
    panels = {key: sections for key, sections in of_tabs.items() if sections}
    if panels:
        above += _tabbed([(f"facts-{key}", tabs[key].label.text(display.language), s) for key, s in panels.items()])
    above += after
    kept = record.shown(KEPT)
    if kept:
        facts = Facts(facts=[fact(record, display, f) for f in kept])
        above.append(Section(title=_("Record"), body=facts))
    return above


def _section(record: Record, display: Display, group: FieldGroup, fields: Sequence[FieldSpec]) -> Section:
    return Section(
        title=group.label.text(display.language),
        body=_body(record, display, fields, group.columns),
        is_folded=group.collapsed,
    )


def _tabbed(panels: Sequence[tuple[str, str, Sequence[Html]]]) -> list[Html]:
    """Return the line of tabs and their panels; the first one is in sight."""
    tabs = [Tab(label=label, panel=panel, is_current=n == 0) for n, (panel, label, _s) in enumerate(panels)]
    boxes = [
        format_html(
            '<div role="tabpanel" id="{0}" aria-labelledby="tab-{0}"{1}>{2}</div>',
            panel,
            attributes({"hidden": n > 0}),
            join(sections),
        )
        for n, (panel, _label, sections) in enumerate(panels)
    ]
    return [Tabs(label=_("Parts of the record"), tabs=tabs), *boxes]


def _body(record: Record, display: Display, fields: Sequence[FieldSpec], columns: int) -> Html:
    filled = [f for f in fields if record.cell(f).value not in (None, "", [])]
    empty = [f for f in fields if f not in filled]
    if len(empty) <= MOST_EMPTY_SHOWN or not filled:
        shown, folded = list(fields), []
        if not filled and len(fields) > 2 * MOST_EMPTY_SHOWN:
            shown, folded = list(fields[:MOST_EMPTY_SHOWN]), list(fields[MOST_EMPTY_SHOWN:])
    else:
        shown, folded = filled, empty
    facts = Facts(facts=[fact(record, display, f) for f in shown], columns=columns)
    return join((facts, _folded(record, display, folded)))


def _folded(record: Record, display: Display, fields: Sequence[FieldSpec]) -> Html:
    if not fields:
        return EMPTY
    label = ngettext("%(number)s empty field", "%(number)s empty fields", len(fields)) % {"number": len(fields)}
    facts = Facts(facts=[fact(record, display, f) for f in fields])
    return format_html('<details class="a-folded"><summary>{}</summary>{}</details>', label, facts)


def fact(record: Record, display: Display, field: FieldSpec) -> Fact:
    """Return one labelled value; editable when the actor may change this field of this record."""
    is_editable = record.can_edit(field)
    return Fact(
        label=field.label.text(display.language),
        value=display.html(field, record.cell(field), is_brief=False),
        key=field.key,
        edit_url=record.place.url("cell", record_id=record.id, field=field.key) + "?as=fact" if is_editable else "",
        help=field.help.text(display.language),
    )
