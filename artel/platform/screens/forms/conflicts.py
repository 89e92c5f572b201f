"""What a person sees when somebody was faster: both versions side by side, and the choice to write his own."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.kernel.errors import StaleRecord
from artel.platform.screens.display import Display
from artel.platform.screens.forms.labels import label_of
from artel.platform.screens.place import Place
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, join
from artel.platform.ui.feedback import Dialog


def conflict_dialog(
    place: Place, display: Display, error: StaleRecord, *, action: str, csrf_token: str, typed: Mapping[str, object]
) -> Dialog:
    """Return the dialog; «write mine» posts what was typed to `action` with the version that is stored now."""
    different = [place.fields[k] for k in error.yours if k in place.fields and _differs(place.fields[k], error)]
    lines = join(
        format_html(
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>',
            f.label.text(display.language),
            _shown(place, display, f, error.yours[f.key]) or "—",
            _shown(place, display, f, error.theirs.get(f.key)) or "—",
        )
        for f in different
    )
    table = format_html(
        '<table class="a-mini a-versions"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        _("Field"),
        _("Yours"),
        _("Stored now"),
        lines,
    )
    text = _("While you were writing, somebody changed this record. Nothing of yours is lost: choose what to keep.")
    return Dialog(
        title=_("Two versions"),
        body=join((format_html("<p>{}</p>", text), table, _form(action, csrf_token, error.current, typed))),
        is_wide=True,
    )


def _form(action: str, csrf_token: str, version: int, typed: Mapping[str, object]) -> Html:
    hidden = {**{k: "on" if v is True else "" if v in (None, False) else str(v) for k, v in typed.items()}}
    hidden |= {"version": str(version), "csrfmiddlewaretoken": csrf_token}
    inputs = join(format_html('<input type="hidden" name="{}" value="{}">', k, v) for k, v in hidden.items())
    keep = Button(label=_("Keep what is stored"), kind="bare", attrs={"data-dialog-close": True})
    mine = Button(label=_("Write mine"), kind="primary", is_submit=True)
    return format_html(
        '<form method="post" action="{0}" hx-post="{0}" hx-target="#dialog">{1}'
        '<footer class="a-form-foot">{2}{3}</footer></form>',
        action,
        inputs,
        keep,
        mine,
    )


def _differs(field: FieldSpec, error: StaleRecord) -> bool:
    return _parsed(field, error.yours[field.key]) != error.theirs.get(field.key)


def _parsed(field: FieldSpec, value: object) -> object:
    if value is None or value == "":
        return None
    try:
        return field_types.get(field.type).parse(field, value)
    except ValueProblem:
        return value


def _shown(place: Place, display: Display, field: FieldSpec, value: object) -> str:
    stored = _parsed(field, value)
    if stored is None:
        return ""
    label = label_of(place, field, stored) if field.is_pointer and isinstance(stored, int) else None
    try:
        return display.text(field, CellValue(value=stored, label=label or None))
    except (ValueError, TypeError, ArithmeticError):
        return str(value)
