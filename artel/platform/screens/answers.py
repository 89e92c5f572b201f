"""The few ways in which a generic view answers: a page or its fragment, a panel, «done» with events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from artel.platform.kernel.errors import ValidationFailed
from artel.platform.screens.place import Place
from artel.platform.ui.component import Component
from artel.platform.ui.feedback import Toast, send_events
from artel.platform.ui.page import Page


def is_fragment(request: HttpRequest) -> bool:
    """Return whether htmx wants a part of the page; a boosted link wants all of it."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def answer(request: HttpRequest, template: str, part: str, context: dict[str, object]) -> HttpResponse:
    """Return the page, or the partial `part` of its template when htmx asks for it."""
    name = f"{template}#{part}" if is_fragment(request) else template
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response


class PanelResponse(HttpResponse):
    """A panel for the dialog, which remembers what it shows."""

    panel: Component


def whole_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the address of a panel be a page as well, for a new tab or a browser without scripts."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **parts: object) -> HttpResponseBase:
        response = view(request, *args, **parts)
        if not isinstance(response, PanelResponse) or request.headers.get("HX-Request"):
            return response
        page = Page(title=getattr(response.panel, "title", ""), has_head=False, kind="form")
        return render(
            request, "screens/panel.html", {"page": page, "panel": response.panel}, status=response.status_code
        )

    return answered


def panel(content: Component, *, status: int = 200, **events: object) -> HttpResponse:
    """Return a panel for the dialog."""
    response = PanelResponse(str(content), status=status)
    response.panel = content
    send_events(response, **events)
    return response


def into_dialog(content: Component, *, status: int) -> HttpResponse:
    """Return a panel for the dialog although the request had another target in mind."""
    response = panel(content, status=status)
    response["HX-Retarget"] = "#dialog"
    response["HX-Reswap"] = "innerHTML"
    return response


def done(request: HttpRequest, toast: Toast, section: str, ids: Sequence[int], *, fallback: str) -> HttpResponse:
    """Return «done»: a toast, and the news which records changed; without a script, the page `fallback`."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(fallback)
    if _is_own_page(request):
        return go(request, fallback)
    response = HttpResponse(status=204)
    send_events(response, toast=toast, record_changed={"section": section, "ids": list(ids)}, dialog_close=True)
    return response


def _is_own_page(request: HttpRequest) -> bool:
    """Return whether the form stands on a page of its own: with nothing behind it, «done» must lead somewhere."""
    path = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    return bool(path.partition("?")[0] == request.path)


def refused(place: Place, error: ValidationFailed) -> HttpResponse:
    """Return a refusal that no form takes in, as a toast that names the fields as people know them."""
    labels = ((place.fields.get(p.field or ""), p.message) for p in error.problems)
    text = " ".join(f"{f.label.text()}: {message}" if f else str(message) for f, message in labels)
    response = HttpResponse(status=error.http_status, headers={"HX-Reswap": "none"})
    send_events(response, toast=Toast(text=text, kind="late"))
    return response


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead the browser to another page of ours."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def safe_path(url: str, fallback: str) -> str:
    """Return an address within this site, else the fallback: where to go never comes from outside unchecked."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not url.startswith("/") or url.startswith("//") or "\\" in url:
        return fallback
    return url
