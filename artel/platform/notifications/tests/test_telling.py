"""Who is told what: rows, letters by a job that rolls back with the change, marks as read."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from artel.platform.access.policy import actor_of
from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications.mailing import mail
from artel.platform.notifications.models import Notification, NotificationPreference
from artel.platform.notifications.telling import tell
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.users.models import User

pytestmark = pytest.mark.django_db


def test_a_new_owner_is_told_and_oneself_is_not(clara: User, boris: User) -> None:
    actor = actor_of(clara)
    ids = door.create("accounts", [{"name": "Ему", "owner": boris.pk}, {"name": "Себе"}], actor=actor)
    told = Notification.objects.get()
    assert (told.user_id, told.kind, told.section, told.record_id, told.text) == (
        boris.pk,
        "assigned",
        "accounts",
        ids[0],
        "Ему",
    )
    door.change("accounts", [Change(id=ids[1], values={"owner": boris.pk})], actor=actor)
    assert Notification.objects.filter(user=boris).count() == 2


def test_many_records_given_at_once_make_one_notice(clara: User, boris: User) -> None:
    door.create("accounts", [{"name": f"Фирма {n}", "owner": boris.pk} for n in range(5)], actor=actor_of(clara))
    assert "(5)" in Notification.objects.get().title


def test_an_import_sized_change_tells_nobody(clara: User, boris: User) -> None:
    door.create("accounts", [{"name": "Ф", "owner": boris.pk}] * 201, actor=actor_of(clara))
    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_what_was_rolled_back(boris: User) -> None:
    waiting = ProcrastinateJob.objects.filter(queue_name="mail").count()
    with transaction.atomic():
        tell([boris.pk], kind="mention", title="Вас упомянули", actor=SYSTEM)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert ProcrastinateJob.objects.filter(queue_name="mail").count() == waiting


def test_a_letter_goes_out_once_in_the_persons_language(boris: User) -> None:
    boris.language = "en"
    boris.save()
    tell(
        [boris.pk],
        kind="mention",
        title="Anna mentioned you",
        text="look here",
        section="accounts",
        record_id=7,
        actor=SYSTEM,
    )
    told = Notification.objects.get()
    assert mail([told.pk]) == 1
    assert mail([told.pk]) == 0
    letter = outbox.outbox[0]
    assert letter.to == [boris.email]
    assert "/accounts/7/" in letter.body
    assert "switch these letters off" in letter.body


def test_no_letter_to_who_refused_or_has_read(boris: User, anna: User) -> None:
    NotificationPreference.objects.create(user=boris, kind="mention", by_mail=False)
    tell([boris.pk, anna.pk], kind="mention", title="Упоминание", actor=SYSTEM)
    Notification.objects.filter(user=anna).update(read_at="2026-01-01T00:00:00Z")
    assert mail(list(Notification.objects.values_list("pk", flat=True))) == 0
    assert outbox.outbox == []


def test_one_marks_only_ones_own_as_read(client: Client, anna: User, boris: User) -> None:
    tell([anna.pk, boris.pk], kind="mention", title="Упоминание", actor=SYSTEM)
    foreign = Notification.objects.get(user=boris)
    client.force_login(anna)
    client.post("/notifications/read/", {"id": foreign.pk})
    assert Notification.objects.filter(read_at=None).count() == 2
    client.post("/notifications/read/")
    assert list(Notification.objects.filter(read_at=None)) == [foreign]
