"""What the security log hears of records, and how it reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import actor_of
from artel.platform.access.subscribers import MASS
from artel.platform.access.views.audit import PAGE
from artel.platform.kernel.actor import SYSTEM, ActorKind
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User


def noted() -> list[tuple[str, dict[str, object]]]:
    """Return (act, detail) of every entry."""
    return list(AuditEntry.objects.order_by("id").values_list("action", "detail"))


def test_mass_work_of_a_person_is_remembered(snapshot: Snapshot, anna: User) -> None:
    actor = actor_of(anna)
    ids = door.create("x_orders", [{"name": f"Заказ {n}"} for n in range(MASS)], actor=actor)
    door.change("x_orders", [door.Change(id=i, values={"x_sum": 1}) for i in ids[1:]], actor=actor)
    assert noted() == []
    door.change("x_orders", [door.Change(id=i, values={"x_sum": 2}) for i in ids], actor=actor)
    door.trash("x_orders", ids, actor=actor)
    about = {"section": "x_orders", "number": MASS}
    assert noted() == [("records.changed", about), ("records.trashed", about)]
    assert {e.actor_id for e in AuditEntry.objects.all()} == {anna.pk}


def test_what_an_import_changes_it_tells_of_itself(snapshot: Snapshot, anna: User) -> None:
    importing = replace(actor_of(anna), kind=ActorKind.IMPORT)
    ids = door.create("x_orders", [{"name": f"Заказ {n}"} for n in range(MASS)], actor=importing)
    door.change("x_orders", [door.Change(id=i, values={"x_sum": 2}) for i in ids], actor=importing)
    assert noted() == []


@pytest.fixture
def full_log(clara: User, anna: User) -> None:
    """A log longer than a page, with one failed sign-in at its beginning."""
    record_audit(SYSTEM, Audit.LOGIN_FAILED, {"login": "<script>alert(1)</script>"}, ip="192.0.2.7")
    for number in range(PAGE):
        record_audit(actor_of(anna), Audit.EXPORT, {"section": "deals", "number": number})


def test_the_log_is_read_page_by_page(client: Client, full_log: None, clara: User) -> None:
    client.force_login(clara)
    first = client.get(reverse("settings_audit"))
    rows = first.content.decode().count('data-id="')
    assert rows == PAGE
    last = AuditEntry.objects.order_by("-id")[PAGE - 1].pk
    second = client.get(reverse("settings_audit"), {"before": last}).content.decode()
    assert "login.failed" not in first.content.decode().split("<tbody", 1)[1]
    assert second.count('data-id="') == AuditEntry.objects.count() - PAGE


def test_the_log_is_searched_by_act_and_by_who_was_tried(client: Client, full_log: None, clara: User) -> None:
    client.force_login(clara)
    page = client.get(reverse("settings_audit"), {"act": "login.failed", "who": "script"}).content.decode()
    assert page.count('data-id="') == 1
    assert "<script>alert" not in page
    assert "192.0.2.7" in page


@pytest.mark.parametrize("given", [{"before": "9" * 40}, {"before": "-1"}, {"act": "no.such"}, {"who": "\x00"}])
def test_a_strange_address_is_answered_calmly(client: Client, clara: User, given: dict[str, str]) -> None:
    client.force_login(clara)
    assert client.get(reverse("settings_audit"), given).status_code == 200


def test_times_are_shown_in_the_zone_of_who_reads(client: Client, clara: User) -> None:
    client.force_login(clara)
    AuditEntry.objects.create(at=datetime(2026, 3, 1, 21, 30, tzinfo=UTC), action="export.done", actor_kind="user")
    page = client.get(reverse("settings_audit"), {"act": "export.done"}).content.decode()
    assert "02.03.2026 0:30" in page
