"""The export of a list: the records and columns of its address as a file, noted in the security log."""

from __future__ import annotations

import tempfile
from zoneinfo import ZoneInfo

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.exchange.exporting import FORMATS, csv_lines, export_rows, exported_fields, heading, write_xlsx
from artel.platform.kernel.errors import NotFound
from artel.platform.screens.lists.selecting import numbers
from artel.platform.screens.opening.opened import open_view
from artel.platform.screens.opening.state import read_state
from artel.platform.screens.place import place_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def export(request: HttpRequest, section: str) -> HttpResponseBase:
    """Send the records of a view, only the ticked ones when `ids` names them.

    `format` is xlsx (default) or csv, `all_fields` takes every column.

    Raises AccessDenied without the tool or the operation, NotFound for an unknown format.
    """
    place = place_of(request, section, "export")
    require_tool(place.actor, Tool.EXPORT)
    kind = request.GET.get("format", "xlsx")
    if kind not in FORMATS:
        raise NotFound
    opened = open_view(place, read_state(request.GET))
    if opened.problem is not None:
        raise opened.problem
    wanted = () if request.GET.get("all_fields") else [f.key for f in opened.columns if f.key in place.spec.fields]
    fields = exported_fields(place.spec, place.actor, wanted)
    records = opened.records(operation="export")
    ticked = numbers(request.GET.getlist("ids"))
    if ticked:
        records = records.filter(id__in=ticked)
    language = place.actor.language
    rows = export_rows(
        place.spec, fields, records, place.snapshot, language=language, zone=ZoneInfo(place.actor.timezone)
    )
    record_audit(place.actor, Audit.EXPORT, {"section": section, "filter": opened.filter, "format": kind})
    title = place.spec.label.text(language)
    name = f"{title} {timezone.localdate().isoformat()}.{kind}"
    if kind == "csv":
        lines = (text.encode() for text in csv_lines(heading(fields, language), rows, language))
        stream = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        stream["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        return stream
    book = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        write_xlsx(copy.name, title, heading(fields, language), rows)
        copy.seek(0)
        while chunk := copy.read(1 << 16):
            book.write(chunk)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)
