"""What people and programs do all day, as requests; and how many queries each costs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.bench.filling import FREQUENT_WORD, RARE_WORD
from artel.bench.loading import MakeRequest, Request, spread
from artel.platform.users.models import User

HOST = "localhost"
CSRF = secrets.token_hex(16)
ODATA_FIELDS = "id,name,stage,amount,currency,probability,expected_on,source,created_at,updated_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`odoo` is the same in Odoo 19 with 100,000 leads and contacts, in milliseconds at one client, where known."""

    name: str
    make: MakeRequest
    odoo: float | None = None
    budget: float | None = None
    """Milliseconds that half of the answers to one client may take."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in: the headers of his browser."""

    user: User
    client: Client

    @property
    def headers(self) -> dict[str, str]:
        """Cookies of the session, and the token that forms carry."""
        session = self.client.cookies["artel_session"].value
        return {
            "Host": HOST,
            "Cookie": f"artel_session={session}; artel_csrf={CSRF}",
            "X-CSRFToken": CSRF,
            "Accept-Language": "ru",
        }

    def get(self, path: str) -> Request:
        """Open an address."""
        return Request(path=path, headers=self.headers)

    def post(self, path: str, values: dict[str, object]) -> Request:
        """Send a form as htmx does."""
        kind = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return Request(path=path, method="POST", body=urlencode(values).encode(), headers={**self.headers, **kind})


def visitor(username: str) -> Visitor:
    """Sign somebody in without his password."""
    user = User.objects.get(username=username)
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    return Visitor(user, client)


def scenarios(token: str | None) -> Iterator[Scenario]:
    """Yield every scenario that this installation serves; without `token` those of the API are left out."""
    manager, director = visitor("manager1"), visitor("director")
    contact = spread(_ids("SELECT id FROM contacts ORDER BY id LIMIT 200000"))
    own_deal = spread(_ids("SELECT id FROM deals WHERE owner_id = %s ORDER BY id", manager.user.pk))
    fresh = _ids("SELECT id FROM deals WHERE owner_id = %s AND stage = 'interest' ORDER BY id", manager.user.pk)
    if not fresh:
        raise SystemExit("Earlier runs have moved every deal of the first stage: fill the base anew, without --keep.")
    if token:
        yield from _api(token, director)
    yield Scenario(name="list page, contacts", make=lambda n: manager.get("/contacts/"))
    yield Scenario(name="list page, deals of a manager", make=lambda n: manager.get("/deals/?view=mine"))
    yield Scenario(
        name="filtered list, contacts",
        make=lambda n: manager.get("/contacts/?" + urlencode({"filter": f"account eq {1 + n % 50}"})),
    )
    yield Scenario(
        name="filtered list, deals",
        make=lambda n: director.get(
            "/deals/?" + urlencode({"filter": "stage eq 'offer' and amount gt 100000000", "order": "-amount"})
        ),
    )
    yield Scenario(name="board of a manager", make=lambda n: manager.get("/deals/board/"), odoo=619)
    yield Scenario(name="board of the director", make=lambda n: director.get("/deals/board/"), odoo=619)
    yield Scenario(name="card, contact", make=lambda n: manager.get(f"/contacts/{contact(n)}/"), odoo=198)
    yield Scenario(name="card, deal", make=lambda n: manager.get(f"/deals/{own_deal(n)}/"), odoo=198)
    yield from _picking(manager, own_deal)
    for kind, words in _searches().items():
        odoo = 496 if kind == "rare word" else None
        for who, name in ((manager, "manager"), (director, "director")):
            yield Scenario(name=f"search, {kind}, {name}", make=_searching(who, words), odoo=odoo)
    yield Scenario(name="create a contact", make=lambda n: _new_contact(manager, n), odoo=115)
    yield Scenario(
        name="stage move",
        make=lambda n: manager.post("/deals/board/move/", {"id": fresh[n % len(fresh)], "stage": "offer"}),
        odoo=70,
    )


def _picking(manager: Visitor, deal: Callable[[int], int]) -> Iterator[Scenario]:
    """Yield the window to pick products in: as it opens, by criteria, by words with criteria."""
    criteria: dict[str, object] = {"v.color": ["blue", "white"], "min.height": "500", "stock": "1"}
    asked: dict[str, dict[str, object]] = {
        "product picker": {},
        "product picker, criteria": criteria,
        "product picker, words and criteria": {**criteria, "q": "бак"},
    }
    for name, given in asked.items():
        yield Scenario(name=name, make=_picked_for(manager, deal, {"part": "found", **given}), budget=100)


def _picked_for(manager: Visitor, deal: Callable[[int], int], asked: dict[str, object]) -> MakeRequest:
    query = urlencode(asked, doseq=True)
    return lambda n: manager.get(f"/deals/{deal(n)}/products/?{query}")


def _searches() -> dict[str, list[str]]:
    return {
        "frequent word": [FREQUENT_WORD],
        "rare word": [RARE_WORD],
        "no hit": ["никогда-не-бывало"],
        "phone fragment": [f"{number:05}" for number in range(12345, 12395)],
    }


def _searching(who: Visitor, words: list[str]) -> MakeRequest:
    return lambda n: who.get("/search/?q=" + quote(words[n % len(words)]))


def _new_contact(who: Visitor, number: int) -> Request:
    phone = f"+7 902 {number % 10_000_000:07}"
    values: dict[str, object] = {"last_name": "Новиков", "first_name": f"Пётр {number}", "phone": phone}
    return who.post("/contacts/new/", values)


def _api(token: str, director: Visitor) -> Iterator[Scenario]:
    headers = {"Host": HOST, "Authorization": f"Bearer {token}"}

    def page(number: int) -> Request:
        chosen = {"$select": ODATA_FIELDS, "$top": "80", "$skip": str(number % 20 * 80), "$orderby": "updated_at desc"}
        return Request(path="/odata/deals?" + urlencode(chosen), headers=headers)

    def new(number: int) -> Request:
        body = json.dumps({"last_name": "Новиков", "first_name": f"Павел {number}", "owner_id": director.user.pk})
        kind = {"Content-Type": "application/json"}
        return Request(path="/odata/contacts", method="POST", body=body.encode(), headers={**headers, **kind})

    yield Scenario(name="OData list, 80 × 10", make=page, odoo=44)
    yield Scenario(name="OData create a contact", make=new, odoo=115)


def queries_of(scenario: Scenario, number: int) -> int:
    """Return how many queries a request costs, counted in this process, the second time it is sent."""
    client = Client(SERVER_NAME=HOST, raise_request_exception=False)
    counted = 0
    for turn in (number, number + 1):
        request = scenario.make(turn)
        headers = {key: value for key, value in request.headers.items() if key != "Content-Type"}
        kind = request.headers.get("Content-Type", "application/octet-stream")
        with CaptureQueriesContext(connection) as captured:
            client.generic(request.method, request.path, request.body or b"", content_type=kind, headers=headers)
        counted = sum(_is_query(found["sql"]) for found in captured.captured_queries)
    return counted


def _is_query(statement: str) -> bool:
    """Savepoints and transaction marks are no queries."""
    return statement.split(" ", 1)[0].upper() not in {"SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK"}


def _ids(statement: str, *parameters: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]
