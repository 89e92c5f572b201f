"""Upload and download. A download never runs: sandboxed, sniffing off, attachment unless a known picture."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from artel.platform.files.actions import file_for, remove_file, store_file
from artel.platform.files.keeping import fetch
from artel.platform.files.sniffing import INLINE, UNKNOWN
from artel.platform.kernel.errors import Problem, ValidationFailed


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Store the file of field `file`, for the record named by `section` and `record` if any."""
    given = request.FILES.get("file")
    if given is None:
        raise ValidationFailed([Problem(code="no_file", message=_("Choose a file."), field="file")])
    section, record = request.POST.get("section", ""), request.POST.get("record", "")
    record_id = int(record) if record.isascii() and record.isdigit() else None
    stored = store_file(given, actor=request.actor, section=section, record_id=record_id)  # type: ignore[attr-defined]
    body = {"id": stored.pk, "key": str(stored.key), "name": stored.name, "size": stored.size}
    response = JsonResponse(body, status=201)
    if section:
        response["HX-Trigger"] = "record:changed"
    return response


@require_GET
def download(request: HttpRequest, key: str) -> FileResponse:
    """Send the bytes to somebody who sees the record."""
    stored = file_for(key, actor=request.actor)  # type: ignore[attr-defined]
    is_inline = stored.content_type in INLINE and "download" not in request.GET
    response = FileResponse(
        fetch(stored.storage_name),
        as_attachment=not is_inline,
        filename=stored.name,
        content_type=stored.content_type if is_inline else UNKNOWN,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove a file of a record that the actor may change."""
    remove_file(key, actor=request.actor)  # type: ignore[attr-defined]
    return HttpResponse(status=204, headers={"HX-Trigger": "record:changed"})
