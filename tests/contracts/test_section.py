"""What the door promises of every section, wherever it came from."""

from __future__ import annotations

import pytest

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.errors import NotFound, StaleRecord, ValidationFailed
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.records.models import FeedEntry
from artel.platform.search.searching import search
from tests.contracts.conftest import Case

STRANGER = Actor(kind=ActorKind.USER, name="Чужой", user_id=None)


def made(case: Case) -> int:
    """Create the case's record."""
    return door.create(case.section, [case.values], actor=SYSTEM)[0]


def stored(case: Case, record_id: int, *keys: str) -> tuple[object, ...]:
    """Return values of a record, also when it is in the trash."""
    rows = visible_to(SYSTEM, case.section, include_trashed=True).filter(id=record_id)
    return tuple(rows.values_list(*keys).get())


def test_a_created_record_is_read_back(case: Case) -> None:
    record_id = made(case)
    assert stored(case, record_id, "id", "version", "trashed_at") == (record_id, 1, None)
    assert stored(case, record_id, "name")[0]


def test_a_change_moves_the_version_and_is_remembered(case: Case) -> None:
    record_id = made(case)
    assert door.change(case.section, [Change(id=record_id, values=case.change)], actor=SYSTEM) == [record_id]
    assert stored(case, record_id, "version") == (2,)
    key = next(iter(case.change))
    kinds = FeedEntry.objects.filter(section=case.section, record_id=record_id).order_by("id")
    assert [entry.kind for entry in kinds] == ["created", "changed"]
    assert key in kinds[1].body["fields"]


def test_the_same_values_again_change_nothing(case: Case) -> None:
    record_id = made(case)
    door.change(case.section, [Change(id=record_id, values=case.change)], actor=SYSTEM)
    assert door.change(case.section, [Change(id=record_id, values=case.change)], actor=SYSTEM) == []
    assert stored(case, record_id, "version") == (2,)


def test_a_stale_edit_is_refused_with_both_versions(case: Case) -> None:
    record_id = made(case)
    door.change(case.section, [Change(id=record_id, values=case.change)], actor=SYSTEM)
    with pytest.raises(StaleRecord) as refused:
        door.change(case.section, [Change(id=record_id, values=case.change, version=1)], actor=SYSTEM)
    assert refused.value.current == 2
    assert refused.value.yours == case.change
    assert set(refused.value.theirs) == set(case.change)
    assert stored(case, record_id, "version") == (2,)


def test_one_bad_row_keeps_the_whole_batch_out(case: Case) -> None:
    before = visible_to(SYSTEM, case.section).count()
    rows = [case.values, {**case.values, "no_such_field": 1}]
    with pytest.raises(ValidationFailed) as refused:
        door.create(case.section, rows, actor=SYSTEM)
    assert [(p.row, p.field, p.code) for p in refused.value.problems] == [(1, "no_such_field", "unknown_field")]
    assert visible_to(SYSTEM, case.section).count() == before


@pytest.mark.parametrize("key", ["id", "version", "created_at", "trashed_at"])
def test_fields_of_the_system_are_refused(case: Case, key: str) -> None:
    record_id = made(case)
    with pytest.raises(ValidationFailed) as refused:
        door.change(case.section, [Change(id=record_id, values={key: "1"})], actor=SYSTEM)
    assert refused.value.problems[0].code == "readonly"
    assert stored(case, record_id, "version") == (1,)


def test_trash_hides_and_restore_brings_back(case: Case) -> None:
    record_id = made(case)
    assert door.trash(case.section, [record_id], actor=SYSTEM) == 1
    assert not visible_to(SYSTEM, case.section).filter(id=record_id).exists()
    assert search(SYSTEM, case.search, sections=[case.section]) == []
    assert door.restore(case.section, [record_id], actor=SYSTEM) == 1
    assert visible_to(SYSTEM, case.section).filter(id=record_id).exists()
    assert [hit.record_id for hit in search(SYSTEM, case.search, sections=[case.section])] == [record_id]


def test_purge_takes_only_what_is_in_the_trash_and_leaves_nothing(case: Case) -> None:
    record_id = made(case)
    assert door.purge(case.section, [record_id], actor=SYSTEM) == 0
    door.trash(case.section, [record_id], actor=SYSTEM)
    assert door.purge(case.section, [record_id], actor=SYSTEM) == 1
    assert not visible_to(SYSTEM, case.section, include_trashed=True).filter(id=record_id).exists()
    assert not FeedEntry.objects.filter(section=case.section, record_id=record_id).exists()


def test_words_of_a_record_find_it(case: Case) -> None:
    record_id = made(case)
    assert [hit.record_id for hit in search(SYSTEM, case.search, sections=[case.section])] == [record_id]


def test_a_stranger_sees_nothing_and_changes_nothing(case: Case) -> None:
    record_id = made(case)
    assert list(visible_to(STRANGER, case.section)) == []
    with pytest.raises(NotFound):
        door.change(case.section, [Change(id=record_id, values=case.change)], actor=STRANGER)
    with pytest.raises(NotFound):
        door.create(case.section, [case.values], actor=STRANGER)
    assert stored(case, record_id, "version") == (1,)


def test_a_big_batch_goes_by_copy_and_is_the_same(case: Case) -> None:
    values = {k: v for k, v in case.values.items() if k not in ("phone", "x_phone")}
    ids = door.create(case.section, [values] * 60, actor=SYSTEM)
    assert len(set(ids)) == 60
    small = made(case)
    keys = [f.key for f in current_snapshot().section(case.section).shown_fields if f.key in values]
    assert stored(case, ids[59], *keys) == stored(case, small, *keys)


def test_the_number_of_queries_does_not_grow_with_the_batch(case: Case, django_assert_max_num_queries: object) -> None:
    values = {k: v for k, v in case.values.items() if k not in ("phone", "x_phone")}
    ids = door.create(case.section, [values] * 200, actor=SYSTEM)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        door.change(case.section, [Change(id=i, values=case.change) for i in ids], actor=SYSTEM)
