"""A role is changed by its screens: matrix → plan → apply → revision → way back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from artel.platform.access.actions.roles import apply_role, plan_role
from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import actor_of, may
from artel.platform.access.role_form import body_from, fields_from
from artel.platform.access.roles import Operation
from artel.platform.definitions.current import holding, latest_snapshot, read_revision
from artel.platform.definitions.models import Definition
from artel.platform.kernel.errors import AccessDenied, Conflict
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.personas import HEAD, MANAGER, install, role

Given = dict[str, Any]
READ_ALL = {"label": {"ru": "Роль", "en": ""}, "sections": {"*": ["read"]}, "records": {"*": {"read": "all"}}}
SECTIONS = ("deals", "leads")


def form_of(body: Mapping[str, Any], sections: tuple[str, ...] = SECTIONS) -> Given:
    """Return what the matrix of a role sends when nothing is touched."""
    given: Given = {"label_ru": "Роль", "label_en": "", "tools": sorted(body.get("tools", ()))}
    for key in ("*", *sections):
        given[f"operations:{key}"] = body.get("sections", {}).get(key, body.get("sections", {}).get("*", []))
        for group in ("read", "change"):
            given[f"{group}:{key}"] = body.get("records", {}).get(key, {}).get(group, "")
    return given


def sent(given: Given) -> QueryDict:
    """Return a form as the server gets it."""
    found = QueryDict(mutable=True)
    for key, value in given.items():
        found.setlist(key, value if isinstance(value, list) else [value])
    return found


def test_an_untouched_form_changes_nothing() -> None:
    unsorted = {**READ_ALL, "sections": {"*": ["export", "read"]}, "tools": ["views.share", "audit.read"]}
    for body in (READ_ALL, {**READ_ALL, "sections": {"*": ["read"], "deals": []}}, unsorted):
        assert body_from(sent(form_of(body)), body, SECTIONS) == body


def test_sections_that_follow_the_others_go_on_following() -> None:
    given = form_of(READ_ALL) | {"operations:*": ["read", "create"]}
    assert body_from(sent(given), READ_ALL, SECTIONS)["sections"] == {"*": ["read", "create"]}


def test_a_touched_row_gets_rules_of_its_own_and_loses_them_when_it_says_the_same() -> None:
    own = body_from(sent(form_of(READ_ALL) | {"operations:deals": []}), READ_ALL, SECTIONS)
    assert own["sections"] == {"*": ["read"], "deals": []}
    again = body_from(sent(form_of(own) | {"operations:deals": ["read"]}), own, SECTIONS)
    assert again["sections"] == {"*": ["read"]}


def test_policies_are_named_scopes_or_texts() -> None:
    given = form_of(READ_ALL) | {"read:deals": "condition", "read-text:deals": " amount gt 1 ", "change:leads": "own"}
    found = body_from(sent(given | {"read:leads": "everything"}), READ_ALL, SECTIONS)
    assert found["records"] == {"*": {"read": "all"}, "deals": {"read": "amount gt 1"}, "leads": {"change": "own"}}


def test_rules_of_fields_stay_when_the_matrix_is_saved_and_change_on_their_own_page() -> None:
    body = {**READ_ALL, "fields": {"deals": {"amount": "hidden"}}}
    assert body_from(sent(form_of(body)), body, SECTIONS)["fields"] == {"deals": {"amount": "hidden"}}
    changed = fields_from(sent({"rule:name": "readonly", "rule:amount": ""}), body, "deals", ("name", "amount"))
    assert changed["fields"] == {"deals": {"name": "readonly"}}


@pytest.fixture
def screen(client: Client, snapshot: Snapshot, clara: User) -> Client:
    """Return a browser where the administrator is signed in."""
    client.force_login(clara)
    return client


def whole_form(body: Mapping[str, Any]) -> Given:
    """Return the untouched form over all sections there are."""
    return form_of(body, tuple(latest_snapshot().sections))


def plan_on(page: str) -> dict[str, str]:
    """Return what the button «Apply» of a plan sends."""
    names = re.findall(r'<input type="hidden" name="(body|base|retire)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in names}


def test_saving_shows_the_plan_and_writes_nothing_until_it_is_applied(screen: Client, anna: User) -> None:
    before = read_revision()
    given = whole_form(MANAGER) | {"operations:x_orders": ["read"]}
    shown = screen.post(reverse("settings_role", args=["manager"]), given)
    assert shown.status_code == 200
    assert "разделы · Заказы" in shown.content.decode()
    assert read_revision() == before
    applied = screen.post(reverse("settings_role_apply", args=["manager"]), plan_on(shown.content.decode()))
    assert applied.status_code == 302
    assert read_revision() > before
    with holding(latest_snapshot()):
        actor = actor_of(anna)
        assert [o for o in Operation if may(actor, "x_orders", o)] == ["read"]
        assert may(actor, "x_lines", "change")
    assert AuditEntry.objects.filter(action="configuration.applied").count() == 1


@pytest.mark.parametrize("text", ["x_sum gtt 5", "x_nothing eq 1", "x_sum eq 'a'", "", "   "])
def test_a_wrong_condition_is_told_beside_it_and_kept_in_the_form(screen: Client, text: str) -> None:
    before = read_revision()
    given = whole_form(MANAGER) | {"read:x_orders": "condition", "read-text:x_orders": text}
    answer = screen.post(reverse("settings_role", args=["manager"]), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="error-records.x_orders.read"' in page
    assert f'value="{text.strip()}"'.replace("'", "&#x27;") in page
    assert read_revision() == before


def test_a_plan_made_on_an_older_revision_is_shown_anew(screen: Client) -> None:
    given = whole_form(MANAGER) | {"operations:x_orders": ["read"]}
    shown = plan_on(screen.post(reverse("settings_role", args=["manager"]), given).content.decode())
    install([role("head", {**HEAD, "label": "Другая"})])
    between = read_revision()
    answer = screen.post(reverse("settings_role_apply", args=["manager"]), shown)
    assert answer.status_code == 409
    assert read_revision() == between
    again = plan_on(answer.content.decode())
    assert screen.post(reverse("settings_role_apply", args=["manager"]), again).status_code == 302


def test_a_role_is_made_retired_and_brought_back_by_its_revision(screen: Client, anna: User) -> None:
    assert screen.post(reverse("settings_role_new"), {"key": "auditor", "label_ru": "Ревизор"}).status_code == 302
    made = read_revision()
    shown = screen.post(reverse("settings_role_retire", args=["manager"])).content.decode()
    screen.post(reverse("settings_role_apply", args=["manager"]), plan_on(shown))
    with holding(latest_snapshot()):
        assert not may(actor_of(anna), "x_orders", "read")
    restore = reverse("settings_revision_restore", args=[made])
    plan = screen.get(restore).content.decode()
    assert screen.post(restore, plan_on(plan)).status_code == 302
    with holding(latest_snapshot()) as present:
        assert may(actor_of(anna), "x_orders", "read")
        assert "auditor" in present.roles


@pytest.mark.parametrize("given", [{"key": "Плохой"}, {"key": "manager"}, {"key": "new", "label_ru": ""}])
def test_a_new_role_needs_a_free_key_and_a_name(screen: Client, given: Given) -> None:
    before = read_revision()
    assert screen.post(reverse("settings_role_new"), {"label_ru": "Новая", **given}).status_code == 422
    assert read_revision() == before


@pytest.mark.parametrize("body", ["", "[]", "{", json.dumps({"label": 5}), json.dumps({"tools": ["rm -rf"]})])
def test_a_forged_plan_is_refused(screen: Client, body: str) -> None:
    before = list(Definition.objects.order_by("id").values())
    sent_plan = {"body": body, "base": str(read_revision())}
    assert screen.post(reverse("settings_role_apply", args=["manager"]), sent_plan).status_code in (409, 422)
    assert list(Definition.objects.order_by("id").values()) == before


def test_who_edits_roles_gives_no_tool_that_he_has_not(snapshot: Snapshot, boris: User) -> None:
    editor = {**HEAD, "tools": ["settings.roles", "audit.read"]}
    with holding(install([role("head", editor)])):
        actor = actor_of(boris)
        with pytest.raises(AccessDenied):
            plan_role("head", {**editor, "tools": [*editor["tools"], "settings.users"]}, actor=actor)
        with pytest.raises(AccessDenied):
            apply_role("manager", {}, base=read_revision(), actor=actor, is_retired=True)
        plan = plan_role("portal", {"label": "Внешний", "is_portal": True, "tools": ["audit.read"]}, actor=actor)
        assert not plan.problems
        with pytest.raises(Conflict):
            apply_role("portal", {"label": "Внешний"}, base=plan.base - 1, actor=actor)
