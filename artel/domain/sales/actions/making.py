"""Records made of a lead, and existing ones completed by it. What can't be written comes back beside its input.

What the person typed is written as his; what only the lead knows by the system: a field that he may not write, a file,
a record that he does not see. An existing record gets only what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from artel.domain.sales.handing_on import EMPTY
from artel.platform.access.policy import field_access, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.files.actions import leave_to_the_sweep
from artel.platform.files.copying import Copies
from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.records import door
from artel.platform.records.feed import as_json
from artel.platform.records.uploads import ids_in
from artel.platform.sections.spec import Kind

Made = list[tuple[str, int]]
"""(section, id) of records in the order of making."""
Filled = list[tuple[str, int, dict[str, Any]]]
"""(section, id, field → the value that it got) of records that were there before."""


@dataclass(slots=True)
class Making:
    """One qualification at work: what it has made and filled so far. `copies` are of the lead's files."""

    actor: Actor
    copies: Copies
    made: Made = field(default_factory=list)
    filled: Filled = field(default_factory=list)

    def create(
        self,
        section: str,
        prefix: str,
        known: Mapping[str, object],
        typed: Mapping[str, object],
        *,
        by_system: bool = False,
    ) -> int:
        """Create one record of what the lead knows and what was typed, which comes first.

        `by_system`: the row holds what the system alone may write; what was typed is looked at as the person's all the
        same. Problems come back under `<prefix>.<field>`.
        """
        writer = self.actor.as_system() if by_system else self.actor
        left = {key: value for key, value in known.items() if key in _shut(section, writer) and key not in typed}
        with problems_under(prefix):
            if by_system:
                _demand_own(section, typed, self.actor)
            row = {**{key: value for key, value in known.items() if key not in left}, **typed}
            record_id = door.create(section, [row], actor=writer)[0]
            self.made.append((section, record_id))
            if left:
                self._write(section, record_id, left)
        return record_id

    def complete(self, section: str, prefix: str, record_id: int, values: Mapping[str, object]) -> None:
        """Fill those of `values` into a record that it lacks; note what was filled."""
        rows = visible_to(SYSTEM, section).filter(id=record_id).select_for_update(of=("self",))
        if not values or not rows.values_list("id", flat=True):
            return
        held = stored_values(section, record_id, values)
        lacking = {key: value for key, value in values.items() if held[key] in EMPTY}
        if lacking:
            with problems_under(prefix):
                self._write(section, record_id, lacking)
            self.filled.append((section, record_id, stored_values(section, record_id, lacking)))

    def _write(self, section: str, record_id: int, values: Mapping[str, object]) -> None:
        """Write values as the system; of the lead's files the record gets copies of its own."""
        fields = current_snapshot().section(section).fields
        own = dict(values)
        for key, value in values.items():
            if fields[key].holds_files:
                copies = self.copies.of(ids_in(value))
                own[key] = copies[0] if fields[key].kind is Kind.FILE else copies
        door.change(section, [door.Change(id=record_id, values=own)], actor=self.actor.as_system())


def _shut(section: str, writer: Actor) -> frozenset[str]:
    """Return the fields that this writer can't fill with what a lead holds."""
    spec = current_snapshot().section(section)
    files = frozenset(f.key for f in spec.shown_fields if f.holds_files)
    if writer.is_unrestricted:
        return files
    access = field_access(writer, section)
    pointers = frozenset(f.key for f in spec.shown_fields if f.kind is Kind.REFERENCE)
    return files | pointers | access.hidden | access.readonly


def _demand_own(section: str, typed: Mapping[str, object], actor: Actor) -> None:
    """Raise ValidationFailed for what the actor typed and could not write himself."""
    problems = [p for p in door.check(section, [typed], actor=actor) if p.field in typed] if typed else []
    if problems:
        raise ValidationFailed(problems)


def correctable(section: str, actor: Actor) -> frozenset[str]:
    """Return the fields of which the actor may correct what the system writes for him: plain ones that he may write."""
    access = field_access(actor, section)
    spec = current_snapshot().section(section)
    plain = frozenset(f.key for f in spec.shown_fields if not (f.is_pointer or f.holds_files))
    return plain - access.hidden - access.readonly


def take_back(filled: Filled, actor: Actor) -> None:
    """Empty what was filled and has stayed so since; what somebody has changed is his."""
    for section, record_id, values in filled:
        spec = current_snapshot().section(section)
        keys = [key for key in values if (held := spec.field(key)) and not held.required]
        if not visible_to(SYSTEM, section).filter(id=record_id).exists():
            continue
        stored = stored_values(section, record_id, keys)
        same = [key for key in keys if stored[key] == values[key]]
        if same:
            change = door.Change(id=record_id, values=dict.fromkeys(same))
            door.change(section, [change], actor=actor.as_system())
        files = [i for key in same if spec.fields[key].holds_files for i in ids_in(values[key])]
        leave_to_the_sweep(StoredFile.objects.filter(id__in=files))


def stored_values(section: str, record_id: int, keys: Iterable[str]) -> dict[str, Any]:
    """Return stored values as JSON keeps them, pointers as ids."""
    fields = current_snapshot().section(section).fields
    columns = {key: f"{key}_id" if fields[key].is_pointer else key for key in keys}
    row = visible_to(SYSTEM, section).filter(id=record_id).values_list("id", *columns.values()).get()
    found: dict[str, Any] = orjson.loads(as_json(dict(zip(columns, row[1:], strict=True))))
    return found


@contextmanager
def problems_under(prefix: str) -> Iterator[None]:
    """Give problems the place of an input of the dialog: `account.inn`."""
    try:
        yield
    except ValidationFailed as refused:
        raise ValidationFailed(
            [
                Problem(
                    code=p.code,
                    message=p.message,
                    field=f"{prefix}.{p.field}" if p.field else prefix,
                    value=p.value,
                    suggestion=p.suggestion,
                )
                for p in refused.problems
            ]
        ) from refused
