"""What a lead hands on to the client and the deal: fixed ways of its built-in fields, and fields of the company.

The system carries, so that a field which somebody may not see is not lost with him: the account has what the lead
had. But it betrays nothing: a value that the actor may not read goes only where he may not read it either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from artel.platform.access.policy import field_access, may
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.sections.carrying import carried, handovers
from artel.platform.sections.spec import FieldSpec

SECTION = "leads"
FIXED: Mapping[str, Mapping[str, str]] = {
    "accounts": {"company_name": "name", "inn": "inn", "source": "source", "owner": "owner"},
    "contacts": {
        "person_name": "name",
        "position": "position",
        "phone": "phone",
        "email": "email",
        "source": "source",
        "owner": "owner",
    },
    "deals": {"name": "name", "budget": "amount", "currency": "currency", "source": "source", "owner": "owner"},
}
REACH = ("phone", "email")
"""Of a company that came without a person the account keeps these; else they stay with the person."""
FILLS = frozenset({"inn", "position"})
"""Built-in fields that an existing client may lack: his name, source and owner are his own."""

EMPTY: tuple[object, ...] = (None, "", [])
"""What counts as nothing: such values are not carried, and are what a lead may fill."""

LeadValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ways:
    """For one actor: lead field → field, by section of what is made. `own` are those of the company's fields alone."""

    to: Mapping[str, Mapping[str, str]]
    own: Mapping[str, Mapping[str, str]]

    def values(self, section: str, lead: LeadValues) -> dict[str, object]:
        """Return what a new record of the section takes from a lead."""
        return taken(lead, self.to[section])

    def filling(self, section: str, lead: LeadValues) -> dict[str, object]:
        """Return what an existing record of the section may be completed with."""
        fixed = {source: into for source, into in self.to[section].items() if source in FILLS}
        return taken(lead, {**fixed, **self.own[section]})


def ways_for(actor: Actor) -> Ways:
    """Return which fields of a lead go where when this actor qualifies it."""
    snapshot = current_snapshot()
    spec = snapshot.section(SECTION)
    secret = field_access(actor, SECTION).hidden
    to: dict[str, Mapping[str, str]] = {}
    own: dict[str, Mapping[str, str]] = {}
    for section, fixed in FIXED.items():
        shut = field_access(actor, section).hidden if may(actor, section, "read") else snapshot.section(section).fields
        found = carried(spec, snapshot.section(section), added_fields())
        told = {s: into for s, into in {**found, **fixed}.items() if s not in secret or into in shut}
        to[section] = told
        own[section] = {s: into for s, into in told.items() if s not in fixed}
    return Ways(to, own)


def added_fields() -> Iterable[FieldSpec]:
    """Return the fields of leads that the company has added: built-in ones have their own ways."""
    built_in = handovers.get(SECTION).built_in
    return [f for f in current_snapshot().section(SECTION).shown_fields if f.key not in built_in]


def taken(lead: LeadValues, names: Mapping[str, str]) -> dict[str, object]:
    """Return the lead's values that are there, under the fields they go to."""
    return {into: lead[source] for source, into in names.items() if lead.get(source) not in EMPTY}
