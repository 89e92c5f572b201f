"""The last resort for a request that no view may answer: a forged form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old. `reason` is for the log, not for people."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
