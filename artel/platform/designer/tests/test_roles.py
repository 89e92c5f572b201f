"""A role is changed in the designer: matrix → draft → plan → revision; and looked at through somebody's eyes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from artel.platform.access.actions.roles import guard_role
from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import actor_of, may, may_use
from artel.platform.access.roles import Group, Operation
from artel.platform.definitions.current import forget_snapshots, holding, latest_snapshot, read_revision
from artel.platform.definitions.overlays.bodies import compact
from artel.platform.designer.drafts import Edit, apply, put, working_of
from artel.platform.designer.rights.role_input import body_from, section_body
from artel.platform.designer.rights.seeing import eyes_of, look
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import AccessDenied
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.sources import made_by
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.personas import HEAD, MANAGER, install, role

pytestmark = pytest.mark.django_db
BASE = "/settings/designer/+roles/"
Given = dict[str, Any]
READ_ALL = {"label": {"ru": "Роль", "en": ""}, "sections": {"*": ["read"]}, "records": {"*": {"read": "all"}}}
SECTIONS = ("deals", "leads")


def form_of(body: Mapping[str, Any], sections: tuple[str, ...] = SECTIONS) -> Given:
    """Return what the matrix of a role sends when nothing is touched."""
    label = body["label"] if isinstance(body["label"], dict) else {"ru": body["label"], "en": body["label"]}
    given: Given = {f"label.{code}": label[code] for code in ("ru", "en")}
    given |= {"tools": sorted(body.get("tools", ())), "menu": list(body.get("menu", ()))}
    for key in ("*", *sections):
        given[f"operations:{key}"] = body.get("sections", {}).get(key, body.get("sections", {}).get("*", []))
        for group in ("read", "change"):
            policy = body.get("records", {}).get(key, {}).get(group, "")
            given[f"{group}:{key}"] = policy if policy in ("", "own", "team", "all") else "when"
    return given


def sent(given: Given) -> QueryDict:
    """Return a form as the server gets it."""
    found = QueryDict(mutable=True)
    for key, value in given.items():
        found.setlist(key, value if isinstance(value, list) else [value])
    return found


def test_an_untouched_form_changes_nothing() -> None:
    unsorted = {**READ_ALL, "sections": {"*": ["export", "read"]}, "tools": ["views.share", "audit.read"]}
    conditions = {**READ_ALL, "records": {"deals": {"read": "amount gt 5"}}, "fields": {"deals": {"amount": "hidden"}}}
    named = {**READ_ALL, "sections": {"*": ["read"], "deals": ["read"], "leads": []}}
    for body in (READ_ALL, unsorted, conditions, named):
        assert body_from(sent(form_of(body)), body, SECTIONS) == body


def test_sections_that_follow_the_others_go_on_following() -> None:
    given = form_of(READ_ALL) | {"operations:*": ["read", "create"]}
    assert body_from(sent(given), READ_ALL, SECTIONS)["sections"] == {"*": ["read", "create"]}


def test_a_touched_row_gets_rules_of_its_own_and_loses_them_when_it_says_the_same() -> None:
    own = body_from(sent(form_of(READ_ALL) | {"operations:deals": []}), READ_ALL, SECTIONS)
    assert own["sections"] == {"*": ["read"], "deals": []}
    again = body_from(sent(form_of(own) | {"operations:deals": ["read"]}), own, SECTIONS)
    assert again["sections"] == {"*": ["read"]}


def test_a_policy_of_the_matrix_is_a_named_scope_or_the_condition_that_was_there() -> None:
    body = {**READ_ALL, "records": {"deals": {"read": "amount gt 1", "change": "own"}}}
    given = form_of(body) | {"change:leads": "own", "read:leads": "everything", "change:deals": "when"}
    assert body_from(sent(given), body, SECTIONS)["records"] == {
        "deals": {"read": "amount gt 1", "change": "own"},
        "leads": {"change": "own"},
    }


def test_a_section_has_rights_of_its_own_even_if_they_are_those_of_the_others() -> None:
    given = sent({"rights": "own", "operations:deals": ["read"], "read": "when", "rule:amount": "hidden"})
    body = section_body(given, READ_ALL, "deals", ("amount", "name"), {Group.READ: "amount gt 5"})
    assert body["sections"] == {"*": ["read"], "deals": ["read"]}
    assert body["records"] == {"*": {"read": "all"}, "deals": {"read": "amount gt 5"}}
    assert body["fields"] == {"deals": {"amount": "hidden"}}
    assert section_body(sent({}), body, "deals", ("amount", "name"), {}) == READ_ALL


@pytest.fixture
def desk(roles: object, clara: User) -> Iterator[Client]:
    """Return the administrator's browser; what it applies is forgotten with the transaction."""
    client = Client()
    client.force_login(clara)
    yield client
    forget_snapshots()


def whole_form(body: Mapping[str, Any]) -> Given:
    """Return the untouched form over all sections there are."""
    return form_of(body, tuple(latest_snapshot().sections))


def drafted(person: User, key: str) -> Mapping[str, Any]:
    """Return a role as the person's draft has it."""
    return working_of(actor_of(person)).body("role", key) or {}


def test_saving_shows_the_plan_and_changes_no_right_until_it_is_applied(desk: Client, clara: User, anna: User) -> None:
    before = read_revision()
    answer = desk.post(BASE + "manager/", whole_form(MANAGER) | {"operations:leads": ["read"]}, follow=True)
    page = answer.content.decode()
    assert "разделы · Лиды" in page
    assert "Роль «Менеджер»" in page
    assert read_revision() == before
    apply(base=before, actor=actor_of(clara))
    with holding(latest_snapshot()):
        actor = actor_of(anna)
        assert [o for o in Operation if may(actor, "leads", o)] == ["read"]
        assert may(actor, "deals", "change")
    assert AuditEntry.objects.filter(action="configuration.applied").count() == 1


def test_a_role_is_made_like_another_and_its_key_is_taken_for_good(desk: Client, clara: User) -> None:
    given = {"label.ru": "Ревизор", "label.en": "Auditor", "key": "auditor", "like": "manager"}
    assert desk.post(BASE + "+new/", given).headers["Location"] == BASE + "auditor/"
    assert drafted(clara, "auditor") == {**MANAGER, "label": {"ru": "Ревизор", "en": "Auditor"}}
    assert desk.post(BASE + "+new/", given).status_code == 422
    desk.post(BASE + "+new/", {"label.ru": "Бухгалтер"})
    assert drafted(clara, "bukhgalter")["label"]["ru"] == "Бухгалтер"


@pytest.mark.parametrize("given", [{"key": "Плохой"}, {"key": "manager"}, {"label.ru": " "}])
def test_a_new_role_needs_a_free_key_and_a_name(desk: Client, clara: User, given: Given) -> None:
    assert desk.post(BASE + "+new/", {"label.ru": "Новая", **given}).status_code == 422
    assert not working_of(actor_of(clara)).edits


def built(match: str, *rows: tuple[str, str, object]) -> str:
    """Return what the builder of conditions sends."""
    return json.dumps({"match": match, "rows": [{"field": f, "operator": o, "value": v} for f, o, v in rows]})


def test_whose_records_are_seen_is_built_of_rows(desk: Client, clara: User) -> None:
    condition = built("any", ("owner", "is_me", ""), ("owner", "is_empty", ""))
    given = {"rights": "", "read": "all", "change": "when", "model.of": "change", "model": condition}
    assert desk.post(BASE + "manager/accounts/", given | {"rule:inn": "readonly"}).status_code == 302
    body = drafted(clara, "manager")
    assert body["records"]["accounts"] == {"read": "all", "change": "owner eq me() or owner eq null"}
    assert body["fields"] == {"accounts": {"inn": "readonly"}}
    page = desk.get(BASE + "manager/").content.decode()
    assert "по условию" in page
    assert "или" in page


def test_a_condition_that_is_missing_or_wrong_is_told_beside_its_rows(desk: Client, clara: User) -> None:
    given = {"rights": "", "read": "when", "model.of": "read", "model": built("all")}
    answer = desk.post(BASE + "manager/leads/", given)
    assert answer.status_code == 422
    assert "Задайте условие" in answer.content.decode()
    wrong = {"rights": "", "read": "when", "text.read": "budget gtt 5"}
    answer = desk.post(BASE + "manager/leads/", wrong)
    assert answer.status_code == 422
    assert "budget gtt 5" in answer.content.decode()
    assert not working_of(actor_of(clara)).edits


def test_a_section_that_is_not_applied_yet_has_rights_already(desk: Client, clara: User, anna: User) -> None:
    section = {
        "label": "Элеваторы",
        "singular": {"ru": "Элеватор", "en": "Elevator"},
        "counted": ["э", "э", "э", "e", "e"],
    }
    field = Edit(kind="field", key="x_elevators.x_city", body={"label": "Город", "type": "text"})
    put([Edit(kind="section", key="x_elevators", body=section), field], actor=actor_of(clara))
    given = {"rights": "own", "operations:x_elevators": ["read"], "rule:x_city": "hidden"}
    assert desk.post(BASE + "manager/x_elevators/", given).status_code == 302
    seen = desk.get(BASE + "manager/+seen/", {"section": "x_elevators", "person": anna.pk})
    assert "Город" in seen.content.decode()
    apply(base=read_revision(), actor=actor_of(clara))
    assert latest_snapshot().roles["manager"].fields["x_elevators"] == {"x_city": "hidden"}


def test_a_role_goes_out_of_use_and_is_brought_back_by_its_revision(desk: Client, clara: User, anna: User) -> None:
    before = read_revision()
    assert "1 человека" in desk.get(BASE + "manager/+retire/").content.decode()
    assert desk.post(BASE + "manager/+retire/").status_code == 302
    apply(base=before, actor=actor_of(clara))
    with holding(latest_snapshot()):
        assert not may(actor_of(anna), "leads", "read")
    restore = f"/settings/designer/+history/{before}/restore/"
    base = re.findall(r'name="base" value="(\d+)"', desk.get(restore).content.decode())[-1]
    assert desk.post(restore, {"base": base}).status_code == 302
    with holding(latest_snapshot()):
        assert may(actor_of(anna), "leads", "read")


def test_what_a_person_would_see_stands_beside_what_he_sees(desk: Client, clara: User, anna: User) -> None:
    rows = [{"name": f"Лид {n}", "owner": owner} for n, owner in enumerate((anna.pk, clara.pk, clara.pk))]
    ids = door.create("leads", rows, actor=SYSTEM)
    put([role_edit({**MANAGER, "records": {"leads": {"read": f"owner eq {clara.pk}"}}})], actor=actor_of(clara))
    working, actor = working_of(actor_of(clara)), actor_of(clara)
    looked = look(eyes_of("manager", anna.pk, working), working.snapshot.sections["leads"], working, actor=actor)
    assert (looked.now.number, looked.then.number) == (1, 2)
    assert [i for i, _name in looked.won] == ids[:0:-1]
    assert [i for i, _name in looked.lost] == ids[:1]
    page = desk.get(BASE + "manager/+seen/", {"section": "leads", "person": anna.pk}).content.decode()
    assert "Лид 2" in page
    assert "Перестанет видеть" in page


def role_edit(body: Mapping[str, Any], key: str = "manager") -> Edit:
    """Return the edit of a role."""
    return Edit(kind="role", key=key, body=body)


def test_who_may_change_roles_but_no_sections_comes_in_by_this_door_alone(roles: object, boris: User) -> None:
    editor = {**HEAD, "tools": ["settings.roles", "audit.read"]}
    install([role("head", editor)])
    client = Client()
    client.force_login(boris)
    assert client.get(BASE).status_code == 200
    assert client.get("/settings/designer/+plan/").status_code == 200
    assert client.get("/settings/designer/").status_code == 403
    assert client.get("/settings/designer/leads/").status_code == 403
    with holding(latest_snapshot()):
        actor = actor_of(boris)
        put([role_edit({**MANAGER, "tools": []} | {"label": "Иной"}, "other")], actor=actor)
        with pytest.raises(AccessDenied):
            put([Edit(kind="lookup", key="x_new", body={"label": "Новый"})], actor=actor)
    forget_snapshots()


def test_who_shapes_sections_may_not_change_roles(roles: object, boris: User) -> None:
    install([role("head", {**HEAD, "tools": ["settings.sections"]})])
    client = Client()
    client.force_login(boris)
    assert client.get("/settings/designer/").status_code == 200
    for path in ("", "+new/", "manager/", "manager/leads/", "manager/+seen/", "manager/+retire/"):
        assert client.get(BASE + path).status_code == 403, path
    with holding(latest_snapshot()), pytest.raises(AccessDenied):
        put([role_edit(MANAGER)], actor=actor_of(boris))
    forget_snapshots()


def test_a_draft_of_a_role_is_not_applied_by_who_lost_the_right(roles: object, boris: User) -> None:
    install([role("head", {**HEAD, "tools": ["settings.sections", "settings.roles", "export.run"]})])
    with holding(latest_snapshot()):
        put([role_edit({**MANAGER, "label": "Иной"})], actor=actor_of(boris))
    install([role("head", {**HEAD, "tools": ["settings.sections"]})])
    with holding(latest_snapshot()), pytest.raises(AccessDenied):
        apply(base=read_revision(), actor=actor_of(boris))
    forget_snapshots()


def test_who_edits_roles_gives_no_tool_that_he_has_not(roles: object, boris: User) -> None:
    editor = {**HEAD, "tools": ["settings.roles", "audit.read"]}
    with holding(install([role("head", editor)])):
        actor = actor_of(boris)
        with pytest.raises(AccessDenied):
            guard_role("head", {**editor, "tools": [*editor["tools"], "settings.users"]}, actor=actor)
        with pytest.raises(AccessDenied):
            guard_role("manager", {}, actor=actor, is_retired=True)
        guard_role("portal", {"label": "Внешний", "is_portal": True, "tools": ["audit.read"]}, actor=actor)
    forget_snapshots()


def test_nobody_closes_the_door_behind_himself_and_an_administrator_always_comes_in(
    desk: Client, clara: User, boris: User
) -> None:
    editor = {**HEAD, "tools": ["settings.roles"]}
    with holding(install([role("head", editor)])):
        actor = actor_of(boris)
        for body, is_retired in (({**editor, "tools": []}, False), ({**editor, "is_portal": True}, False), ({}, True)):
            with pytest.raises(AccessDenied):
                guard_role("head", body, actor=actor, is_retired=is_retired)
    gone = [Edit(kind="role", key=k, body={"label": k}, is_retired=True) for k in latest_snapshot().roles]
    put(gone, actor=actor_of(clara))
    apply(base=read_revision(), actor=actor_of(clara))
    with holding(latest_snapshot()) as present:
        assert not present.roles
        assert may_use(actor_of(clara), "settings.roles")
    assert desk.get(BASE).status_code == 200


def shipped_roles() -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return (pack, role) → body of every role that is shipped, as the pack makes it of what it requires."""
    made = {pack: made_by(shipped_pack(pack)) for pack in shipped_packs()}
    return {
        (pack, key): compact(kind, source.state[kind, key].body)
        for pack, source in made.items()
        for kind, key in sorted(source.spoken)
        if kind == "role"
    }


ROLES = shipped_roles()


@pytest.mark.parametrize(("pack", "key"), ROLES)
def test_every_shipped_role_can_be_made_by_these_forms(pack: str, key: str) -> None:
    """What the forms mean, section by section from nothing, is the role as its pack has it."""
    wanted = ROLES[pack, key]
    sections = {s for part in ("sections", "records", "fields") for s in wanted.get(part, {})} - {"*"}
    start = form_of({"label": wanted["label"]}, ()) | {"tools": wanted.get("tools", []), "menu": wanted.get("menu", [])}
    start |= {"operations:*": wanted.get("sections", {}).get("*", [])}
    start |= {f"{g}:*": text for g, text in wanted.get("records", {}).get("*", {}).items()}
    if wanted.get("is_portal"):
        start["is_portal"] = "on"
    body = body_from(sent(start), {}, ())
    for section in sorted(sections):
        policies = wanted.get("records", {}).get(section, {})
        named = {g: text if text in ("own", "team", "all") else "when" for g, text in policies.items()}
        rules = wanted.get("fields", {}).get(section, {})
        given: Given = {**named, **{f"rule:{field}": rule for field, rule in rules.items()}}
        if section in wanted.get("sections", {}):
            given |= {"rights": "own", f"operations:{section}": wanted["sections"][section]}
        body = section_body(sent(given), body, section, rules, {Group(g): text for g, text in policies.items()})
    for part in ("sections", "records", "fields", "tools", "menu", "is_portal"):
        assert ordered(body.get(part)) == ordered(wanted.get(part)), part


def ordered(value: Any) -> Any:
    """Return a part of a role with operations and tools in one order, which says nothing."""
    if isinstance(value, dict):
        return {key: ordered(inner) for key, inner in value.items()}
    return sorted(value) if isinstance(value, list) else value or None
