"""What Ctrl+K offers: records that match, sections and acts whose words begin so."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.text import fold
from artel.platform.screens.shell import create_items, section_links, tool_links
from artel.platform.search.searching import Hit, search
from artel.platform.sections.spec import Snapshot
from artel.platform.ui import formats
from artel.platform.ui.component import join
from artel.platform.ui.icons import icon, known
from artel.platform.ui.palette import PaletteGroup, PaletteItem
from artel.platform.ui.record import Entry, Section

MOST_RECORDS = 12
FEWEST_LETTERS = 2


def groups_for(actor: Actor, snapshot: Snapshot, text: str) -> list[PaletteGroup]:
    """Return what fits the text; without one, where to go and what to do."""
    wanted = fold(text)
    places = [
        PaletteItem(label=link.label, url=link.url, icon=link.icon)
        for link in (*section_links(actor, snapshot), *tool_links(actor))
        if _fits(wanted, str(link.label))
    ]
    acts = [
        PaletteItem(
            label=_("Create: %(what)s") % {"what": item.label},
            url=item.url,
            icon="plus",
            attrs={"hx-get": item.url, "hx-target": "#dialog", "data-dialog": "sheet"},
        )
        for item in create_items(actor, snapshot)
        if _fits(wanted, _("Create: %(what)s") % {"what": item.label})
    ]
    found = [PaletteGroup(label=_("Go to"), items=places[:8]), PaletteGroup(label=_("Do"), items=acts[:6])]
    if len(wanted) < FEWEST_LETTERS:
        return [g for g in found if g.items]
    return [*record_groups(snapshot, search(actor, text, limit=MOST_RECORDS)), *(g for g in found if g.items)]


def _fits(wanted: str, label: str) -> bool:
    """Every word typed begins a word of the label."""
    words = fold(label).replace(":", " ").split()
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def record_groups(snapshot: Snapshot, hits: list[Hit]) -> list[PaletteGroup]:
    """Return hits by section, the section of the best hit first."""
    by_section: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_section[hit.section].append(hit)
    return [
        PaletteGroup(
            label=snapshot.sections[key].label.text(),
            items=[
                PaletteItem(
                    label=hit.title or formats.record_number(hit.record_id),
                    url=f"/{key}/{hit.record_id}/",
                    icon=snapshot.sections[key].icon,
                    note=hit.note,
                )
                for hit in found
            ],
        )
        for key, found in by_section.items()
        if key in snapshot.sections
    ]


def result_sections(snapshot: Snapshot, hits: list[Hit]) -> list[Section]:
    """Return hits by section for the page of search."""
    return [
        Section(
            title=group.label,
            count=len(group.items),
            body=join(
                Entry(label=item.label, url=item.url, note=item.note, mark=icon(known(item.icon), css="muted"))
                for item in group.items
            ),
        )
        for group in record_groups(snapshot, hits)
    ]
