"""A company calls what the product brings by its own words; what does not fit is told, what is left out stays."""

from __future__ import annotations

from typing import Any

import pytest

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import make_plan
from artel.platform.exchange.recognising.describing import describe_fields
from artel.platform.kernel.actor import SYSTEM
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db
LEADS: dict[str, Any] = {
    "label": {"ru": "Заявки", "en": "Requests"},
    "singular": {"ru": "Заявка", "en": "Request"},
    "counted": ["заявка", "заявки", "заявок", "request", "requests"],
    "icon": "elevator",
    "position": 3,
}
PHONE = {"label": {"ru": "Мобильный"}, "help": {"ru": "С кодом"}}


def naming(key: str, body: dict[str, Any], *, is_retired: bool = False) -> Document:
    """Return the document of other names."""
    return Document(kind="naming", key=key, body=body, is_retired=is_retired)


def test_a_section_and_a_field_bear_other_names_until_these_are_taken_back() -> None:
    before = latest_snapshot().section("leads")
    apply_documents([naming("leads", LEADS), naming("leads.phone", PHONE)], actor=SYSTEM)
    spec = latest_snapshot().section("leads")
    assert (spec.label.ru, spec.singular.en, spec.counted.text(5, "ru")) == ("Заявки", "Request", "заявок")
    assert (spec.icon, spec.position) == ("elevator", 3)
    assert (spec.fields["phone"].label.ru, spec.fields["phone"].label.en) == (
        "Мобильный",
        before.fields["phone"].label.en,
    )
    assert next(iter(latest_snapshot().sections.values())).position <= 3

    apply_documents(
        [naming("leads", LEADS, is_retired=True), naming("leads.phone", PHONE, is_retired=True)], actor=SYSTEM
    )
    after = latest_snapshot().section("leads")
    assert (after.label, after.icon, after.fields) == (before.label, before.icon, before.fields)


def test_imports_know_a_field_by_both_names(clara: User) -> None:
    usual = latest_snapshot().section("leads").fields["phone"].label.ru
    apply_documents([naming("leads.phone", PHONE)], actor=SYSTEM)
    with holding(latest_snapshot()) as snapshot:
        found = describe_fields([snapshot.section("leads")], snapshot, actor_of(clara))
    phone = next(each for each in found if each.key == "phone")
    assert {"Мобильный", usual} <= set(phone.labels)


@pytest.mark.parametrize(
    ("key", "body", "code"),
    [
        ("nothing", LEADS, "unknown_section"),
        ("leads.nothing", PHONE, "unknown_field"),
        ("leads.phone", {"icon": "phone"}, "bad_option"),
        ("leads", {"help": {"ru": "Что это"}}, "bad_option"),
    ],
)
def test_names_of_what_is_not_there_are_refused(key: str, body: dict[str, Any], code: str) -> None:
    assert [p.code for p in make_plan([naming(key, body)]).problems] == [code]
