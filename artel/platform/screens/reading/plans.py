"""The one way generic screens read records: a plan of columns, read as plain rows.

A `ReadPlan` says which columns of a section are needed and turns them into the paths of one `values_list`: labels of
references and people come by join in the same query, files of a list by an expression of it, a sum of money brings its
currency, a stage its pipeline. No model instance is ever made here. Pages are in `paging.py`, counts and sums in
`figures.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from artel.platform.files.reading import HeldFile, files_alias, files_of, held_files
from artel.platform.sections.showing import currency_field, currency_of
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec

Row = tuple[Any, ...]
"""Values in the order of `ReadPlan.paths`."""

LABEL_OF_FILE = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellValue:
    """What a cell holds: the stored value and what is needed to show it.

    `label` is the name of what a pointer points to, `key` of a file the one its address holds, `currency` the code of
    a sum's currency, `pipeline` the key of the record's pipeline for a stage, `files` those of a field of several.
    """

    value: Any
    label: str | None = None
    key: str = ""
    currency: str | None = None
    pipeline: str | None = None
    files: tuple[HeldFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPlan:
    """Columns to read from one section, in one query.

    `fields` are shown, in order; `paths` is what the database is asked for, of a queryset that `on` has prepared; the
    first three are always id, version and name.
    """

    spec: SectionSpec
    fields: tuple[FieldSpec, ...]
    paths: tuple[str, ...]
    places: dict[str, int]

    def on(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the queryset with the columns that no table has: the files of lists."""
        return queryset.annotate(**{files_alias(f.key): files_of(f.key) for f in self.fields if f.kind is Kind.FILES})

    def rows(self, queryset: QuerySet[Any]) -> list[Row]:
        """Return the rows of a queryset in its own order; one query."""
        return list(self.on(queryset).values_list(*self.paths))

    def cell(self, row: Row, key: str) -> CellValue:
        """Return what the field `key` holds in a row; raises KeyError when the plan does not read it."""
        field = self.spec.fields[key]
        if field.is_pointer:
            label = row[self.places[label_path(field)]]
            file_key = str(row[self.places[f"{key}__key"]] or "") if field.kind is Kind.FILE else ""
            return CellValue(value=row[self.places[f"{key}_id"]], label=label, key=file_key)
        value = row[self.places[key]]
        if field.kind is Kind.MONEY:
            return CellValue(value=value, currency=self._currency(field, row))
        if field.kind is Kind.FILES:
            return CellValue(value=value, files=held_files(row[self.places[files_alias(field.key)]]))
        if field.type == "stage":
            return CellValue(value=value, pipeline=row[self.places["pipeline"]])
        return CellValue(value=value)

    def value(self, row: Row, path: str) -> Any:
        """Return the raw value of one of the plan's paths."""
        return row[self.places[path]]

    def _currency(self, field: FieldSpec, row: Row) -> str:
        by = currency_field(self.spec, field)
        written = row[self.places[by]] if by else None
        return currency_of(field, written)


def plan_reading(spec: SectionSpec, fields: Iterable[FieldSpec], *, extra: Sequence[str] = ()) -> ReadPlan:
    """Return the plan that reads `fields` of a section; `extra` are further paths wanted raw.

    A field named twice is read once.
    """
    shown = tuple({f.key: f for f in fields}.values())
    wanted: dict[str, None] = dict.fromkeys(("id", "version", "name"))
    for field in shown:
        wanted.update(dict.fromkeys(paths_of(spec, field)))
    wanted.update(dict.fromkeys(extra))
    paths = tuple(wanted)
    return ReadPlan(spec=spec, fields=shown, paths=paths, places={p: n for n, p in enumerate(paths)})


def paths_of(spec: SectionSpec, field: FieldSpec) -> tuple[str, ...]:
    """Return the ORM paths that showing one field takes."""
    if field.kind is Kind.FILE:
        return (f"{field.key}_id", label_path(field), f"{field.key}__key")
    if field.is_pointer:
        return (f"{field.key}_id", label_path(field))
    if field.kind is Kind.FILES:
        return (field.key, files_alias(field.key))
    if field.kind is Kind.MONEY and (by := currency_field(spec, field)):
        return (field.key, by)
    if field.type == "stage":
        return (field.key, "pipeline")
    return (field.key,)


def label_path(field: FieldSpec) -> str:
    """Return the path of the name that a pointer is shown by."""
    return f"{field.key}__{LABEL_OF_FILE if field.kind is Kind.FILE else 'name'}"
