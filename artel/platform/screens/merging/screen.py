"""The panel of a merge: the records side by side; every field offers the values that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.display import screen_display
from artel.platform.screens.place import Place
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.feedback import Dialog, Notice
from artel.platform.ui.forms import Field

MOST = 10
"""More namesakes than this do not fit side by side."""


def read_records(place: Place, ids: Sequence[int]) -> list[Record]:
    """Return the records to merge; raises NotFound when one of them is not there for the actor."""
    return [read_record(place, record_id) for record_id in dict.fromkeys(ids[:MOST])]


def mergeable(place: Place) -> tuple[FieldSpec, ...]:
    """Return the fields whose value is chosen in a merge."""
    return tuple(f for f in place.offered if place.can_write(f) and f.type not in ("stage", "autonumber"))


def merge_dialog(place: Place, records: Sequence[Record], request: HttpRequest) -> Dialog:
    """Return the panel: the kept record above, below it each field in which the records differ."""
    title = _("Merge: %(what)s") % {"what": place.spec.label.text()}
    action = place.url("merge")
    if len(records) < 2:
        return Dialog(title=title, body=_another(place, records, action))
    keep = max(records, key=lambda r: sum(r.cell(f).value not in (None, "") for f in mergeable(place)))
    rows = join(row for row in (_row(place, records, keep, f) for f in mergeable(place)) if row)
    heads = join(_head(record, is_kept=record is keep) for record in records)
    table = format_html(
        '<div class="a-scroll-x"><table class="a-mini a-versions"><thead><tr><th scope="col">{}</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        _("Keep"),
        heads,
        rows,
    )
    note = _("Everything that belongs to the others — tasks, deals, files, feed — moves to the kept record.")
    body = format_html(
        '<form class="stack" method="post" action="{0}" hx-post="{0}" hx-target="#dialog">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{1}"><input type="hidden" name="ids" value="{2}">'
        '{3}{4}<footer class="a-form-foot">{5}{6}</footer></form>',
        action,
        get_token(request),
        ",".join(str(r.id) for r in records),
        Notice(text=note),
        table,
        Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
        Button(label=_("Merge"), kind="primary", is_submit=True, icon="arrows-join"),
    )
    return Dialog(title=title, body=body, is_wide=True)


def _another(place: Place, records: Sequence[Record], action: str) -> Html:
    """Return the choice of the record to merge with, when only one is given."""
    given = str(records[0].id) if records else ""
    search = place.url("twin") + f"?except={given}"
    field = Field(
        name="ids", label=_("With which record"), kind="select", search_url=search, placeholder=_("Type to search")
    )
    return format_html(
        '<form class="stack" action="{0}" hx-get="{0}" hx-target="#dialog" data-dialog="wide">'
        '<input type="hidden" name="ids" value="{1}">{2}<footer class="a-form-foot">{3}</footer></form>',
        action,
        given,
        field,
        Button(label=_("Compare"), kind="primary", is_submit=True),
    )


def _head(record: Record, *, is_kept: bool) -> Html:
    box = format_html(
        '<label class="a-check"><input type="radio" class="form-check-input" name="keep" value="{}"{}>{} {}</label>',
        record.id,
        attributes({"checked": is_kept}),
        record.name,
        formats.record_number(record.id),
    )
    return format_html('<th scope="col">{}</th>', box)


def _row(place: Place, records: Sequence[Record], keep: Record, field: FieldSpec) -> Html:
    """Return the line of a field in which the records differ, nothing where they agree."""
    display = screen_display(place)
    label = field.label.text(display.language)
    values = [r.cell(field).value for r in records]
    if len({repr(v) for v in values if v not in (None, "")}) < 2 and values[records.index(keep)] not in (None, ""):
        return EMPTY
    if all(v in (None, "") for v in values):
        return EMPTY
    filled = [r for r in records if r.cell(field).value not in (None, "")]
    if field.kind is Kind.FILES:
        cells = join(format_html("<td>{}</td>", display.text(field, r.cell(field)) or "—") for r in records)
        return format_html('<tr><th scope="row">{} <small>{}</small></th>{}</tr>', label, _("all stay"), cells)
    chosen = keep if keep in filled else filled[0]
    cells = join(
        format_html(
            '<td><label class="a-check"><input type="radio" class="form-check-input" name="{}" value="{}"{}>'
            "<span>{}</span></label></td>",
            f"from-{field.key}",
            record.id,
            attributes({"checked": record is chosen}),
            display.text(field, record.cell(field)) or "—",
        )
        for record in records
    )
    return format_html('<tr><th scope="row">{}</th>{}</tr>', label, cells)


def chosen_values(place: Place, records: Sequence[Record], keep: int, post: Mapping[str, str]) -> dict[str, object]:
    """Return the values that the kept record takes from the others; files of a list all stay together."""
    by_id = {str(r.id): r for r in records}
    found: dict[str, object] = {}
    for field in mergeable(place):
        source = by_id.get(post.get(f"from-{field.key}", ""))
        if field.kind is Kind.FILES:
            held = by_id[str(keep)].cell(field).value or []
            whole = list(dict.fromkeys((*held, *(file for r in records for file in r.cell(field).value or []))))
            found |= {field.key: whole} if whole != held else {}
        elif source is not None and source.id != keep:
            found[field.key] = source.cell(field).value
    return found
