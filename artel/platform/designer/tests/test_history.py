"""The history by screens: two revisions side by side, the way back with what is lost, contested places decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import (
    forget_snapshots,
    holding,
    latest_snapshot,
    read_revision,
    stored_documents,
)
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import Definition
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.doctor import checks
from artel.platform.packs.installing import install
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.personas import HEAD, MANAGER, role

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/+history/"
CONFLICTS = "/settings/designer/+conflicts/"


@pytest.fixture
def desk(clara: User) -> Iterator[Client]:
    """Return the administrator's browser; what is applied is forgotten with the transaction."""
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def applied(*documents: Document) -> int:
    """Apply documents; return the number of the revision."""
    apply_documents(list(documents), actor=SYSTEM)
    return read_revision()


def field(key: str, label: str, *, is_retired: bool = False) -> Document:
    """Return a text field of leads."""
    return Document(kind="field", key=f"leads.{key}", body={"label": label, "type": "text"}, is_retired=is_retired)


def test_two_ticked_revisions_are_compared_in_words(roles: object, desk: Client) -> None:
    first = applied(field("x_one", "Первое"))
    applied(field("x_two", "Второе"), role("manager", {**MANAGER, "label": "Продавец"}))
    last = applied(field("x_one", "Первое", is_retired=True), role("head", {**HEAD, "tools": []}))
    answer = desk.get(BASE + "+compare/", {"of": [str(last), str(first)]})
    page = answer.content.decode()
    assert page.index("Добавлено: 1") < page.index("Изменено: 2") < page.index("Убрано: 1")
    assert "Поле «Второе»" in page
    assert "<del>Менеджер</del> <ins>Продавец</ins>" in page
    assert "ru: Продавец" in page
    single = desk.get(BASE + "+compare/", {"of": str(first)}).content.decode()
    assert f"От версии {first} к версии {last}" in single
    assert f"{BASE}{first}/restore/" in single


@pytest.mark.parametrize("of", [[], ["1", "2", "3"], ["x"], ["-1"]])
def test_what_is_no_pair_leads_back_to_the_list(desk: Client, of: list[str]) -> None:
    assert desk.get(BASE + "+compare/", {"of": of}).headers["Location"] == BASE


def test_an_unknown_revision_is_not_found(desk: Client) -> None:
    assert desk.get(BASE + "+compare/", {"of": ["1", "999999999"]}).status_code == 404


def test_the_way_back_says_what_is_lost_before_it_is_gone_and_the_values_come_back(desk: Client) -> None:
    before = applied(role("manager", MANAGER))
    after = applied(field("x_note", "Заметка"))
    with holding(latest_snapshot()):
        (lead,) = door.create("leads", [{"name": "Элеватор", "x_note": "важное"}], actor=SYSTEM)
    page = desk.get(f"{BASE}{before}/restore/").content.decode()
    assert "Поле «Заметка»" in page
    assert '<div class="small late">' in page
    assert "1 запис" in page
    assert latest_snapshot().sections["leads"].field("x_note")
    press(desk, f"{BASE}{before}/restore/", page)
    assert latest_snapshot().sections["leads"].field("x_note") is None
    page = desk.get(f"{BASE}{after}/restore/").content.decode()
    press(desk, f"{BASE}{after}/restore/", page)
    with holding(latest_snapshot()):
        assert visible_to(SYSTEM, "leads").values_list("x_note", flat=True).get(pk=lead) == "важное"
    assert AuditEntry.objects.filter(action="configuration.restored").count() == 2


def press(desk: Client, address: str, page: str) -> None:
    """Press the button of the plan on a page."""
    base = re.findall(r'name="base" value="(\d+)"', page)[-1]
    assert desk.post(address, {"base": base}).status_code == 302


@pytest.fixture
def contested(desk: Client) -> str:
    """A role of the base pack whose two names both sides have changed; return its key."""
    install((), demo=False, actor=SYSTEM)
    document = next(d for d in stored_documents() if d.kind == "role" and d.owner == "base")
    ours = {**document.body, "label": {"ru": "Наше имя", "en": "Our name"}}
    applied(Document(kind="role", key=document.key, body=ours))
    older = {**document.body, "label": {"ru": "Прежнее имя", "en": "Former name"}}
    Definition.objects.filter(kind="role", key=document.key).update(base=older)
    InstalledPack.objects.update(digest="older")
    install((), demo=False, actor=SYSTEM)
    forget_snapshots()
    return document.key


def sent_by(page: str) -> dict[str, list[str] | str]:
    """Return what the hidden inputs of a page send."""
    found: dict[str, list[str] | str] = {"address": []}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        kept = found.get(name)
        if isinstance(kept, list):
            kept.append(unescape(value))
        else:
            found[name] = unescape(value)
    return found


def label_of(key: str) -> Mapping[str, str]:
    """Return the names of a role in force."""
    return latest_snapshot().roles[key].label.as_dict()


def test_each_contested_place_shows_three_values_and_is_decided_by_itself(desk: Client, contested: str) -> None:
    page = desk.get(CONFLICTS).content.decode()
    assert "Ждут решения 2 места" in page
    for value in ("Прежнее имя", "Наше имя", "Former name", "Our name"):
        assert value in page
    pack = next(d.base for d in stored_documents() if d.key == contested and d.kind == "role")
    addresses = sent_by(page)["address"]
    assert addresses == [f"role {contested}: label.ru", f"role {contested}: label.en"]
    plan = desk.post(CONFLICTS, {"address": addresses, "side:0": "theirs", "side:1": ""}).content.decode()
    assert "<del>Наше имя</del>" in plan
    assert label_of(contested)["ru"] == "Наше имя"
    assert desk.post(CONFLICTS, sent_by(plan)).status_code == 302
    assert pack
    assert label_of(contested)["ru"] not in ("Наше имя", "Прежнее имя")
    assert label_of(contested)["en"] == "Our name"
    left = desk.get(CONFLICTS).content.decode()
    assert "Ждёт решения 1 место" in left
    assert "label.en" in next(check.detail for check in checks())


def test_all_places_are_decided_at_once_and_the_doctor_is_content(desk: Client, contested: str) -> None:
    addresses = sent_by(desk.get(CONFLICTS).content.decode())["address"]
    plan = desk.post(CONFLICTS, {"address": addresses, "every": "ours"}).content.decode()
    assert "Ваши значения остаются как есть" in plan
    assert desk.post(CONFLICTS, sent_by(plan)).status_code == 302
    assert "Спорных мест нет" in desk.get(CONFLICTS).content.decode()
    assert label_of(contested) == {"ru": "Наше имя", "en": "Our name"}
    assert all(check.is_ok for check in checks())


def test_a_plan_on_an_older_revision_is_shown_anew(desk: Client, contested: str) -> None:
    addresses = sent_by(desk.get(CONFLICTS).content.decode())["address"]
    plan = desk.post(CONFLICTS, {"address": addresses, "every": "theirs"}).content.decode()
    applied(field("x_one", "Первое"))
    forget_snapshots()
    answer = desk.post(CONFLICTS, sent_by(plan))
    assert answer.status_code == 409
    assert label_of(contested)["ru"] == "Наше имя"
    assert desk.post(CONFLICTS, sent_by(answer.content.decode())).status_code == 302


def test_nothing_decided_changes_nothing(desk: Client, contested: str) -> None:
    before = read_revision()
    page = desk.post(CONFLICTS, {"address": [f"role {contested}: label.ru"], "side:0": "anything"}).content.decode()
    assert "Ничего не решено" in page
    assert read_revision() == before


def test_two_packs_that_contradict_each_other_are_decided_between(desk: Client, tmp_path: Path) -> None:
    install((), demo=False, actor=SYSTEM)
    rival = tmp_path / "rival"
    (rival / "extends").mkdir(parents=True)
    manifest = 'key: rival\nversion: "1.0"\nlabel: Соперник\nrequires: [base]\n'
    (rival / "pack.yaml").write_text(manifest, encoding="utf-8")
    said = "amends: {views: {no_activity: {filter: next_activity_at eq null and name ne 'Я'}}}\n"
    (rival / "extends" / "accounts.yaml").write_text(said, encoding="utf-8")
    apply_packs(plan_packs([rival]), actor=SYSTEM)
    install(("lifts",), demo=False, actor=SYSTEM)
    forget_snapshots()
    page = desk.get(CONFLICTS).content.decode()
    assert "Ждёт решения 1 место" in page
    assert "rival, сейчас в силе" in page
    assert "lifts/extends/accounts.yaml:" in page
    assert "accounts.no_activity" in next(check.detail for check in checks())
    addresses = sent_by(page)["address"]
    plan = desk.post(CONFLICTS, {"address": addresses, "side:0": "lifts"}).content.decode()
    assert desk.post(CONFLICTS, sent_by(plan)).status_code == 302
    assert "Спорных мест нет" in desk.get(CONFLICTS).content.decode()
    view = next(v for v in latest_snapshot().section("accounts").views if v.key == "no_activity")
    assert "category in" in view.filter
    assert all(check.is_ok for check in checks())


def test_who_may_not_restore_sees_no_history(desk: Client, anna: User) -> None:
    client = Client()
    client.force_login(anna)
    for path in (BASE, BASE + "+compare/?of=1&of=2", f"{BASE}{read_revision()}/", CONFLICTS):
        assert client.get(path).status_code == 403, path
    assert client.post(CONFLICTS, {"address": ["x"], "every": "theirs"}).status_code == 403
