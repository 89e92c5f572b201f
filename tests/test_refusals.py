"""How a refusal reaches a person: in words beside what he did, never as a key of a field."""

from __future__ import annotations

import json
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import RequestFactory

from artel.errors import ErrorMiddleware
from artel.platform.kernel.errors import AccessDenied, ArtelError, Problem, ValidationFailed


def answer(error: ArtelError, **headers: str) -> HttpResponse:
    """Return the answer to a request whose view raised the error."""
    request = RequestFactory().post("/", headers=headers)
    found = ErrorMiddleware(lambda _request: HttpResponse()).process_exception(request, error)
    assert found is not None
    return found


def test_a_script_is_told_in_words_what_is_wrong() -> None:
    wrong = [Problem(code="empty", message="Напишите что-нибудь.", field="text", row=row) for row in range(2)]
    told = answer(ValidationFailed(wrong), **{"HX-Request": "true"})
    assert told.status_code == 422
    assert unquote(told["X-Artel-Problem"]) == "Напишите что-нибудь."
    assert json.loads(told["HX-Trigger"])["toast"]["text"] == "Напишите что-нибудь."
    assert told["HX-Reswap"] == "none"


def test_a_refusal_of_a_right_is_not_put_into_the_page() -> None:
    told = answer(AccessDenied("Нельзя."), **{"HX-Request": "true"})
    assert (told.status_code, told.content) == (403, b"")
    assert unquote(told["X-Artel-Problem"]) == "Нельзя."


def test_a_program_gets_codes_and_fields() -> None:
    told = answer(ValidationFailed([Problem(code="empty", message="Пусто.", field="text")]), accept="application/json")
    details = json.loads(told.content)["error"]["details"]
    assert details == [{"code": "empty", "field": "text", "message": "Пусто.", "row": 0}]
