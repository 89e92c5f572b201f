"""Who reads a record and not the section that its reference points to: no door tells him what it is called."""

from __future__ import annotations

import base64

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of, field_access, visible_to
from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import holding
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make
from tests.support.personas import install, role

SECRET = "Хрустальная Гавань"
FORMER = "Малахитовый Грот"
HTMX = {"HX-Request": "true"}
ESTIMATOR = {
    "label": {"ru": "Сметчик", "en": "Estimator"},
    "sections": {"deals": ["read", "create", "change", "export"], "tasks": ["read", "change"]},
    "records": {"*": {"read": "all", "change": "all"}},
    "tools": ["export.run"],
}


@pytest.fixture
def deal(base_pack: Snapshot, anna: User) -> int:
    """Make a deal with two secret clients, one after the other, and Anna an estimator who may not read clients."""
    former, account = make("accounts", name=FORMER), make("accounts", name=SECRET)
    contact = make("contacts", name="Тайный Заказчик", last_name="Тайный", first_name="Заказчик")
    record_id = make("deals", name="Лифт в дом", account=former, owner=anna.pk)
    change("deals", record_id, account=account, contact=contact)
    make("calls", name="Звонок Гавани", about_section="deals", about_id=record_id, due_at="2026-11-24T10:00:00+03:00")
    make("tasks", name="Смета", owner=anna.pk, account=account, due_at="2020-11-24T10:00:00+03:00")
    anna.roles = ["estimator"]
    anna.save(update_fields=["roles"])
    return record_id


@pytest.fixture
def closed(deal: int) -> Snapshot:
    """Put the role in force."""
    return install([role("estimator", ESTIMATOR)])


@pytest.fixture
def attacker(closed: Snapshot, anna: User) -> Client:
    """Return the site as the estimator sees it."""
    client = Client()
    client.force_login(anna)
    return client


def told(text: str) -> list[str]:
    """Return the secrets that a text tells."""
    words = (SECRET, FORMER, "Хрустальн", "Малахитов", "Заказчик", "Звонок Гавани", "/accounts/", "/contacts/")
    return [word for word in words if word in text]


SCREENS = (
    "/deals/",
    "/deals/?columns=account,contact,amount",
    "/deals/?group=account",
    "/deals/?order=account",
    "/deals/?order=-account",
    "/deals/?q=Хрустальная",
    "/deals/?filter=account/name eq 'Хрустальная Гавань'",
    "/deals/?filter=contains(account/name,'Хруст')",
    "/deals/?filter=account eq 2",
    "/deals/board/",
    "/deals/filter/",
    "/deals/new/",
    "/deals/{deal}/",
    "/deals/{deal}/edit/",
    "/deals/{deal}/feed/",
    "/deals/{deal}/feed/?field=account",
    "/deals/{deal}/history/",
    "/deals/{deal}/why/",
    "/deals/{deal}/cell/account/",
    "/deals/pick/account/?q=Хруст",
    "/deals/new/account/?name=Х",
    "/accounts/",
    "/accounts/2/",
    "/search/?q=Хрустальная",
    "/search/palette?q=Хрустальная",
    "/export/deals/?format=csv&columns=name,account,contact",
    "/export/deals/?format=csv",
    "/tasks/",
    "/tasks/?columns=account",
    "/",
)


OPEN = frozenset(a for a in SCREENS if "cell" not in a and "account/?" not in a and not a.startswith("/accounts"))


@pytest.mark.parametrize("address", SCREENS)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_no_screen_tells_the_name(attacker: Client, deal: int, address: str, headers: dict[str, str]) -> None:
    answer = attacker.get(address.format(deal=deal), headers=headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    # What one typed oneself may be said again.
    text = body.decode().replace("q=Хрустальная", "").replace('value="Хрустальная"', "")
    assert [word for word in told(text) if word not in address] == []
    assert answer.status_code < 500
    if address in OPEN:
        assert answer.status_code == 200


def test_the_cursor_of_a_page_holds_no_name(attacker: Client, deal: int, anna: User) -> None:
    for number in range(60):
        make("deals", name=f"Сделка {number}", owner=anna.pk)
    text = attacker.get("/deals/?order=account").content.decode()
    cursors = {part.split("&")[0].split('"')[0] for part in text.split("after=")[1:]}
    assert cursors
    for cursor in cursors:
        packed = cursor.replace("%3D", "=")
        assert told(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()) == []


ODATA = (
    "$metadata",
    "deals",
    "deals({deal})",
    "deals({deal})/account",
    "deals({deal})/account_id",
    "deals?$expand=account",
    "deals?$select=name,account_id",
    "deals?$orderby=account/name",
    "deals?$orderby=account_id",
    "deals?$filter=account/name eq 'Хрустальная Гавань'",
    "deals?$filter=account_id eq 2",
    "deals?$filter=startswith(account/name,'Х')",
    "tasks?$expand=account",
    "accounts",
)


@pytest.mark.parametrize("path", ODATA)
def test_the_api_does_not_know_the_reference(closed: Snapshot, anna: User, deal: int, path: str) -> None:
    headers = {"Authorization": f"Bearer {make_token(anna)}"}
    answer = Client().get(f"/odata/{path.format(deal=deal)}", headers=headers)
    assert [word for word in told(answer.content.decode()) if word not in path] == []
    if "account" in path and path != "accounts":
        assert answer.status_code in (400, 404), answer.content
    assert b"account_id" not in answer.content or answer.status_code >= 400


def test_the_reference_is_hidden_and_comes_back_with_the_section(closed: Snapshot, anna: User) -> None:
    def hidden(actor: Actor) -> frozenset[str]:
        return field_access(actor, "deals").hidden

    with holding(closed):
        assert {"account", "contact", "lead"} <= hidden(actor_of(anna))
        assert "owner" not in hidden(actor_of(anna))
    opened = {**ESTIMATOR, "sections": {**ESTIMATOR["sections"], "accounts": ["read"]}}  # type: ignore[dict-item]
    with holding(install([role("estimator", opened)])):
        assert "account" not in hidden(actor_of(anna))


def test_what_is_hidden_is_kept_when_the_rest_is_changed(attacker: Client, deal: int) -> None:
    answer = attacker.post(f"/deals/{deal}/edit/", {"name": "Лифт в новый дом", "account": ""})
    assert answer.status_code == 302
    kept = visible_to(SYSTEM, "deals").values_list("name", "account__name").get(id=deal)
    assert kept == ("Лифт в новый дом", SECRET)
