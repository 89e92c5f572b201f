"""Every contract test runs on five sections: built-in, with own fields, own, with every type, with a retired field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from artel.platform.definitions.documents import Document
from artel.platform.users.models import User
from tests.support.configuration import EVERY_TYPE, ON_ACCOUNTS, RETIRED, TENDERS, configure
from tests.support.uploads import make_uploads


@dataclass(frozen=True)
class Case:
    """A section with values for a record, values for a change, and a text that finds the record."""

    section: str
    values: Mapping[str, object]
    change: Mapping[str, object]
    search: str


CASES = {
    "built-in": Case("deals", {"name": "Лифты для школы", "amount": "1200.50"}, {"amount": "1300"}, "школа"),
    "built-in with own fields": Case(
        "accounts",
        {"name": "ООО «Северная долина»", "x_floors": 17, "phone": "8 917 255-04-18", "x_papers": [18, 17]},
        {"x_floors": 25, "x_papers": [17]},
        "долиной",
    ),
    "own": Case(
        "x_tenders",
        {"name": "Поставка эскалаторов", "x_limit": "5 000 000,10", "x_law": "fz44", "x_phone": "8 843 292-55-18"},
        {"x_limit": "4900000"},
        "эскалатор",
    ),
    "with every type of field": Case(
        "x_visits",
        {
            "name": "Осмотр подъёмника",
            "x_marks": ["night", "urgent"],
            "x_town": "kem",
            "x_spent": "1 ч 30 мин",
            "x_address": "г. Кемь, ул. Мира, 1",
            "x_papers": [18, 17],
        },
        {"x_papers": [17], "x_marks": ["paid"], "x_town": "anapa", "x_spent": "PT2H"},
        "подъемник",
    ),
    "with a retired field": Case(
        "contacts", {"last_name": "Хакимов", "phone": "89172550419"}, {"phone": None}, "хаким"
    ),
}

CONFIGURED: Mapping[str, Sequence[Sequence[Document]]] = {
    "built-in with own fields": [ON_ACCOUNTS],
    "own": [TENDERS],
    "with every type of field": [EVERY_TYPE],
    "with a retired field": [RETIRED[:1], RETIRED[1:]],
}
"""What makes a case of what is there without it, one revision after the other."""


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest, clara: User) -> Case:
    """Return one of the sections, configured; Clara has uploaded files 17 and 18."""
    make_uploads(17, 18, author=clara)
    for documents in CONFIGURED.get(request.param, ()):
        configure(*documents)
    return CASES[request.param]
