"""«create»: a record of any section, also a task about the record."""

from __future__ import annotations

from artel.platform.automation.matching import OWNER, Met
from artel.platform.automation.performing import Done, Firing, blaming, performs
from artel.platform.definitions.kinds.rules.bodies import CreateBody
from artel.platform.records import door
from artel.platform.sections.steps import is_activity


@performs("create")
def create(body: CreateBody, firing: Firing) -> Done:
    """Make one record for each, its owner's unless a value says whose; an activity is about the record by itself."""
    made = firing.snapshot.section(body.section)
    about = is_activity(made)

    def row(met: Met) -> dict[str, object]:
        values = firing.row(body.values, met)
        if OWNER in made.fields and OWNER not in values:
            values[OWNER] = met.values[OWNER]
        if about:
            values = {"about_section": firing.section.key, "about_id": met.id, **values}
        return values

    rows = [row(met) for met in firing.met]
    with blaming([met.id for met in firing.met]):
        ids = door.create(body.section, rows, actor=firing.actor)
    return {
        met.id: {"act": "create", "section": body.section, "id": record_id}
        for met, record_id in zip(firing.met, ids, strict=True)
    }
