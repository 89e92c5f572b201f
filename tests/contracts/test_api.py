"""What the API promises of every section, wherever it came from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.api.tokens import make_token
from artel.platform.kernel.actor import SYSTEM
from artel.platform.users.models import User
from tests.contracts.conftest import Case


@pytest.fixture
def headers(clara: User) -> dict[str, str]:
    """Return the headers of the administrator's program."""
    return {"Authorization": f"Bearer {make_token(clara)}"}


def send(method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
    """Call the API and return its answer."""
    content = json.dumps(body).encode() if body is not None else b""
    return Client().generic(method, f"/odata/{path}", content, content_type="application/json", headers=headers)


def test_a_record_lives_through_the_api(case: Case, headers: dict[str, str]) -> None:
    made = send("POST", case.section, dict(case.values), headers)
    assert made.status_code == 201, made.content.decode()
    record = json.loads(made.content)
    address = f"{case.section}({record['id']})"

    found = json.loads(send("GET", f"{case.section}?$filter=id%20eq%20{record['id']}", None, headers).content)
    assert [{k: v for k, v in row.items() if k in record} for row in found["value"]] == [
        {k: v for k, v in record.items() if k != "@odata.context"}
    ]

    changed = send("PATCH", address, dict(case.change), {**headers, "If-Match": made["ETag"]})
    assert changed.status_code == 204
    assert send("PATCH", address, dict(case.change), {**headers, "If-Match": made["ETag"]}).status_code == 412
    assert json.loads(send("GET", address, None, headers).content)["version"] == 2

    assert send("DELETE", address, None, headers).status_code == 204
    assert send("GET", address, None, headers).status_code == 404
    assert visible_to(SYSTEM, case.section, only_trashed=True).filter(id=record["id"]).exists()


def test_metadata_names_every_property_of_the_data(case: Case, headers: dict[str, str]) -> None:
    made = json.loads(send("POST", case.section, dict(case.values), headers).content)
    types = json.loads(send("GET", "$metadata?$format=json", None, headers).content)["Artel"]
    properties = {
        name for name, facts in types[case.section].items() if isinstance(facts, dict) and "$Kind" not in facts
    }
    assert properties == {name for name in made if "@" not in name}


def test_lists_order_and_page_by_every_property(case: Case, headers: dict[str, str]) -> None:
    """Every column of single values can be ordered by, both ways, over pages."""
    for _number in range(2):
        values = {k: v for k, v in case.values.items() if k not in ("phone", "x_phone", "x_code", "x_papers")}
        assert send("POST", case.section, values, headers).status_code == 201
    whole = json.loads(send("GET", case.section, None, headers).content)["value"]
    for name in (name for name, value in whole[0].items() if "@" not in name and not isinstance(value, list)):
        for direction in ("asc", "desc"):
            path = f"{case.section}?$orderby={name}%20{direction}"
            first = json.loads(send("GET", path, None, {**headers, "Prefer": "maxpagesize=1"}).content)
            link = first["@odata.nextLink"].partition("/odata/")[2]
            second = json.loads(send("GET", link, None, headers).content)
            ids = [row["id"] for page in (first, second) for row in page["value"]]
            assert sorted(ids) == sorted(row["id"] for row in whole), path
