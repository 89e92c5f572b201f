"""Every page that the product has, found by its addresses: nothing for axe to find, nothing wider than a phone.

An address is tried with samples for its parameters; what answers a plain visit with a whole page is looked at. So a new
screen is looked at without being named here; a new parameter asks for a sample.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page

from artel.platform.definitions.current import forget_snapshots
from artel.platform.duplicates.groups import make_groups
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.domain import make

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SAMPLES = {
    "section": "deals",
    "activity_section": "tasks",
    "details": "tasks",
    "pointer": "about_id",
    "field": "amount",
    "field_type": "text",
    "kind": "tasks",
    "verb": "assign",
    "number": "1",
}
BY_PREFIX = {
    "settings/designer/+lookups/": {"key": "lead_sources"},
    "settings/designer/+roles/": {"key": "manager"},
    "settings/designer/<slug:section>/pipelines/": {"key": "deals"},
    "settings/designer/<slug:section>/": {"key": "mine", "variant": "manager"},
}
STRANGERS = (
    "/auth/login/",
    "/auth/password/reset/",
    "/auth/password/reset/done/",
    "/auth/password/reset/key/done/",
    "/auth/inactive/",
    "/auth/3rdparty/login/cancelled/",
    "/auth/3rdparty/login/error/",
)
NO_SCREENS = ("dev/ui/", "auth/logout/", "odata")
"""Stories of components have a test of their own; signing out would end the visit."""


@pytest.fixture
def samples(base_pack: Snapshot, clara: User, anna: User) -> Iterator[Mapping[str, str]]:
    """Make what the addresses ask for, with twins to tell apart; forget the configuration afterwards."""
    account = make("accounts", name="ООО «Специализированный застройщик «Северная долина»", phone="+79172550418")
    make("accounts", name="Специализированный застройщик Северная долина, ООО", phone="+79172550418")
    make_groups("accounts", base_pack)
    stage = base_pack.section("deals").pipelines[0].stages[1].key
    deal = make("deals", name="Лифты для корпуса 4", account=account, amount="2400000", owner=clara.pk)
    lead = make("leads", name="Нужны три лифта", owner=clara.pk)
    task = make("tasks", name="Позвонить", about_section="deals", about_id=deal, owner=clara.pk)
    yield {
        **SAMPLES,
        "stage": stage,
        "record_id": str(deal),
        "lead_id": str(lead),
        "activity_id": str(task),
        "user_id": str(anna.pk),
        "team_id": str(anna.team_id),
    }
    forget_snapshots()


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield the addresses below, as they are declared."""
    for each in resolver.url_patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, path)
        else:
            yield path


def address(pattern: str, samples: Mapping[str, str]) -> str | None:
    """Return the address with samples for its parameters; None when it is an expression or there is no sample."""
    if "^" in pattern or pattern.startswith(NO_SCREENS):
        return None
    own = next((own for prefix, own in BY_PREFIX.items() if pattern.startswith(prefix)), {})
    known = {**samples, **own}
    if any(name not in known for name in PARAMETER.findall(pattern)):
        return None
    return "/" + PARAMETER.sub(lambda found: known[found[1]], pattern)


def pages(samples: Mapping[str, str], person: User) -> list[str]:
    """Return the addresses that answer this person's plain visit with a whole page."""
    client = Client()
    client.force_login(person)
    found = []
    for path in dict.fromkeys(address(pattern, samples) for pattern in patterns(get_resolver())):
        if path is not None:
            answer = client.get(path, HTTP_HOST="localhost")
            is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            if is_page and b"<html" in answer.content:
                found.append(path)
            answer.close()
    return found


def look_at(page: Page, paths: Iterable[str]) -> None:
    """Let axe look at each, then make the window as narrow as a phone's; all complaints together."""
    root = page.url.split("/", 3)
    complaints = {}
    for path in paths:
        # So high that the bars at the foot cover nothing: axe measures what is not covered.
        page.set_viewport_size({"width": 1440, "height": 4000})
        page.goto(f"{root[0]}//{root[2]}{path}")
        told = violations(page)
        page.set_viewport_size({"width": 390, "height": 4000})
        width = page.evaluate("document.documentElement.scrollWidth")
        if told or width != 390:
            complaints[path] = (told, width)
    assert complaints == {}


def test_every_page_is_for_everybody(open_page: OpenPage, samples: Mapping[str, str], clara: User) -> None:
    found = pages(samples, clara)
    assert len(found) > 60
    page = open_page("/profile/", person=clara)
    look_at(page, found)


def test_every_page_of_a_stranger_is_for_everybody(open_page: OpenPage, base_pack: Snapshot) -> None:
    look_at(open_page("/auth/login/"), STRANGERS)
    forget_snapshots()


def test_a_new_token_is_shown_to_everybody(open_page: OpenPage, base_pack: Snapshot, clara: User) -> None:
    page = open_page("/profile/tokens/", width=390, theme="dark", person=clara)
    page.locator("main [name=name]").fill("Выгрузка остатков в учётную систему завода")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    forget_snapshots()
