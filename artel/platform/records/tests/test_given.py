"""Values that have come some way before the door: who may say so, and what the door asks all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.records.door import Given
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, configure


@pytest.fixture
def importing(db: None) -> Actor:
    """An import of the system's."""
    return replace(SYSTEM, kind=ActorKind.IMPORT, is_admin=True)


def test_only_an_import_says_that_values_are_parsed(clara: User, importing: Actor) -> None:
    for actor, given in ((actor_of(clara), Given.PARSED), (actor_of(clara), Given.STORED), (importing, Given.STORED)):
        with pytest.raises(ValueError, match="does not make records"):
            door.create("accounts", [{"name": "Заря"}], actor=actor, given=given)
    assert visible_to(SYSTEM, "accounts").count() == 0


def test_parsed_values_are_stored_as_they_are(importing: Actor) -> None:
    ids = door.create("contacts", [{"name": "Ким  Вера", "phone": "+79172550418"}], actor=importing, given=Given.PARSED)
    assert visible_to(SYSTEM, "contacts").values_list("phone", flat=True).get(id=ids[0]) == "+79172550418"
    assert list(visible_to(SYSTEM, "identities").values_list("value", "name")) == [("+79172550418", "+7 917 255-04-18")]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "Заря", "version": 7}, "readonly"),
        ({"name": "Заря", "nothing": 1}, "unknown_field"),
        ({"name": "Заря", "owner": 999_999}, "unknown_target"),
        ({"inn": "7707083893"}, "required"),
    ],
)
def test_parsed_values_are_asked_all_else(importing: Actor, values: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        door.create("accounts", [values], actor=importing, given=Given.PARSED)
    assert [p.code for p in refused.value.problems] == [code]


def test_who_wrote_a_record_is_no_foreign_key(importing: Actor) -> None:
    """Also of a section that the company has made itself."""
    configure(*TENDERS)
    door.create("x_tenders", [{"name": "Школа", "owner": None}], actor=replace(importing, user_id=999_999))
    assert visible_to(SYSTEM, "x_tenders").values_list("created_by_id", flat=True).get() == 999_999
