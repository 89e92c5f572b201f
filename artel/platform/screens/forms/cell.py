"""One value edited where it stands, in a table or on a card."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from artel.platform.kernel.errors import AccessDenied, Problem
from artel.platform.screens.cards.record import files_in, read_record
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.choices import fields_above
from artel.platform.screens.forms.inputs import input_for, text_in, written
from artel.platform.screens.forms.labels import files_for
from artel.platform.screens.place import Place
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui.component import Html
from artel.platform.ui.inputs.cells import CellEditor


def cell_editor(
    place: Place, record_id: int, key: str, request: HttpRequest, *, problems: Sequence[Problem] = ()
) -> CellEditor:
    """Return the editor of one value: the stored one, or the one typed with what is wrong with it.

    Raises AccessDenied for a record that the actor sees and may not change.
    """
    field = place.fields[key]
    record = read_record(place, record_id, _needed(place, field))
    if not record.can_change or record.is_trashed:
        raise AccessDenied
    is_again = request.method == "POST"
    if key in record.states.readonly and not is_again:
        raise AccessDenied(_("This field can't be changed now."))
    display = screen_display(place)
    value = text_in(request.POST, field) if is_again else written(field, record.cell(field), display.language)
    version = request.POST.get("version", "") if is_again else str(record.version)
    editor = input_for(
        place,
        display,
        field,
        value=value,
        label=record.cell(field).label or "",
        error=tuple(p.message for p in problems if p.field in (key, None)) or _others(place, problems),
        prefix=f"cell-{record_id}",
        pipeline=record.value("pipeline"),
        is_label_hidden=True,
        files=files_for(place, (field,), {key: value}, files_in(record, (field,))),
        above={f.key: str(value) for f in fields_above(place, field) if (value := record.value(f.key))},
    )
    return CellEditor(field=editor, action=request.get_full_path(), version=int(version) if version.isdigit() else None)


def _others(place: Place, problems: Sequence[Problem]) -> tuple[str, ...]:
    """Return problems of other fields with their names: the change of one value may ask for another."""
    named = ((place.fields.get(p.field or ""), p.message) for p in problems)
    return tuple(f"{f.label.text()}: {message}" if f else str(message) for f, message in named)


def _needed(place: Place, field: FieldSpec) -> tuple[FieldSpec, ...]:
    return (field, *place.shown(("pipeline",)), *fields_above(place, field))


def cell_content(place: Place, record_id: int, key: str, *, is_brief: bool) -> Html:
    """Return a value as it stands after saving."""
    field = place.fields[key]
    record = read_record(place, record_id, _needed(place, field))
    shown = screen_display(place).html(field, record.cell(field), is_brief=is_brief)
    return shown if str(shown) or is_brief else _("add")
