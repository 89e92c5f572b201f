"""Rules that fight for a field on one occasion are found; those that can't meet are left alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from artel.platform.automation.contradicting import contradictions
from artel.platform.automation.tests.conftest import Rules
from artel.platform.definitions.current import latest_snapshot
from artel.platform.users.models import User

CREATED = {"event": "created"}


def writes(name: object) -> list[dict[str, Any]]:
    """Return actions that write a name."""
    return [{"act": "set", "values": {"name": name}}]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"on": CREATED, "do": writes("А")}, {"on": CREATED, "do": writes("Б")}, ["name"]),
        ({"on": CREATED, "do": writes("А")}, {"on": CREATED, "do": writes("А")}, []),
        ({"on": CREATED, "do": writes("А")}, {"on": {"event": "changed"}, "do": writes("Б")}, []),
        (
            {"on": CREATED, "when": "amount gt 10", "do": writes("А")},
            {"on": CREATED, "when": "amount le 10", "do": writes("Б")},
            [],
        ),
        (
            {"on": CREATED, "when": "amount gt 10", "do": writes("А")},
            {"on": CREATED, "when": "amount gt 20", "do": writes("Б")},
            ["name"],
        ),
        (
            {"on": {"event": "stage", "entered": ["offer"]}, "do": writes("А")},
            {"on": {"event": "stage", "entered": ["won"]}, "do": writes("Б")},
            [],
        ),
        (
            {"on": CREATED, "do": [{"act": "move", "stage": "offer"}]},
            {"on": CREATED, "do": [{"act": "move", "stage": "contract"}]},
            ["stage"],
        ),
        ({"on": CREATED, "do": writes("А"), "is_paused": True}, {"on": CREATED, "do": writes("Б")}, []),
    ],
)
def test_only_rules_that_may_meet_contradict(
    rules: Rules, first: dict[str, Any], second: dict[str, Any], expected: list[str]
) -> None:
    rules(one=first, other=second)
    assert [found.field for found in contradictions(latest_snapshot())] == expected


def test_the_page_of_rules_warns(rules: Rules, client: Client, clara: User) -> None:
    rules(one={"on": CREATED, "do": writes("А")}, other={"on": CREATED, "do": writes("Б")})
    client.force_login(clara)
    text = client.get("/settings/rules/").content.decode()
    assert "«one» и «other» по одному случаю могут записать разное" in text
