"""Gates, ways by role, locks, reasons and the choice of a pipeline: the same through the door, screens and the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.platform.api.tokens import make_token
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, ActorKind
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.process.moving import move, open_moves
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make, stored

ADMIN = replace(SYSTEM, kind=ActorKind.USER, is_admin=True)
MANAGER = replace(ADMIN, is_admin=False, roles=("manager",))
HEAD = replace(ADMIN, roles=("head",))
IMPORT = replace(ADMIN, kind=ActorKind.IMPORT)
HTMX = {"HX-Request": "true"}

ASKED = {"ru": "Сумма должна быть больше 1000", "en": "The amount must be over 1000"}
SALE: dict[str, Any] = {
    "label": {"ru": "Продажа", "en": "Sale"},
    "section": "deals",
    "is_default": True,
    "stages": [
        {
            "key": "talk",
            "label": {"ru": "Разговор", "en": "Talk"},
            "leave": [
                {"key": "facts", "fields": ["expected_on", "source"]},
                {"key": "big", "holds": "amount gt 1000", "when": "source ne 'website'", "message": ASKED},
                {"key": "lines", "detail": {"section": "deal_products", "at_least": 1}, "roles_free": ["head"]},
            ],
        },
        {
            "key": "contract",
            "label": {"ru": "Договор", "en": "Contract"},
            "enter": [{"key": "whose", "fields": ["account"], "message": {"ru": "С кем договор?", "en": "With whom?"}}],
            "to_roles": {"won": ["head"]},
            "lock": {"fields": ["amount"], "roles": ["head"]},
        },
        {
            "key": "won",
            "label": {"ru": "Успех", "en": "Won"},
            "kind": "success",
            "lock": {"fields": ["*"], "excepted": ["description"]},
        },
        {
            "key": "lost",
            "label": {"ru": "Отказ", "en": "Lost"},
            "kind": "failure",
            "reasons": {"field": "loss_reason", "values": ["price"]},
        },
    ],
}
BIG: dict[str, Any] = {
    "label": {"ru": "Крупная", "en": "Large"},
    "section": "deals",
    "when": "amount ge 5000000",
    "stages": [
        {"key": "study", "label": {"ru": "Изучение", "en": "Study"}},
        {"key": "paid", "label": {"ru": "Оплачена", "en": "Paid"}, "kind": "success"},
    ],
}
TENDER = {**BIG, "label": {"ru": "Тендер", "en": "Tender"}, "when": "source eq 'tender' or amount ge 9000000"}


@pytest.fixture
def sale(base_pack: Snapshot) -> Iterator[Snapshot]:
    """Hold a configuration in which deals have the pipelines above."""
    bodies = {"deals": SALE, "large": BIG, "tender": {**TENDER, "position": 10}}
    apply_documents([Document(kind="pipeline", key=k, body=b) for k, b in bodies.items()], actor=SYSTEM)
    with holding(latest_snapshot()) as snapshot:
        yield snapshot


def lacking(ids: list[int], stage: str, actor: Any = ADMIN, **values: object) -> set[tuple[int, str | None, str]]:
    """Return (row, field, gate or code) of everything that a move lacks."""
    with pytest.raises(ValidationFailed) as refused:
        move("deals", ids, stage, actor=actor, values=values)
    return {(p.row, p.field, str(p.data.get("gate", p.code))) for p in refused.value.problems}


def with_line(price: str = "10", **values: object) -> int:
    deal = make("deals", **{"name": "Лифт", **values})
    make("deal_products", deal=deal, product=make("products", name="Кабина"), price=price)
    return deal


def test_a_refused_move_tells_everything_that_both_gates_lack(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт")
    everything = {(0, "expected_on", "facts"), (0, "source", "facts"), (0, None, "big"), (0, None, "lines")}
    assert lacking([deal], "contract") == everything | {(0, "account", "whose")}
    assert stored("deals", deal, "stage") == ("talk",)


def test_what_is_sent_with_the_move_counts(sale: Snapshot) -> None:
    deal = with_line(price="2000")
    account = make("accounts", name="Дом")
    values = {"expected_on": "2026-12-01", "source": "email", "account": account}
    assert move("deals", [deal], "contract", actor=ADMIN, values=values) == [deal]


def test_a_requirement_with_a_condition_is_asked_where_it_is_true(sale: Snapshot) -> None:
    deal = with_line(source="website", expected_on="2026-12-01")
    assert lacking([deal], "contract") == {(0, "account", "whose")}
    assert lacking([deal], "contract", source="email") == {(0, "account", "whose"), (0, None, "big")}


def test_who_is_free_of_a_requirement_is_not_asked(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт", source="website", expected_on="2026-12-01", account=make("accounts", name="Дом"))
    assert lacking([deal], "contract") == {(0, None, "lines")}
    move("deals", [deal], "contract", actor=HEAD)


def test_back_and_to_failure_one_goes_without_the_gate_of_leaving(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт")
    assert lacking([deal], "lost") == {(0, "loss_reason", "required")}
    move("deals", [deal], "lost", actor=ADMIN, values={"loss_reason": "price"})
    move("deals", [deal], "talk", actor=ADMIN)
    assert stored("deals", deal, "stage", "loss_reason") == ("talk", None), "the reason is forgotten"


def test_a_stage_has_reasons_of_its_own(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт")
    other = next(k for k in sale.choices(sale.section("deals").fields["loss_reason"]) if k != "price")
    assert lacking([deal], "lost", loss_reason=other) == {(0, "loss_reason", "unfit_reason")}


def test_a_new_record_meets_the_gate_of_the_stage_where_it_begins(sale: Snapshot) -> None:
    found = door.check("deals", [{"name": "Лифт", "stage": "contract"}, {"name": "Лифт"}], actor=ADMIN)
    assert [(p.row, p.field, str(p.message)) for p in found] == [(0, "account", "С кем договор?")]
    imported = door.check("deals", [{"name": "Лифт", "stage": "contract"}], actor=IMPORT)
    assert [(p.field, p.data["gate"]) for p in imported] == [("account", "whose")]


def test_gates_do_not_bind_the_system(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт")
    move("deals", [deal], "contract", actor=SYSTEM)


def test_a_batch_is_judged_in_a_number_of_queries_that_does_not_grow(sale: Snapshot) -> None:
    counts = []
    for size in (1, 40):
        ids = door.create("deals", [{"name": f"Лифт {n}"} for n in range(size)], actor=ADMIN)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = lacking(ids, "contract")
        assert len(found) == 5 * size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_way_may_be_for_some_roles_alone(sale: Snapshot) -> None:
    pipeline = sale.section("deals").pipeline("deals")
    assert pipeline is not None
    assert [s.key for s in open_moves(pipeline, "contract", MANAGER)] == ["talk", "lost"]
    assert [s.key for s in open_moves(pipeline, "contract", replace(MANAGER, roles=("head",)))] == [
        "talk",
        "won",
        "lost",
    ]
    deal = make("deals", name="Лифт", stage="contract")
    assert lacking([deal], "won", replace(SYSTEM, kind=ActorKind.RULE, is_admin=False, roles=("director",)))


def test_a_lock_holds_for_all_but_its_roles(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт", stage="contract", amount="2000")
    with pytest.raises(ValidationFailed) as refused:
        change("deals", deal, actor=ADMIN, amount="1")
    assert [(p.field, p.code) for p in refused.value.problems] == [("amount", "readonly")]
    change("deals", deal, actor=ADMIN, name="Лифт грузовой")
    change("deals", deal, actor=HEAD, amount="3000")
    assert stored("deals", deal, "name", "amount")[0] == "Лифт грузовой"


def test_all_may_be_locked_but_some(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт", stage="won")
    change("deals", deal, actor=ADMIN, description="Сдан")
    for values in ({"name": "Другой"}, {"owner": None, "source": "website"}):
        with pytest.raises(ValidationFailed):
            change("deals", deal, actor=ADMIN, **values)


def test_on_the_way_out_of_a_lock_one_fills_in_what_is_empty(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт", stage="won")
    move("deals", [deal], "lost", actor=ADMIN, values={"loss_reason": "price"})
    named = make("deals", name="Лифт", stage="won")
    assert lacking([named], "lost", loss_reason="price", name="Другой") == {(0, "name", "readonly")}


def test_a_new_record_begins_in_the_first_pipeline_whose_condition_is_true(sale: Snapshot) -> None:
    rows = [
        {"name": "Малая", "amount": "10"},
        {"name": "Большая", "amount": "6000000"},
        {"name": "Тендер", "amount": "9500000"},
        {"name": "По желанию", "amount": "9500000", "pipeline": "deals"},
    ]
    counts = []
    for size in (1, 10):
        with CaptureQueriesContext(connection) as queries:
            ids = door.create("deals", rows * size, actor=ADMIN)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    found = [stored("deals", i, "pipeline", "stage") for i in ids[:4]]
    assert found == [("deals", "talk"), ("large", "study"), ("tender", "study"), ("deals", "talk")]


def test_the_pipeline_follows_its_condition_until_the_record_has_gone_on(sale: Snapshot) -> None:
    deal = make("deals", name="Лифт", amount="10")
    change("deals", deal, actor=ADMIN, name="Лифт пассажирский")
    change("deals", deal, actor=ADMIN, amount="6000000")
    assert stored("deals", deal, "pipeline", "stage") == ("large", "study")
    change("deals", deal, actor=ADMIN, amount="20")
    assert stored("deals", deal, "pipeline", "stage") == ("deals", "talk")
    move("deals", [deal], "contract", actor=SYSTEM)
    change("deals", deal, actor=SYSTEM, amount="6000000")
    assert stored("deals", deal, "pipeline", "stage") == ("deals", "contract")


@pytest.fixture
def site(sale: Snapshot, clara: User) -> Client:
    """Return the site as Clara, the administrator, sees it."""
    client = Client()
    client.force_login(clara)
    return client


def test_the_dialog_of_a_card_asks_for_what_the_gate_reads_and_offers_to_add_details(site: Client) -> None:
    deal = make("deals", name="Лифт")
    page = site.post(f"/deals/{deal}/move/", {"stage": "contract"}, headers=HTMX).content.decode()
    for name in ("expected_on", "source", "account", "amount"):
        assert f'name="{name}"' in page
    assert ASKED["ru"] in page
    assert f"/deal_products/new/?deal={deal}" in page


def test_a_dropped_card_says_the_same(site: Client) -> None:
    deal = make("deals", name="Лифт", account=make("accounts", name="Дом"), source="email", expected_on="2026-12-01")
    refused = site.post("/deals/board/move/", {"id": deal, "version": 1, "stage": "contract"}, headers=HTMX)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert ASKED["ru"] in page
    assert f"/deals/{deal}/move/contract/fill/?fields=amount" in page
    assert f"/deal_products/new/?deal={deal}" in page


def test_many_records_say_each_what_it_lacks(site: Client) -> None:
    fine = with_line(source="website", expected_on="2026-12-01", account=make("accounts", name="Дом"))
    wrong = with_line(source="website", expected_on="2026-12-01", name="Эскалатор в ТЦ")
    refused = site.post("/deals/bulk/stage/", {"ids": f"{fine},{wrong}", "stage": "contract"}, headers=HTMX)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'href="/deals/{wrong}/"' in page
    assert f'href="/deals/{fine}/"' not in page
    assert 'value="contract" selected' in page, "what was chosen stays chosen"
    assert "С кем договор?" in page
    assert stored("deals", fine, "stage") == ("talk",)


def test_only_the_reasons_of_the_stage_are_offered(site: Client) -> None:
    deal = make("deals", name="Лифт")
    page = site.post(f"/deals/{deal}/move/", {"stage": "lost"}, headers=HTMX).content.decode()
    offered = page.partition('name="loss_reason"')[2].partition("</select>")[0]
    assert offered.count("<option") - offered.count('<option value=""') == 1
    assert 'value="price"' in offered


def test_a_locked_field_is_not_offered_for_typing(site: Client) -> None:
    deal = make("deals", name="Лифт", stage="contract", amount="2000")
    page = site.get(f"/deals/{deal}/edit/", headers=HTMX).content.decode()
    told = page.partition('data-state="')[2].partition('"')[0]
    assert "amount" in told.partition("readonly")[2].partition("]")[0]


def test_the_api_tells_every_requirement_as_a_detail_of_the_error(site: Client, clara: User) -> None:
    deal = make("deals", name="Лифт")
    secret = make_token(clara)
    answer = site.patch(
        f"/odata/deals({deal})",
        {"stage": "contract"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 422
    details = answer.json()["error"]["details"]
    assert {d.get("target") for d in details} == {"expected_on", "source", "account", ""}
    assert ASKED["ru"] in {d["message"] for d in details}
