"""What applying a change does to records: how many are touched, and what would be lost. Counts stop at a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.kinds.field import split_key
from artel.platform.definitions.planning import Step, StepAction
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import FieldSpec, SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.component import Text

LIMIT = 10_000
"""Beyond it «more than» is said: nobody decides otherwise for eleven thousand than for ten."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One line below a change. `tone` is "" (nothing bad), "soon" (look at it) or "late" (something is lost)."""

    text: Text
    tone: str = ""


def effects_of(step: Step) -> tuple[Effect, ...]:
    """Return what a step does to records; a query or two for what takes something away."""
    found = {"field": _of_field, "section": _of_section, "lookup": _of_lookup, "pipeline": _of_pipeline}
    return tuple(found[step.document.kind](step)) if step.document.kind in found else ()


def _of_field(step: Step) -> Iterator[Effect]:
    section, key = split_key(step.document.key)
    spec = current_snapshot().sections.get(section)
    if spec is None:
        return
    if step.action is StepAction.ADD:
        yield Effect(_("a new column %(key)s") % {"key": key})
        if number := _bounded(_all(section)):
            yield Effect(_records_stay_empty(number))
    field = spec.field(key)
    if field is None:
        return
    if step.action is StepAction.RETIRE:
        yield _filled(_all(section).filter(**{f"{key}__isnull": False}))
        yield Effect(_("the data is kept for 30 days, it can be brought back"))
    is_demanded = bool((step.after or {}).get("required")) and not (step.before or {}).get("required")
    if is_demanded and (number := _bounded(_all(section).filter(**{f"{key}__isnull": True}))):
        text = ngettext("%(number)s record has no value", "%(number)s records have no value", number)
        yield Effect(_("%(records)s: it is asked for at the next change") % {"records": _counted(text, number)})


def _of_section(step: Step) -> Iterator[Effect]:
    if step.action is StepAction.ADD:
        yield Effect(_("a new table with list, card, search, import, history and trash"))
    elif step.action is StepAction.RETIRE and step.document.key in current_snapshot().sections:
        number = _bounded(_all(step.document.key))
        text = ngettext("%(number)s record goes out of sight", "%(number)s records go out of sight", number)
        yield Effect(_counted(text, number), "late" if number else "")
        yield Effect(_("the data is kept for 30 days, it can be brought back"))


def _of_lookup(step: Step) -> Iterator[Effect]:
    gone = _live(step.before) - _live(step.after if step.action is not StepAction.RETIRE else None)
    if not gone:
        return
    for spec, field in _fields_with(step.document.key):
        held = _all(spec.key).filter(**{f"{field.key}__in": sorted(gone)})
        try:
            number = _bounded(held)
        except (TypeError, ValueError):
            continue
        if number:
            text = ngettext("%(number)s record keeps it", "%(number)s records keep it", number)
            name = f"{spec.label.text()}, {field.label.text()}"
            yield Effect(f"{name}: {_counted(text, number)}", "soon")


def _of_pipeline(step: Step) -> Iterator[Effect]:
    before = {s["key"] for s in (step.before or {}).get("stages", ())}
    after = {s["key"] for s in (step.after or {}).get("stages", ())}
    section = str((step.before or step.after or {}).get("section", ""))
    gone = before - after
    if not gone or section not in current_snapshot().sections:
        return
    number = _bounded(_all(section).filter(pipeline=step.document.key, stage__in=sorted(gone)))
    if number:
        text = ngettext("%(number)s record stands there", "%(number)s records stand there", number)
        yield Effect(_counted(text, number), "late")


def _live(body: Any) -> set[str]:
    return {v["key"] for v in (body or {}).get("values", ()) if not v.get("is_retired")}


def _fields_with(lookup: str) -> Iterator[tuple[SectionSpec, FieldSpec]]:
    for spec in current_snapshot().sections.values():
        if not spec.retired:
            yield from ((spec, f) for f in spec.shown_fields if f.lookup == lookup)


def _all(section: str) -> QuerySet[Any]:
    return visible_to(SYSTEM, section, include_trashed=True)


def _bounded(records: QuerySet[Any]) -> int:
    return records.order_by()[: LIMIT + 1].count()


def _counted(text: str, number: int) -> str:
    shown = formats.number(LIMIT) + "+" if number > LIMIT else formats.number(number)
    return text % {"number": shown}


def _records_stay_empty(number: int) -> str:
    return _counted(
        ngettext("%(number)s record has no value yet", "%(number)s records have no value yet", number), number
    )


def _filled(records: QuerySet[Any]) -> Effect:
    number = _bounded(records)
    text = ngettext("filled in in %(number)s record", "filled in in %(number)s records", number)
    return Effect(_counted(text, number), "late") if number else Effect(_("filled in nowhere"))
