"""OData's form of an answer: headers, JSON with exact numbers, contexts, error bodies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from artel.platform.api.entities import EntityType, Property
from artel.platform.api.errors import ApiError, BadRequest, MethodNotAllowed, NotAcceptable, Unauthorized
from artel.platform.api.options import Options
from artel.platform.conditions.errors import ConditionError
from artel.platform.kernel.errors import ArtelError, TooMany, ValidationFailed
from artel.platform.sections.durations import iso_text

logger = logging.getLogger(__name__)
JSON = "application/json"
VERSION = "4.0"
WELCOME = frozenset({"application/json", "application/*", "*/*"})


def is_welcome(media: str, wanted: Iterable[str] = WELCOME) -> bool:
    """Tell whether a media type of an Accept header is among the wanted ones."""
    return media.partition(";")[0].strip().lower() in wanted


def media_of(request: HttpRequest, format_: str) -> list[str]:
    """Return the media types that the client accepts; `$format` goes before the header."""
    short = {"json": JSON, "xml": "application/xml", "atom": "application/atom+xml"}
    if format_:
        return [short.get(format_.lower(), format_)]
    return [part.strip() for part in request.headers.get("Accept", "*/*").split(",") if part.strip()] or ["*/*"]


def demand_json(request: HttpRequest, options: Options) -> str:
    """Return the accepted JSON media type with its parameters; raises NotAcceptable when JSON is not accepted."""
    for media in media_of(request, options.format):
        if is_welcome(media):
            return media.lower()
    raise NotAcceptable(target="$format" if options.format else "Accept")


def check_versions(request: HttpRequest) -> None:
    """Refuse clients that speak only another OData than ours; raises BadRequest."""
    for header, is_wrong in (
        ("OData-MaxVersion", lambda number: number < Decimal(4)),
        ("OData-Version", lambda number: not Decimal(4) <= number <= Decimal("4.01")),
    ):
        text = request.headers.get(header, "").strip()
        if not text:
            continue
        is_number = text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit()
        if not is_number or is_wrong(Decimal(text)):
            raise BadRequest(target=header)


def json_answer(payload: Any, *, media: str = JSON, status: int = 200, tag: str = "") -> HttpResponse:
    """Return JSON; decimals are exact numbers, or texts for clients that ask for `IEEE754Compatible=true`."""
    is_text = "ieee754compatible=true" in media.replace(" ", "")
    level = "none" if "odata.metadata=none" in media or ";metadata=none" in media.replace(" ", "") else "minimal"
    if level == "none":
        payload = without_annotations(payload)
    body = orjson.dumps(payload, default=_as_text if is_text else _as_number, option=orjson.OPT_UTC_Z)
    extra = ";IEEE754Compatible=true" if is_text else ""
    kind = f"application/json;odata.metadata={level}{extra};charset=utf-8"
    response = HttpResponse(body, content_type=kind, status=status)
    if tag:
        response["ETag"] = tag
    return finished(response)


def without_annotations(payload: Any) -> Any:
    """Return the payload without control information; counts and addresses of next pages stay."""
    if isinstance(payload, list):
        return [without_annotations(item) for item in payload]
    if not isinstance(payload, dict):
        return payload
    kept = (".count", ".nextLink")
    return {k: without_annotations(v) for k, v in payload.items() if "@" not in k or k.endswith(kept)}


def finished(response: HttpResponse) -> HttpResponse:
    """Put on what every answer of the service carries."""
    response["OData-Version"] = VERSION
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Accept, Accept-Language"
    return response


def large_numbers(rows: list[dict[str, Any]], entity: EntityType) -> None:
    """Turn 64-bit whole numbers into texts, in place, for clients that ask for `IEEE754Compatible=true`."""
    names = {p.name for p in entity.properties.values() if p.edm == "Edm.Int64"}
    for row in rows:
        for name in names & row.keys():
            if row[name] is not None:
                row[name] = str(row[name])


def json_forms(properties: Iterable[Property]) -> dict[str, Callable[[Any], Any]]:
    """Return, by property, how a stored value becomes JSON where the two differ."""
    forms: dict[str, Callable[[Any], Any]] = {}
    for known in properties:
        if known.edm.startswith("Collection("):
            forms[known.name] = list_form
        elif known.edm == "Edm.Duration":
            forms[known.name] = duration_form
    return forms


def duration_form(minutes: int | None) -> str | None:
    """Return a stored duration as ISO 8601."""
    return None if minutes is None else iso_text(minutes)


def list_form(value: Sequence[Any] | None) -> Sequence[Any]:
    """Return a list for no value too: OData's collections are never null."""
    return value or []


def context(root: str, entity: EntityType, options: Options, *, is_one: bool = False) -> str:
    """Return the context address of a collection or an entity, with what was selected and expanded."""
    inside = _projection(options)
    return f"{root}$metadata#{entity.name}{inside}{'/$entity' if is_one else ''}"


def _projection(options: Options) -> str:
    names = list(options.select or ())
    names += [f"{name}{_projection(inner) or '()'}" for name, inner in options.expand.items()]
    return f"({','.join(names)})" if names else ""


def error_answer(error: ArtelError) -> HttpResponse:
    """Return an error in OData's form: code, message, target, details beside their properties."""
    body: dict[str, Any] = {"code": error.code, "message": str(error)}
    if isinstance(error, ApiError) and error.target:
        body["target"] = error.target
    if isinstance(error, ConditionError):
        body["target"] = "$filter"
        body["innererror"] = error.data
    if isinstance(error, ValidationFailed):
        body["message"] = str(error.message)
        body["details"] = [
            {"code": p.code, "message": str(p.message), "target": p.field or "", **_suggested(p.suggestion)}
            for p in error.problems
        ]
    response = json_answer({"error": body}, status=error.http_status)
    if isinstance(error, Unauthorized):
        response["WWW-Authenticate"] = 'Basic realm="Artel", charset="UTF-8"'
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.data.get("retry_after", 60))
    if isinstance(error, MethodNotAllowed):
        response["Allow"] = ", ".join(error.allowed)
    return response


def fault_answer() -> HttpResponse:
    """Return the answer to a fault of ours; what happened is in the log, not in the answer."""
    return json_answer({"error": {"code": "internal_error", "message": str(ArtelError.message)}}, status=500)


def _suggested(suggestion: object) -> dict[str, object]:
    return {} if suggestion is None else {"innererror": {"suggestion": str(suggestion)}}


def _as_number(value: object) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(type(value).__name__)


def _as_text(value: object) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(type(value).__name__)
