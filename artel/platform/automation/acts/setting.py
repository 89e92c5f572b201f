"""«set» and «move»: values and the stage of the record itself."""

from __future__ import annotations

from artel.platform.automation.performing import Done, Firing, blaming, performs
from artel.platform.definitions.kinds.rules.bodies import MoveBody, SetBody
from artel.platform.records import door


@performs("set")
def set_values(body: SetBody, firing: Firing) -> Done:
    """Write values into the records; who has them already is left alone."""
    return _change(firing, {met.id: firing.row(body.values, met) for met in firing.met}, "set")


@performs("move")
def move(body: MoveBody, firing: Firing) -> Done:
    """Move the records to a stage, as far as its gates let them."""
    return _change(firing, {met.id: {"stage": body.stage} for met in firing.met}, "move")


def _change(firing: Firing, rows: dict[int, dict[str, object]], act: str) -> Done:
    changes = [door.Change(id=record_id, values=values) for record_id, values in rows.items()]
    with blaming([c.id for c in changes]):
        moved = set(door.change(firing.section.key, changes, actor=firing.actor))
    return {i: {"act": act, "changed": i in moved} for i in rows}
