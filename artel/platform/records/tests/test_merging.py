"""Merge keeps everything that pointed at the merged records; undo puts it all back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from artel.platform.access.policy import visible_to
from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import Conflict
from artel.platform.records import door, feed
from artel.platform.records.door import Change
from artel.platform.records.merging import merge, undo_merge
from artel.platform.records.models import FeedEntry
from artel.platform.search.searching import search
from tests.support.configuration import TENDERS, configure

pytestmark = pytest.mark.django_db


def two_accounts() -> tuple[int, int]:
    """Create the record that stays and its twin."""
    rows = [{"name": "ООО «Лифт»", "phone": "8 917 255-04-18"}, {"name": "Лифт ООО", "email": "info@example.ru"}]
    keep, twin = door.create("accounts", rows, actor=SYSTEM)
    return keep, twin


def account_of(section: str, record_id: int) -> object:
    """Return what the record points at."""
    key = "x_account" if section == "x_tenders" else "account"
    return visible_to(SYSTEM, section).values_list(key, flat=True).get(id=record_id)


def test_pointers_of_every_section_and_the_feed_move_and_come_back() -> None:
    configure(*TENDERS)
    keep, twin = two_accounts()
    deal = door.create("deals", [{"name": "Продажа", "account": twin}], actor=SYSTEM)[0]
    tender = door.create("x_tenders", [{"name": "Тендер", "x_account": twin}], actor=SYSTEM)[0]
    task = door.create("tasks", [{"name": "Позвонить", "about_section": "accounts", "about_id": twin}], actor=SYSTEM)[0]
    note = feed.add("accounts", twin, "comment", {"text": "важный"}, actor=SYSTEM)
    merged = merge("accounts", keep, [twin], values={"email": "info@example.ru"}, actor=SYSTEM)
    assert account_of("deals", deal) == keep
    assert account_of("x_tenders", tender) == keep
    assert visible_to(SYSTEM, "tasks").values_list("about_id", flat=True).get(id=task) == keep
    assert FeedEntry.objects.get(id=note).record_id == keep
    assert visible_to(SYSTEM, "accounts").values_list("email", flat=True).get(id=keep) == "info@example.ru"
    assert not visible_to(SYSTEM, "accounts").filter(id=twin).exists()
    undo_merge(merged, actor=SYSTEM)
    assert account_of("deals", deal) == twin
    assert account_of("x_tenders", tender) == twin
    assert visible_to(SYSTEM, "tasks").values_list("about_id", flat=True).get(id=task) == twin
    assert FeedEntry.objects.get(id=note).record_id == twin
    assert visible_to(SYSTEM, "accounts").values_list("email", flat=True).get(id=keep) is None
    assert visible_to(SYSTEM, "accounts").values_list("email", flat=True).get(id=twin) == "info@example.ru"
    assert {hit.record_id for hit in search(SYSTEM, "лифт", sections=["accounts"])} == {keep, twin}


def test_an_undone_merge_is_not_undone_twice() -> None:
    keep, twin = two_accounts()
    merged = merge("accounts", keep, [twin], values={}, actor=SYSTEM)
    undo_merge(merged, actor=SYSTEM)
    with pytest.raises(Conflict):
        undo_merge(merged, actor=SYSTEM)


def test_a_detail_that_would_stand_twice_goes_to_the_trash() -> None:
    keep, twin = two_accounts()
    contact = door.create("contacts", [{"last_name": "Хакимов"}], actor=SYSTEM)[0]
    rows = [{"contact": contact, "account": keep}, {"contact": contact, "account": twin}]
    first, second = door.create("affiliations", rows, actor=SYSTEM)
    merged = merge("accounts", keep, [twin], values={}, actor=SYSTEM)
    assert list(visible_to(SYSTEM, "affiliations").values_list("id", flat=True)) == [first]
    undo_merge(merged, actor=SYSTEM)
    assert set(visible_to(SYSTEM, "affiliations").values_list("id", flat=True)) == {first, second}


def test_a_record_is_not_merged_with_itself() -> None:
    keep, _twin = two_accounts()
    with pytest.raises(Conflict):
        merge("accounts", keep, [keep], values={}, actor=SYSTEM)


def test_an_undo_leaves_what_was_edited_or_moved_since() -> None:
    keep, twin = two_accounts()
    stay, moved = door.create(
        "deals", [{"name": "Одна", "account": twin}, {"name": "Другая", "account": twin}], actor=SYSTEM
    )
    other = door.create("accounts", [{"name": "Третий"}], actor=SYSTEM)[0]
    merged = merge(
        "accounts", keep, [twin], values={"website": "https://lift.example.ru", "name": "Лифт"}, actor=SYSTEM
    )
    door.change("accounts", [Change(id=keep, values={"name": "Правка после"})], actor=SYSTEM)
    door.change("deals", [Change(id=moved, values={"account": other})], actor=SYSTEM)
    undo_merge(merged, actor=SYSTEM)
    kept = visible_to(SYSTEM, "accounts").values_list("name", "website").get(id=keep)
    assert kept == ("Правка после", None)
    assert account_of("deals", stay) == twin
    assert account_of("deals", moved) == other


def test_files_and_many_records_go_along_and_come_back() -> None:
    keep, *others = door.create("accounts", [{"name": f"ООО «Лифт» {n}"} for n in range(4)], actor=SYSTEM)
    files = [
        StoredFile.objects.create(
            name=f"Договор {n}.pdf", size=1, content_type="application/pdf", sha256="0" * 64, section="accounts",
            record_id=record_id, created_at=timezone.now(),
        )
        for n, record_id in enumerate(others)
    ]  # fmt: skip
    merged = merge("accounts", keep, others, values={}, actor=SYSTEM)
    assert set(StoredFile.objects.values_list("record_id", flat=True)) == {keep}
    moved_on = StoredFile.objects.filter(pk=files[0].pk)
    moved_on.update(record_id=None, section="")
    undo_merge(merged, actor=SYSTEM)
    assert moved_on.get().record_id is None, "what was moved since stays"
    assert [StoredFile.objects.get(pk=f.pk).record_id for f in files[1:]] == others[1:]
    assert visible_to(SYSTEM, "accounts").filter(id__in=[keep, *others]).count() == 4
