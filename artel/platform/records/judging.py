"""Which conditions are true of records as they would be written: asked of the database, once for a whole batch.

A `Judge` compiles conditions of one section for one actor into columns: of stored records (`columns`, in the query that
reads them anyway) or of rows of proposed values (`told`, one query for all rows).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import BooleanField, Case, QuerySet, Value, When

from artel.platform.conditions.bound import Bound
from artel.platform.conditions.compiling import compile_bound
from artel.platform.conditions.reading import bind_text, fields_read
from artel.platform.conditions.values import Setting
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.records.derived.proposed import computed_anew, none_yet, stated, with_sources
from artel.platform.schema.runtime import PROPOSED_ROW, PROPOSED_TABLE, model_of, proposed_model_of
from artel.platform.sections.spec import SectionSpec, Snapshot

CONSTANT = {"": None, "true": True, "false": False}
"""Texts that need no asking; the empty one says nothing."""
KEPT_TEXTS = 4000
_bound: dict[tuple[int, str, str], tuple[Snapshot, Bound, frozenset[str]]] = {}
"""Checked conditions by revision, section and text; emptied when it grows over `KEPT_TEXTS`."""


@dataclass(frozen=True)
class Judge:
    """Conditions of one section as one actor meets them at one moment."""

    section: SectionSpec
    snapshot: Snapshot
    actor: Actor
    moment: datetime = field(default_factory=clock.now)

    def reads(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the fields of the record that these conditions read, and what computed ones among them follow from."""
        named: frozenset[str] = frozenset().union(*(self._checked(t)[1] for t in texts if t not in CONSTANT))
        return with_sources(self.section, self.snapshot, named)

    def columns(self, texts: Sequence[str]) -> dict[str, Case]:
        """Return a column for every condition, in their order."""
        setting = Setting(
            actor=self.actor,
            now=self.moment,
            zone=ZoneInfo(self.actor.timezone),
            models=lambda key: model_of(key, self.snapshot),
        )
        return {
            f"rule_{number}": Case(
                When(compile_bound(self._checked(text)[0], setting), then=Value(value=True)),
                default=Value(value=False),
                output_field=BooleanField(),
            )
            for number, text in enumerate(texts)
        }

    def told(self, texts: Sequence[str], rows: Sequence[Mapping[str, object]]) -> list[dict[str, bool]]:
        """Return of every row of proposed values (field key → stored form) which conditions are true. One query.

        A row holds at least the fields that the conditions read; `id` is that of the stored record, if there is one.
        Computed fields are those of the proposed values, whatever the row says of them.
        """
        fixed = {text: value for text in texts if (value := CONSTANT.get(text)) is not None}
        asked = tuple(text for text in dict.fromkeys(texts) if text not in CONSTANT)
        found = [dict(fixed) for _row in rows]
        if not asked or not rows:
            return found
        statement, parameters = self._statement(asked, rows)
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            for number, *told in cursor.fetchall():
                found[number].update(zip(asked, told, strict=True))
        return found

    def _statement(self, texts: Sequence[str], rows: Sequence[Mapping[str, object]]) -> tuple[str, list[Any]]:
        model = proposed_model_of(self.section.key, self.snapshot)
        columns = self.columns(texts)
        statement, parameters = (
            QuerySet(model).annotate(**columns).values_list(PROPOSED_ROW, *columns).query.sql_with_params()
        )
        keys = sorted(self.reads(texts) | {"id"})
        none = none_yet(self.section, self.snapshot)
        whole = [row if row.get("id") else {**row, **none} for row in rows]
        given = stated(whole, keys, self.section, self.snapshot)
        proposed, values = computed_anew(given, keys, self.section, self.snapshot)
        return f'WITH "{PROPOSED_TABLE}" AS ({proposed}) {statement}', [*values, *parameters]

    def _checked(self, text: str) -> tuple[Bound, frozenset[str]]:
        place = (self.snapshot.revision, self.section.key, text)
        found = _bound.get(place)
        if found is None or found[0] is not self.snapshot:
            bound = bind_text(text, self.section, self.snapshot)
            found = (self.snapshot, bound, fields_read(bound))
            if len(_bound) >= KEPT_TEXTS:
                _bound.clear()
            _bound[place] = found
        return found[1], found[2]
