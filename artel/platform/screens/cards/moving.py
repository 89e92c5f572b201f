"""Moving a record to another stage: through the door, with what it asks for filled in on the way, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from artel.platform.access.policy import may
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.process.moving import may_go
from artel.platform.records import door
from artel.platform.screens.actions import settling_buttons
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.cards.stages import pipeline_of
from artel.platform.screens.place import Place
from artel.platform.sections.spec import Detail
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html


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
    is_two_way = left is not None and may_go(target, left, place.actor)
    return Moved(record=record, before=before if is_two_way else "", label=target.label.text())


def missing_fields(place: Place, problems: Sequence[Problem]) -> tuple[str, ...]:
    """Return the fields that would let the move happen when filled: what is wrong, and what an unmet gate reads."""
    keys = [key for p in problems for key in (p.field, *_read_by(p)) if key and key != "stage"]
    return tuple(dict.fromkeys(k for k in keys if k in place.fields and place.can_write(place.fields[k])))


def _read_by(problem: Problem) -> tuple[str, ...]:
    found = problem.data.get("fields")
    return tuple(map(str, found)) if isinstance(found, Sequence) else ()


def ways_out(place: Place, record_id: int, problems: Sequence[Problem]) -> list[Html]:
    """Return the buttons that settle what no field can: the named acts, and a new record of a related section."""
    lacking = [str(p.data["detail"]) for p in problems if p.data.get("detail")]
    details = [d for d in place.snapshot.details(place.spec.key) if d.section in lacking]
    adding = [d for d in details if may(place.actor, d.section, "create")]
    return [*settling_buttons(place.spec.key, record_id, problems), *(_add_button(d, record_id) for d in adding)]


def _add_button(detail: Detail, record_id: int) -> Button:
    url = f"/{detail.section}/new/?{urlencode({detail.field: record_id})}"
    return Button(
        label=_("Add: %(what)s") % {"what": detail.label.text()},
        icon="plus",
        is_small=True,
        url=url,
        attrs={"hx-get": url, "hx-target": "#dialog", "data-dialog": "sheet"},
    )
