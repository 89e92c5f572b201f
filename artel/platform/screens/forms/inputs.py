"""From a field of a section to the input that a person types into, and back to values for the door.

The same inputs serve the form, the cell of a list, a fact on a card and the fields that a refused move asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from artel.platform.files.reading import HeldFile
from artel.platform.screens.display import Display
from artel.platform.screens.forms.choices import is_searched, link_attributes
from artel.platform.screens.place import Place
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.fieldtypes.money import SIGNS
from artel.platform.sections.fieldtypes.pointing.files import most_files
from artel.platform.sections.showing import currency_field
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.ui.component import Text
from artel.platform.ui.forms import Field, Option
from artel.platform.ui.inputs.uploads import MEGABYTE, Upload, Uploads, file_icon

KINDS = {
    "textarea": "textarea",
    "email": "email",
    "phone": "phone",
    "url": "url",
    "money": "money",
    "number": "number",
    "decimal": "number",
    "date": "date",
    "datetime": "datetime",
    "checkbox": "checkbox",
    "file": "file",
    "files": "file",
    "choices": "multiselect",
}
"""Widget of a field type → kind of input; the rest are lines of text or lists."""
LISTED = frozenset({"choice", "stage", "person", "reference"})
WIDE = frozenset({Kind.LONG_TEXT, Kind.FILES})
AUTOCOMPLETE = "off"
BETWEEN = ","
"""Stands between the values of a field that holds several, where a form has one text for them."""


def input_for(
    place: Place,
    display: Display,
    field: FieldSpec,
    *,
    value: str = "",
    label: str = "",
    error: Sequence[Text] = (),
    prefix: str = "",
    pipeline: str | None = None,
    is_label_hidden: bool = False,
    attrs: Mapping[str, Any] | None = None,
    above: Mapping[str, str] | None = None,
    files: Mapping[int, HeldFile] | None = None,
) -> Field:
    """Return the input of a field. `value` is what stands in it, `label` the name of what a pointer points to.

    `above` is what stands in the fields that a linked choice hangs on, when they are not in the same form; `files` are
    those that the actor may know of, by id.
    """
    widget = field_types.get(field.type).widget
    return Field(
        name=field.key,
        label=field.label.text(display.language),
        kind="select" if widget in LISTED else KINDS.get(widget, "text"),
        value=parts_of(value) if field.is_list else value,
        options=options_of(place, display, field, value=value, label=label, pipeline=pipeline),
        help=field.help.text(display.language),
        error=tuple(error),
        is_required=field.required,
        is_readonly=not place.can_write(field),
        is_label_hidden=is_label_hidden,
        placeholder=_placeholder(place, field),
        search_url=search_url(place, field, above),
        create_url=create_url(place, field),
        suffix=_suffix(place, field),
        autocomplete=AUTOCOMPLETE,
        width="wide" if field.key == "name" or field.kind in WIDE or field.type == "address" else "",
        prefix=prefix,
        sends_blank=field.is_list,
        uploads=uploads_of(field, value, files or {}) if field.holds_files else None,
        attrs={**(link_attributes(place, field) if above is None else {}), **(attrs or {})},
    )


def uploads_of(field: FieldSpec, value: str, files: Mapping[int, HeldFile]) -> Uploads:
    """Return what an input of files holds: those of `value` that the actor may know of."""
    held = [found for part in parts_of(value) if part.strip().isdecimal() and (found := files.get(int(part)))]
    own = int(field.options.get("max_size") or 0) * MEGABYTE
    return Uploads(
        url=reverse("files:upload"),
        held=[
            Upload(str(file.id), file.name, f"/files/{file.key}/", file.size, file_icon(file.content_type))
            for file in held
        ],
        most=most_files(field),
        most_bytes=min(own or settings.FILE_SIZE_LIMIT, settings.FILE_SIZE_LIMIT),
    )


def options_of(
    place: Place, display: Display, field: FieldSpec, *, value: str, label: str, pipeline: str | None
) -> tuple[Option, ...]:
    """Return what a list offers at once: all values of a choice, only the chosen one of a remote list."""
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        offered = {} if is_searched(field, place.snapshot) else dict(display.choices(field, pipeline))
        for key in parts_of(value) if field.is_list else (value,):
            if key and key not in offered:
                stored = [key] if field.is_list else key
                offered[key] = display.text(field, CellValue(value=stored, pipeline=pipeline))
        return tuple(Option(key, name) for key, name in offered.items())
    if field.kind in (Kind.REFERENCE, Kind.PERSON) and value:
        return (Option(value, label or formats.record_number(value)),)
    return ()


def search_url(place: Place, field: FieldSpec, above: Mapping[str, str] | None = None) -> str:
    """Return where the values of a pointer or of a long list are searched, empty for other fields."""
    if field.kind not in (Kind.REFERENCE, Kind.PERSON) and not is_searched(field, place.snapshot):
        return ""
    url = reverse("screens:pick", kwargs={"section": place.spec.key, "field": field.key})
    return f"{url}?{urlencode(above)}" if above else url


def create_url(place: Place, field: FieldSpec) -> str:
    """Return where a record is made in place for a reference, empty when the actor may not."""
    if field.kind is not Kind.REFERENCE or not field.target or not place.may_in(field.target, "create"):
        return ""
    return reverse("screens:quick", kwargs={"section": place.spec.key, "field": field.key})


def _placeholder(place: Place, field: FieldSpec) -> str:
    if field.kind in (Kind.REFERENCE, Kind.PERSON) or is_searched(field, place.snapshot):
        return _("Type to search")
    return "+7 917 255-04-18" if field.type == "phone" else ""


def _suffix(place: Place, field: FieldSpec) -> str:
    if field.kind is not Kind.MONEY or currency_field(place.spec, field):
        return ""
    code = str(field.options.get("currency", "RUB"))
    return SIGNS.get(code, code)


def written(field: FieldSpec, cell: CellValue, language: str) -> str:
    """Return a stored value as it stands in an input."""
    value = cell.value
    if value is None:
        return ""
    if field.kind is Kind.BOOLEAN:
        return "on" if value else ""
    if field.kind is Kind.MONEY:
        return formats.number(value, 2, language=language)
    if field.kind in (Kind.DECIMAL, Kind.INTEGER):
        number = value if isinstance(value, Decimal) else Decimal(value)
        return formats.number(number, language=language)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if field.kind is Kind.DATE:
        return str(value.isoformat())
    if field.type in ("phone", "duration"):
        return field_types.get(field.type).show(field, value, language)
    if field.is_list:
        return BETWEEN.join(str(part) for part in value)
    return str(value)


def parts_of(text: str) -> tuple[str, ...]:
    """Return the values of a list field from the text that stands for them in a form."""
    return tuple(part for part in text.split(BETWEEN) if part)


def text_in(post: Mapping[str, Any], field: FieldSpec) -> str:
    """Return what a form sent for a field as one text: several values stand between commas."""
    if field.is_list and isinstance(post, MultiValueDict):
        return BETWEEN.join(str(part) for part in post.getlist(field.key) if part)
    return str(post.get(field.key, ""))


def typed(fields: Iterable[FieldSpec], post: Mapping[str, Any]) -> dict[str, object]:
    """Return the values that a person typed, by field key, for the door. A box not ticked is a «no»."""
    found: dict[str, object] = {}
    for field in fields:
        if field.kind is Kind.BOOLEAN:
            found[field.key] = post.get(field.key) in ("on", "true", "1")
        elif field.key in post:
            found[field.key] = text_in(post, field)
    return found
