"""The one place where a refusal becomes an answer: a page, a toast of an htmx request, or JSON.

Views that can show an error beside its cause catch it themselves; what they let through ends here, never as a
traceback. The API has its own bodies (`artel.platform.api`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from artel.platform.kernel.errors import ArtelError, ValidationFailed

SWAPPED = (409, 422)
"""Statuses whose body htmx puts into the page: a bare refusal must not land there."""


class ErrorMiddleware:
    """Answers requests whose view raised an ArtelError."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next link of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; refusals come back through `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a refusal, None for what is a fault of ours."""
        if not isinstance(exception, ArtelError):
            return None
        if request.headers.get("HX-Request"):
            return _toast(exception)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(_as_json(exception), status=exception.http_status)
        context = {"error": exception, "problems": getattr(exception, "problems", ())}
        template = f"{exception.http_status}.html" if exception.http_status in (403, 404) else "refused.html"
        return render(request, template, context, status=exception.http_status)


def _toast(error: ArtelError) -> HttpResponse:
    # Keys of fields are for programs; a person reads what is wrong, once.
    problems = error.problems if isinstance(error, ValidationFailed) else ()
    text = " ".join(dict.fromkeys(str(p.message) for p in problems)) or str(error)
    response = HttpResponse(status=error.http_status, headers={"X-Artel-Problem": quote(text)})
    if error.http_status in SWAPPED:
        response["HX-Reswap"] = "none"
        response["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": "late"}}, ensure_ascii=True)
    return response


def _as_json(error: ArtelError) -> dict[str, object]:
    problems = error.problems if isinstance(error, ValidationFailed) else ()
    details = [{"code": p.code, "field": p.field, "message": str(p.message), "row": p.row} for p in problems]
    return {"error": {"code": error.code, "message": str(error), "details": details}}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old. `reason` is for the log, not for people."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
