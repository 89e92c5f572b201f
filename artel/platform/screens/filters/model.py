"""Between the text of a condition and the rows of the builder: fields offered, values in words, rows to text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from artel.platform.access.policy import field_access, visible_to
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.filter_model import (
    DATE_LABELS,
    LABELS,
    FilterCondition,
    FilterField,
    FilterGroup,
    Needs,
    offered_fields,
    operators_for,
)
from artel.platform.conditions.filter_text import from_text, to_text
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.screens.display import Display
from artel.platform.screens.forms.choices import is_searched
from artel.platform.screens.place import HIDDEN_COLUMNS, Place
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.durations import in_words, iso_text, read_minutes
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec
from artel.platform.ui import formats
from artel.platform.users.models import User

MOST_ROWS = 30
Labels = Mapping[tuple[str, str], str]
"""(path of a pointer, id) → name."""
NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
TEMPORAL = frozenset({Kind.DATE, Kind.DATETIME})
POINTERS = frozenset({Kind.REFERENCE, Kind.PERSON})
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """What a filter of a section may ask, for one actor and language."""

    place: Place
    display: Display
    fields: Mapping[str, FilterField]

    def read(self, text: str) -> FilterGroup | None:
        """Return the filter that a text says, None when rows can't show it."""
        return from_text(text, self.place.spec, self.place.snapshot)

    def write(self, group: FilterGroup) -> str:
        """Return the text of a filter; raises ValidationFailed for a value that does not fit its field."""
        try:
            return to_text(group, self.place.spec, self.place.snapshot)
        except ConditionError as error:
            raise ValidationFailed([Problem(code=error.code, message=error.message)]) from error

    def operator_label(self, item: FilterCondition) -> str:
        """Return the relation in words; equality goes without saying."""
        spec = self.spec(item.field)
        is_day = spec is not None and spec.kind in TEMPORAL
        label = DATE_LABELS.get(item.operator) if is_day else None
        return (label or LABELS[item.operator]).text(self.display.language)

    def spec(self, path: str) -> FieldSpec | None:
        """Return the field at the end of a path, None for related records and what is not offered."""
        found = self.fields.get(path)
        return found.spec if found else None

    def label(self, path: str) -> str:
        """Return what a path is called."""
        found = self.fields.get(path)
        return found.label if found else path

    def value_text(self, item: FilterCondition, value: object, labels: Labels) -> str:
        """Return one value of a condition in words."""
        spec, written = self.spec(item.field), str(value)
        if spec is None:
            return written
        if spec.kind in POINTERS:
            return labels.get((item.field, written), formats.record_number(written))
        if spec.kind in CHOSEN:
            return self.choice(item.field, written)
        try:
            if spec.kind is Kind.DURATION:
                return in_words(read_minutes(value), self.display.language)
            if spec.kind in NUMERIC:
                return formats.number(Decimal(written), language=self.display.language)
            if spec.kind is Kind.DATE:
                return formats.exact(date.fromisoformat(written), language=self.display.language)
            if spec.kind is Kind.DATETIME:
                return formats.exact(datetime.fromisoformat(written), language=self.display.language)
        except (ValueError, InvalidOperation, ValueProblem):
            return written
        return self.display.text(spec, CellValue(value=value))

    def choice(self, path: str, key: str) -> str:
        """Return what one value of a choice is called."""
        spec = self.spec(path)
        if spec is None:
            return key
        return self.choices(path).get(key, key) if spec.type == "stage" else self.display.choice(spec, key)

    def choices(self, path: str) -> dict[str, str]:
        """Return key → label of a choice; stages are those of all pipelines of the field's section."""
        language, spec = self.display.language, self.spec(path)
        if spec is None:
            return {}
        if spec.type != "stage":
            return {k: v.text(language) for k, v in self.place.snapshot.choices(spec).items()}
        return {s.key: s.label.text(language) for p in self._section(path).pipelines for s in p.stages}

    def _section(self, path: str) -> SectionSpec:
        """Return the section whose field a path ends at."""
        section = self.place.spec
        for step in path.split("/")[:-1]:
            section = self.place.snapshot.sections[section.fields[step].target or ""]
        return section


def builder_for(place: Place, display: Display) -> Builder:
    """Return what the actor may ask of a section's records: only fields and sections that he reads."""

    def is_allowed(section: str, field: str) -> bool:
        return place.may_in(section, "read") and field not in field_access(place.actor, section).hidden

    offered = offered_fields(place.spec, place.snapshot, is_allowed, display.language)
    shown = {f.path: f for f in offered if f.path.rpartition("/")[2] not in HIDDEN_COLUMNS}
    likely = [key for key in ("name", *place.layout.filters) if key in shown]
    last = [path for path in shown if path == "id" or "/" in path]
    order = dict.fromkeys((*likely, *(path for path in shown if path not in last), *last))
    return Builder(place=place, display=display, fields={path: shown[path] for path in order})


def values_of(item: FilterCondition) -> tuple[object, ...]:
    """Return the values of a condition, one or several or none."""
    if item.value is None:
        return ()
    return item.value if isinstance(item.value, tuple) else (item.value,)


def labels_of(builder: Builder, items: Iterable[FilterCondition]) -> Labels:
    """Return the names of records and people that conditions name by id; a query for each field of that kind."""
    found: dict[tuple[str, str], str] = {}
    for item in items:
        spec = builder.spec(item.field)
        if spec is not None and is_searched(spec, builder.place.snapshot):
            found |= {(item.field, str(v)): builder.choice(item.field, str(v)) for v in values_of(item)}
        ids = [int(str(v)) for v in values_of(item) if str(v).isdigit()]
        if spec is None or spec.kind not in POINTERS or not ids:
            continue
        actor = builder.place.actor
        records: Any = User.objects if spec.kind is Kind.PERSON else visible_to(actor, spec.target or "")
        rows = records.filter(id__in=ids[:100]).values_list("id", "name")
        found |= {(item.field, str(i)): name for i, name in rows}
    return found


def flat(group: FilterGroup) -> list[FilterCondition] | None:
    """Return the conditions of a group without groups inside, None when there are any."""
    items = [i for i in group.items if isinstance(i, FilterCondition)]
    return items if len(items) == len(group.items) else None


def in_rows(group: FilterGroup) -> bool:
    """Tell whether the builder shows a filter: conditions, and groups that hold nothing but conditions."""
    return all(isinstance(item, FilterCondition) or flat(item) is not None for item in group.items)


def fields_json(builder: Builder, labels: Labels) -> str:
    """Return the fields for the script of the builder, as it wants them."""
    return json.dumps([_field(builder, f, labels) for f in builder.fields.values()], ensure_ascii=False)


def _field(builder: Builder, field: FilterField, labels: Labels) -> dict[str, Any]:
    spec = field.spec
    kind = spec.kind if spec else None
    found: dict[str, Any] = {
        "key": field.path,
        "label": field.label,
        "operators": [
            {"key": str(o.operator), "label": o.label, "input": _input(builder, spec, o.needs)}
            for o in operators_for(kind, builder.display.language)
        ],
    }
    if spec is None:
        return found
    if kind in CHOSEN and is_searched(spec, builder.place.snapshot):
        found["options"] = [{"value": i, "label": n} for (path, i), n in labels.items() if path == field.path]
        found["search_url"] = _search(builder.place, field.path, spec)
    elif kind in CHOSEN:
        found["options"] = [{"value": k, "label": v} for k, v in builder.choices(field.path).items()]
    elif kind in POINTERS:
        found["options"] = [{"value": i, "label": n} for (path, i), n in labels.items() if path == field.path]
        found["search_url"] = _search(builder.place, field.path, spec)
    elif kind in TEMPORAL:
        found["value_type"] = "date"
    return found


def _search(place: Place, path: str, spec: FieldSpec) -> str:
    """Return where the values of a pointer are found: through its own section when it lies a reference away."""
    if spec.kind is Kind.PERSON:
        return reverse("screens:people")
    first = place.fields.get(path.partition("/")[0])
    section = first.target if "/" in path and first and first.target else place.spec.key
    return reverse("screens:pick", kwargs={"section": section, "field": spec.key})


def _input(builder: Builder, spec: FieldSpec | None, needs: Needs) -> str:
    if needs is Needs.NOTHING or spec is None:
        return "none"
    if needs is Needs.NUMBER:
        return "number"
    if needs is Needs.TWO:
        return "range"
    if spec.kind in CHOSEN and not is_searched(spec, builder.place.snapshot):
        return "choices" if needs is Needs.MANY else "choice"
    if spec.kind in POINTERS | CHOSEN:
        return "choices" if needs is Needs.MANY else "remote"
    return "date" if spec.kind in TEMPORAL else "number" if spec.kind in NUMERIC else "text"


def rows_json(group: FilterGroup) -> str:
    """Return the rows for the script of the builder; a group inside is a row that has rows of its own."""
    return json.dumps(_rows(group), ensure_ascii=False)


def _rows(group: FilterGroup) -> dict[str, Any]:
    rows = [
        {"field": i.field, "operator": str(i.operator), "value": _as_rows(i)}
        if isinstance(i, FilterCondition)
        else _rows(i)
        for i in group.items
    ]
    return {"match": "any" if group.connective == "or" else "all", "rows": rows}


def _as_rows(item: FilterCondition) -> str | list[str]:
    values = [str(v) for v in values_of(item)]
    return values if isinstance(item.value, tuple) else (values[0] if values else "")


def read_rows(builder: Builder, text: str) -> FilterGroup:
    """Return the filter that the script of the builder sends; rows and groups without a value are left out.

    Raises ValidationFailed for what no builder would send and for values that fit no field.
    """
    try:
        return _group(builder, json.loads(text), depth=2)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as error:
        message = _("The conditions could not be read. Set them again.")
        raise ValidationFailed([Problem(code="bad_filter", message=message)]) from error


def _group(builder: Builder, sent: Mapping[str, Any], *, depth: int) -> FilterGroup:
    """Return a group as sent, its groups without a row left out; raises ValueError for one too deep."""
    if not depth:
        raise ValueError("groups within groups of groups")
    items: list[FilterCondition | FilterGroup] = []
    for row in sent["rows"][:MOST_ROWS]:
        found = _group(builder, row, depth=depth - 1) if "rows" in row else _item(builder, row)
        if found is not None and (isinstance(found, FilterCondition) or found.items):
            items.append(found)
    return FilterGroup(connective="or" if sent.get("match") == "any" else "and", items=tuple(items))


def _item(builder: Builder, row: Mapping[str, Any]) -> FilterCondition | None:
    path = str(row["field"])
    offered = builder.fields.get(path)
    if offered is None:
        return None
    spec = offered.spec
    needs = next(
        (o.needs for o in operators_for(spec.kind if spec else None) if o.operator == row["operator"]), Needs.NOTHING
    )
    if needs is Needs.NOTHING or spec is None:
        return FilterCondition(field=path, operator=row["operator"])
    sent = row.get("value") or ""
    values = [v for v in (_typed(spec, str(v), needs) for v in (sent if isinstance(sent, list) else [sent])) if v != ""]
    if not values or (needs is Needs.TWO and len(values) < 2):
        return None
    is_list = needs in (Needs.MANY, Needs.TWO)
    return FilterCondition(field=path, operator=row["operator"], value=tuple(values) if is_list else values[0])


def _typed(spec: FieldSpec, written: str, needs: Needs) -> str | int:
    """Return a value in the JSON form of the filter's model: whole numbers and pointers as numbers.

    Raises ValidationFailed that names the field and the value.
    """
    text = written.strip()
    if not text:
        return ""
    try:
        if spec.kind is Kind.DURATION:
            return iso_text(read_minutes(text))
        return _number(spec, text, needs)
    except ValueProblem as refused:
        raise ValidationFailed([Problem(code=refused.code, message=refused.message)]) from None
    except (ValueError, InvalidOperation):
        message = _("%(field)s: “%(value)s” is not a number.") % {"field": spec.label.text(), "value": text}
        raise ValidationFailed([Problem(code="not_number", message=message)]) from None


def _number(spec: FieldSpec, text: str, needs: Needs) -> str | int:
    if spec.kind in POINTERS or needs is Needs.NUMBER or spec.kind is Kind.INTEGER:
        return int("".join(text.split()))
    if spec.kind in NUMERIC:
        return str(Decimal("".join(text.split()).replace(",", ".")))
    return text


def conditions_in(groups: Sequence[FilterGroup]) -> list[FilterCondition]:
    """Return all simple conditions of groups, those inside groups too."""
    found: list[FilterCondition] = []
    for group in groups:
        for item in group.items:
            found += [item] if isinstance(item, FilterCondition) else conditions_in([item])
    return found
