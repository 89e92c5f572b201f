"""Takes the demo data of a pack away again: records for good, its people out of the door."""

from __future__ import annotations

from django.db import transaction

from artel.platform.definitions.current import current_snapshot, holding
from artel.platform.kernel.actor import Actor
from artel.platform.packs.models import DemoBatch
from artel.platform.records import door

BATCH = 5000


def remove_demo(pack: str, *, actor: Actor) -> int:
    """Delete the records that the demo data of a pack made, newest groups first; return how many there were.

    People stay, with what the company has since entered under their names; an administrator closes their logins.
    """
    gone = 0
    with transaction.atomic(), holding(current_snapshot()) as snapshot:
        for batch in DemoBatch.objects.filter(pack=pack).order_by("-id"):
            section = snapshot.sections.get(batch.section)
            if section is not None and not section.retired:
                for start in range(0, len(batch.ids), BATCH):
                    ids = batch.ids[start : start + BATCH]
                    gone += door.purge(batch.section, ids, actor=actor, even_live=True)
            batch.delete()
    return gone
