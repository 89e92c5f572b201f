"""Every page that the product has, found by its addresses: nothing for axe to find, nothing wider than a phone.

An address is tried with samples for its parameters; what answers a plain visit with a whole page is looked at. So a new
screen is looked at without being named here; a new parameter asks for a sample, or for a reason why there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from playwright.sync_api import Page, expect

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots, latest_snapshot, read_revision
from artel.platform.definitions.documents import Document
from artel.platform.duplicates.models import Group
from artel.platform.duplicates.searching import begin_search, mark_next, search_next
from artel.platform.kernel.actor import SYSTEM
from artel.platform.process.approvals.models import Approval, Vote
from artel.platform.process.handing_over.planning import Sharing
from artel.platform.process.handing_over.running import begin, proceed
from artel.platform.screens.models import SavedView
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import open_at
from tests.support.domain import make
from tests.support.people import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SAMPLES = {
    "section": "deals",
    "field": "account",
    "field_type": "text",
    "kind": "tasks",
    "verb": "assign",
}
BY_PREFIX = {
    "<activity_section:section>/": {"section": "tasks"},
    "dashboards/": {"key": "day", "block": "won"},
    "settings/designer/+lookups/": {"key": "colours"},
    "settings/designer/+calendars/": {"key": "fitters"},
    "settings/designer/+roles/": {"key": "manager"},
    "settings/designer/<slug:section>/pipelines/": {"key": "deals", "stage": "offer"},
    "settings/designer/<slug:section>/duplicates/": {"key": "twin"},
    "settings/designer/<slug:section>/rules/": {"key": "greet"},
    "settings/designer/<slug:section>/field/": {"field": "x_papers"},
    "settings/designer/<slug:section>/": {"key": "mine", "variant": "team"},
}
OF_TASKS = (
    *(f"<slug:section>/<int:record_id>/{verb}/" for verb in ("done", "later")),
    "calendar/<slug:section>/<int:record_id>/",
)
GREET = {
    "label": "Первый звонок",
    "section": "deals",
    "on": {"event": "created"},
    "do": [{"act": "create", "section": "tasks", "values": {"name": "Позвонить: {{ name }}"}}],
}
DAY = {
    "label": "День руководителя",
    "blocks": [
        {
            "key": "won",
            "label": "Продажи",
            "kind": "number",
            "section": "deals",
            "period": "created_at",
            "compare": True,
        },
        {"key": "stages", "label": "По стадиям", "kind": "chart", "section": "deals", "by": "stage", "split": "owner"},
        {"key": "funnel", "label": "Воронка", "kind": "funnel", "section": "deals", "period": "created_at"},
        {"key": "tasks", "label": "Задачи", "kind": "list", "section": "tasks", "columns": ["name", "due_at", "owner"]},
    ],
}
OWN = (
    Document(kind="lookup", key="colours", body={"label": "Цвета", "values": [{"key": "red", "label": "Красный"}]}),
    Document(kind="calendar", key="fitters", body={"label": "Монтажники", "week": {"mon": ["09:00-18:00"]}}),
    Document(kind="field", key="deals.x_papers", body={"label": "Документы", "type": "files"}),
    Document(kind="layout", key="deals.team", body={"label": "Менеджеры", "roles": ["manager"]}),
    Document(kind="view", key="deals.mine", body={"label": "Мои", "filter": "owner eq me()"}),
    Document(kind="rule", key="greet", body=GREET),
    Document(kind="dashboard", key="day", body=DAY),
    Document(kind="duplicates", key="deals.twin", body={"label": "То же имя", "fields": [{"field": "name"}]}),
)
"""What a company has made for itself: only that is taken out of use."""
STRANGERS = (
    "/auth/login/",
    "/auth/password/reset/",
    "/auth/password/reset/done/",
    "/auth/password/reset/key/done/",
    "/auth/inactive/",
    "/auth/3rdparty/login/cancelled/",
    "/auth/3rdparty/login/error/",
)
UNSEEN = {
    "dev/ui/": "stories of components have a test of their own",
    "auth/logout/": "ends the visit",
    "auth/^confirm-email/": "nobody is sent a letter with it: administrators make the accounts",
    "auth/^password/reset/key/": "of a letter, see test_sign_in.py; the page after it is among those of strangers",
    "auth/2fa/totp/deactivate/": "of who has codes of an app, see test_second_factor.py",
    "auth/2fa/recovery-codes/": "of who has codes of an app, see test_second_factor.py",
    "auth/2fa/webauthn/keys/<int:pk>/": "of a security key, see test_second_factor.py",
    "auth/oidc/": "leads to the provider, see tests/outside/test_single_sign_on.py",
    "files/<uuid:key>/": "a file, not a page",
    "ical/": "a file for other programs, see artel/connectors/ical",
    "import/<int:run_id>/": "steps of one import, looked at on their way in test_import.py",
    "^odata": "the API",
    "settings/designer/+suggest/": "a key for a name, not a page",
    "settings/designer/<slug:section>/section/retire/": "of a section that a company made: it would leave its table",
    "<slug:section>/<int:record_id>/feed/<int:entry_id>/why/": "of what a rule did, see the tests of rules",
    "<slug:section>/<int:record_id>/lines/": "a part of the card",
    "<slug:section>/linked/": "values of a list, not a page",
}
"""Addresses that no sample leads to, by how they begin, and why."""


def handed_over(whose: User, author: User) -> int:
    """Hand over what is somebody's; return the operation."""
    found = begin(whose.pk, Sharing(people=(author.pk,)), actor=actor_of(author))
    proceed(found.pk)
    return int(found.pk)


@pytest.fixture
def samples(base_pack: Snapshot, clara: User, anna: User) -> Iterator[Mapping[str, str]]:
    """Make what the addresses ask for, with twins to tell apart; forget the configuration afterwards."""
    apply_documents(OWN, actor=SYSTEM)
    account = make("accounts", name="ООО «Специализированный застройщик «Северная долина»", phone="+79172550418")
    make("accounts", name="Специализированный застройщик Северная долина, ООО", phone="+79172550418")
    snapshot = latest_snapshot()
    while mark_next(snapshot):
        continue
    begin_search("accounts")
    while search_next("accounts", snapshot):
        continue
    project = make("projects", name="Монтаж лифтов в доме на набережной", account=account, owner=clara.pk)
    planned = {"planned_start": "2026-11-23T09:00:00+03:00", "duration": 960, "project": project}
    make("tasks", name="Смонтировать направляющие", phase="Монтаж", owner=clara.pk, **planned)
    stage = base_pack.section("deals").pipelines[0].stages[1].key
    deal = make("deals", name="Лифты для корпуса 4", account=account, amount="2400000", owner=clara.pk)
    lead = make("leads", name="Нужны три лифта", owner=clara.pk)
    task = make("tasks", name="Позвонить", about_section="deals", about_id=deal, owner=clara.pk)
    asked = Approval.objects.create(
        section="deals",
        record_id=deal,
        pipeline="deals",
        stage=stage,
        key="visa",
        mode="one",
        label={"ru": "Виза руководителя", "en": "Head's approval"},
        text={"ru": "Проверьте скидку", "en": "Check the discount"},
        asked_by=anna,
        opened_at=timezone.now(),
    )
    Vote.objects.create(approval=asked, place=0, person=clara, asked_at=timezone.now())
    view = SavedView.objects.create(section="deals", label="Крупные", filter="amount gt 1000000", author=clara)
    yield {
        **SAMPLES,
        "stage": stage,
        "record_id": str(deal),
        "approval_id": str(asked.pk),
        "lead_id": str(lead),
        "project_id": str(project),
        "activity_id": str(task),
        "user_id": str(anna.pk),
        "team_id": str(anna.team_id),
        "number": str(read_revision()),
        "view_id": str(view.pk),
        "group_id": str(Group.objects.values_list("pk", flat=True)[0]),
        **dict.fromkeys(("token_id", "merge_id", "absence_id"), "1"),
        "rule": "greet",
        "invariant": "deals_planned",
        "hand_over_id": str(handed_over(anna, clara)),
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


def addresses(samples: Mapping[str, str]) -> list[str]:
    """Return the addresses with samples for their parameters; fails for one with neither a sample nor a reason."""
    found: dict[str, None] = {}
    unknown = []
    for pattern in patterns(get_resolver()):
        own = next((own for prefix, own in BY_PREFIX.items() if pattern.startswith(prefix)), {})
        known = {**samples, **own}
        if pattern.startswith(OF_TASKS):
            known |= {"section": "tasks", "record_id": samples["activity_id"]}
        if pattern.startswith(tuple(UNSEEN)):
            continue
        if "^" in pattern or any(name not in known for name in PARAMETER.findall(pattern)):
            unknown.append(pattern)
        else:
            found["/" + PARAMETER.sub(lambda name, known=known: known[name[1]], pattern)] = None  # type: ignore[misc]
    assert unknown == [], "give them a sample, or a reason in UNSEEN"
    return list(found)


def pages(samples: Mapping[str, str], person: User) -> list[str]:
    """Return the addresses that answer this person's plain visit with a whole page; a sample must lead somewhere."""
    client = Client()
    client.force_login(person)
    found, nowhere = [], []
    for path in addresses(samples):
        answer = client.get(path, HTTP_HOST="localhost")
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if is_page and b"<html" in answer.content:
            found.append(path)
        elif answer.status_code == 404:
            nowhere.append(path)
        answer.close()
    assert nowhere == [], "their samples lead nowhere"
    return found


def look_at(page: Page, paths: Iterable[str]) -> None:
    """Let axe look at each, then make the window as narrow as a phone's; all complaints together."""
    root = page.url.split("/", 3)
    complaints = {}
    for path in paths:
        # So high that the bars at the foot cover nothing: axe measures what is not covered.
        page.set_viewport_size({"width": 1440, "height": 4000})
        open_at(page, f"{root[0]}//{root[2]}{path}")
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
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("main code.a-secret")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    forget_snapshots()
