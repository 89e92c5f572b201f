"""«hand_on»: values go over to the record that a reference points to."""

from __future__ import annotations

from artel.platform.automation.performing import Done, Firing, blaming, performs
from artel.platform.definitions.kinds.rules.bodies import HandOnBody
from artel.platform.records import door


@performs("hand_on")
def hand_on(body: HandOnBody, firing: Firing) -> Done:
    """Write into the related records, where there are any; of several that point to one, the last by id has its say."""
    target = str(firing.section.fields[body.of].target)
    wanted: dict[int, int] = {}
    for met in firing.met:
        related = met.values[body.of]
        if related is not None:
            wanted[int(related)] = met.id
    by_id = {met.id: met for met in firing.met}
    changes = [door.Change(id=i, values=firing.row(body.values, by_id[source])) for i, source in wanted.items()]
    with blaming(list(wanted.values())):
        door.change(target, changes, actor=firing.actor)
    return {met.id: {"act": "hand_on", "section": target, "id": met.values[body.of]} for met in firing.met}
