"""Drafts: gathered, applied together or one by one, met by what somebody else changes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots, latest_snapshot, read_revision
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import Revision
from artel.platform.designer.drafts import Edit, Working, apply, discard, put, settle, working_of
from artel.platform.designer.fields.usage import taken_out, uses_of
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, ConfigurationRefused, Conflict
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db
COLOURS = {
    "label": {"ru": "Цвета", "en": "Colours"},
    "values": [{"key": "red", "label": {"ru": "Красный", "en": "Red"}}],
}


@pytest.fixture
def coordinator(clara: User) -> Iterator[Actor]:
    """Return Clara as an actor; a lookup and a layout are in force."""
    layout = {"form": ["name", "budget"], "groups": [{"label": "Суть", "fields": ["budget"]}]}
    documents = [
        Document(kind="lookup", key="colours", body=COLOURS),
        Document(kind="field", key="leads.x_colour", body={"label": "Цвет", "type": "choice", "lookup": "colours"}),
        Document(kind="layout", key="leads", body=layout),
    ]
    apply_documents(documents, actor=SYSTEM)
    yield actor_of(clara)
    forget_snapshots()


def field(key: str, **body: object) -> Edit:
    """Return the edit of a text field of leads."""
    return Edit(kind="field", key=f"leads.{key}", body={"label": key, "type": "text", **body})


def identities(working: Working) -> list[tuple[str, str]]:
    """Return what waits in the draft."""
    return [step.document.identity for step in working.steps]


def test_a_draft_changes_nothing_until_it_is_applied(coordinator: Actor) -> None:
    base = read_revision()
    working = put([field("x_one"), field("x_two")], actor=coordinator)
    assert working.snapshot.sections["leads"].field("x_one")
    assert read_revision() == base
    assert latest_snapshot().sections["leads"].field("x_one") is None

    apply(base=base, actor=coordinator, note="для полей")
    assert latest_snapshot().sections["leads"].field("x_two")
    revision = Revision.objects.latest("number")
    assert (revision.note, revision.author_id) == ("для полей", coordinator.user_id)
    assert working_of(coordinator).edits == ()


def test_one_change_is_applied_alone(coordinator: Actor) -> None:
    put([field("x_one"), field("x_two")], actor=coordinator)
    apply(base=read_revision(), actor=coordinator, only=[("field", "leads.x_two")])
    assert latest_snapshot().sections["leads"].field("x_two")
    assert identities(working_of(coordinator)) == [("field", "leads.x_one")]


def test_what_would_break_the_configuration_is_not_kept(coordinator: Actor) -> None:
    put([field("x_one")], actor=coordinator)
    with pytest.raises(ConfigurationRefused, match="budgets"):
        put([Edit(kind="layout", key="leads", body={"form": ["budgets"]})], actor=coordinator)
    assert identities(working_of(coordinator)) == [("field", "leads.x_one")]


def test_a_change_that_others_rest_on_is_not_taken_back(coordinator: Actor) -> None:
    put([field("x_one"), Edit(kind="layout", key="leads", body={"form": ["name", "x_one"]})], actor=coordinator)
    with pytest.raises(ConfigurationRefused, match="x_one"):
        discard([("field", "leads.x_one")], actor=coordinator)
    discard([("layout", "leads")], actor=coordinator)
    assert not discard([("field", "leads.x_one")], actor=coordinator).steps


def test_an_edit_back_to_what_is_in_force_leaves_the_draft(coordinator: Actor) -> None:
    put([Edit(kind="lookup", key="colours", body={**COLOURS, "label": "Оттенки"})], actor=coordinator)
    assert not put([Edit(kind="lookup", key="colours", body=COLOURS)], actor=coordinator).edits or not identities(
        working_of(coordinator)
    )


def test_changes_of_two_people_in_different_places_both_stand(coordinator: Actor) -> None:
    mine = {**COLOURS, "values": [*COLOURS["values"], {"key": "blue", "label": {"ru": "Синий", "en": "Blue"}}]}
    put([Edit(kind="lookup", key="colours", body=mine)], actor=coordinator)
    theirs = {**COLOURS, "label": {"ru": "Оттенки", "en": "Shades"}}
    apply_documents([Document(kind="lookup", key="colours", body=theirs)], actor=SYSTEM)

    working = working_of(coordinator)
    assert not working.collisions
    apply(base=read_revision(), actor=coordinator)
    lookup = latest_snapshot().lookups["colours"]
    assert (lookup.label.ru, list(lookup.values)) == ("Оттенки", ["red", "blue"])


@pytest.mark.parametrize(("mine", "label"), [(True, "Мои"), (False, "Чужие")])
def test_a_clash_waits_for_a_decision(coordinator: Actor, mine: bool, label: str) -> None:
    put([Edit(kind="lookup", key="colours", body={**COLOURS, "label": {"ru": "Мои", "en": "Mine"}})], actor=coordinator)
    theirs = {**COLOURS, "label": {"ru": "Чужие", "en": "Theirs"}}
    apply_documents([Document(kind="lookup", key="colours", body=theirs)], actor=SYSTEM)

    assert [c.edit.key for c in working_of(coordinator).collisions] == ["colours"]
    with pytest.raises(Conflict):
        apply(base=read_revision(), actor=coordinator)
    working = settle(("lookup", "colours"), mine=mine, actor=coordinator)
    assert not working.collisions
    if working.steps:
        apply(base=read_revision(), actor=coordinator)
    assert latest_snapshot().lookups["colours"].label.ru == label


def test_a_plan_of_another_revision_is_not_applied(coordinator: Actor) -> None:
    base = read_revision()
    put([field("x_one")], actor=coordinator)
    apply_documents([Document(kind="lookup", key="sizes", body={"label": "Размеры"})], actor=SYSTEM)
    with pytest.raises(Conflict):
        apply(base=base, actor=coordinator)
    assert latest_snapshot().sections["leads"].field("x_one") is None
    assert identities(working_of(coordinator)) == [("field", "leads.x_one")]


def test_a_field_says_where_it_is_used_and_leaves_the_lists(coordinator: Actor) -> None:
    views = [
        Edit(kind="view", key="leads.red", body={"label": "Красные", "filter": "x_colour eq 'red'"}),
        Edit(kind="layout", key="leads", body={"form": ["name", "x_colour"], "columns": ["name", "x_colour"]}),
    ]
    working = put(views, actor=coordinator)
    found = {(use.kind, use.path, use.is_listed) for use in uses_of(working, "leads", "x_colour")}
    assert found == {("view", "filter", False), ("layout", "form[]", True), ("layout", "columns[]", True)}
    assert [edit.body for edit in taken_out(working, "leads", "x_colour")] == [{"form": ["name"], "columns": ["name"]}]


def test_a_manager_has_no_draft(anna: User, coordinator: Actor) -> None:
    with pytest.raises(AccessDenied):
        put([field("x_one")], actor=actor_of(anna))


def test_what_the_designer_has_no_screen_for_is_not_written_here(coordinator: Actor) -> None:
    with pytest.raises(ValueError, match="importmap"):
        put([Edit(kind="importmap", key="leads.site", body={"label": "С сайта"})], actor=coordinator)
