"""One record, read for its card, its form or a cell: values by field, and what the actor may do with it. One query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Value

from artel.platform.access.policy import visible_to
from artel.platform.files.reading import HeldFile
from artel.platform.kernel.errors import NotFound
from artel.platform.records.field_states import FieldStates, rule_book
from artel.platform.screens.display import Display
from artel.platform.screens.place import Place
from artel.platform.screens.reading.layouts import resolved
from artel.platform.screens.reading.plans import CellValue, ReadPlan, Row, plan_reading
from artel.platform.sections.spec import FieldSpec, LayoutSpec
from artel.platform.ui import formats

MAY_CHANGE = "may_be_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as one actor sees it; `can_change` is about this very record, trashed ones never.

    `states` are what the rules of layouts say of its fields now, `layout` the one that its card follows.
    """

    place: Place
    plan: ReadPlan
    row: Row
    can_change: bool
    states: FieldStates = field(default_factory=FieldStates)
    layout: LayoutSpec = field(default_factory=LayoutSpec)

    @property
    def id(self) -> int:
        """Return the record's number."""
        return int(self.row[0])

    @property
    def version(self) -> int:
        """Return how many times it was written; a form sends it back so that nobody overwrites unseen."""
        return int(self.row[1])

    @property
    def name(self) -> str:
        """Return what the record is called."""
        return str(self.row[2] or formats.record_number(self.row[0]))

    @property
    def is_trashed(self) -> bool:
        """Return whether it lies in the trash."""
        return self.plan.value(self.row, "trashed_at") is not None

    @property
    def url(self) -> str:
        """Return the address of the card."""
        return self.place.url("card", record_id=self.id)

    def cell(self, field: FieldSpec) -> CellValue:
        """Return what a field holds."""
        return self.plan.cell(self.row, field.key)

    def shown(self, keys: Iterable[str]) -> tuple[FieldSpec, ...]:
        """Return the fields among `keys` that are readable and not hidden now, in their order."""
        return tuple(f for f in self.place.shown(keys) if f.key not in self.states.hidden)

    def can_edit(self, field: FieldSpec) -> bool:
        """Return whether the actor may change this field of this record now."""
        is_open = self.can_change and not self.is_trashed
        return is_open and self.place.can_write(field) and field.key not in self.states.readonly

    def value(self, key: str) -> Any:
        """Return the stored value of a field, None for one that the actor may not read."""
        field = self.place.fields.get(key)
        return None if field is None else self.cell(field).value

    def values(self) -> dict[str, object]:
        """Return all stored values by field key, for whoever decides what to offer."""
        return {f.key: self.cell(f).value for f in self.plan.fields} | {"id": self.id, "version": self.version}

    def text(self, display: Display, key: str) -> str:
        """Return a field in words, empty for one that is empty or not to be seen."""
        field = self.place.fields.get(key)
        return "" if field is None else display.text(field, self.cell(field))


def files_in(record: Record, fields: Iterable[FieldSpec]) -> dict[int, HeldFile]:
    """Return the files that fields of a record hold, by id."""
    found: dict[int, HeldFile] = {}
    for one in fields:
        if one.holds_files and one in record.plan.fields:
            cell = record.cell(one)
            found |= {file.id: file for file in cell.files}
            if cell.key:
                found[int(cell.value)] = HeldFile(int(cell.value), cell.key, cell.label or "", 0, "")
    return found


def read_record(place: Place, record_id: int, fields: Iterable[FieldSpec] | None = None) -> Record:
    """Return one record with some or all of its readable fields; raises NotFound. Trashed records are found too."""
    wanted = place.fields.values() if fields is None else fields
    plan = plan_reading(place.spec, wanted, extra=("trashed_at",))
    found = visible_to(place.actor, place.spec.key, include_trashed=True).filter(id=record_id)
    may = Exists(place.records("change").filter(id=record_id)) if place.may("change") else Value(value=False)
    book = rule_book(place.spec, place.snapshot, place.actor)
    told = book.annotations()
    rows = list(plan.on(found).annotate(**{MAY_CHANGE: may}, **told).values_list(*plan.paths, MAY_CHANGE, *told)[:1])
    if not rows:
        raise NotFound(section=place.spec.key, ids=[record_id])
    row, can_change, answers = rows[0][: len(plan.paths)], rows[0][len(plan.paths)], rows[0][len(plan.paths) + 1 :]
    states = book.states(answers)
    return Record(
        place=place,
        plan=plan,
        row=row,
        can_change=bool(can_change),
        states=states,
        layout=resolved(place.spec, states.layouts),
    )
