"""Moving a record to another stage: through the door, with what it asks for filled in on the way, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.records import door
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.cards.stages import may_go, pipeline_of
from artel.platform.screens.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move that was done: what to say, and the stage to go back to, empty where no way leads back."""

    record: Record
    before: str
    label: str


def move(
    place: Place,
    record_id: int,
    stage: str,
    *,
    version: int | None,
    values: Mapping[str, object],
) -> Moved:
    """Move a record and write `values` with it.

    Raises NotFound, AccessDenied, StaleRecord, ValidationFailed (with what is missing) as the door does.
    """
    needed = place.shown(("stage", "pipeline"))
    record = read_record(place, record_id, needed)
    pipeline = pipeline_of(record)
    target = pipeline.stage(stage) if pipeline else None
    if target is None:
        raise ValidationFailed([Problem(code="unknown_stage", message=_("There is no such stage."), field="stage")])
    before = str(record.value("stage") or "")
    door.change(
        place.spec.key,
        [door.Change(id=record_id, values={**values, "stage": stage}, version=version)],
        actor=place.actor,
    )
    left = pipeline.stage(before) if pipeline else None
    is_two_way = left is not None and may_go(target, left)
    return Moved(record=record, before=before if is_two_way else "", label=target.label.text())


def missing_fields(place: Place, problems: Sequence[Problem]) -> tuple[str, ...]:
    """Return the fields that would let the move happen when filled: what is wrong, except the stage itself."""
    keys = (p.field for p in problems if p.field and p.field != "stage")
    return tuple(dict.fromkeys(k for k in keys if k in place.fields and place.can_write(place.fields[k])))
