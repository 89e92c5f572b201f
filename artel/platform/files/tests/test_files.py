"""Uploads are sniffed, kept under keys that tell nothing, served to those who see the record, never executed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.files.actions import attach_files, store_file
from artel.platform.files.models import StoredFile
from artel.platform.files.sniffing import content_type, safe_name
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.records import door
from artel.platform.records.models import FeedEntry
from artel.platform.users.models import User
from tests.support.configuration import configure, document, field, text

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000"
    "000049454e44ae426082"
)
SCRIPT = b"<html><body><script>alert(1)</script></body></html>"


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: object) -> None:
    """Keep the files of a test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def roles(db: None) -> None:
    """Managers see and change their own accounts."""
    body = {
        "label": text("Менеджер", "Manager"),
        "sections": {"accounts": ["read", "create", "change"]},
        "records": {"accounts": {"read": "own"}},
    }
    configure(document("role", "manager", body=body))


@pytest.fixture
def anna_client(client: Client, anna: User, roles: None) -> Client:
    """Return a browser in which Anna is signed in."""
    client.force_login(anna)
    return client


def body_of(response: Any) -> bytes:
    """Return a download's bytes; the client closes the file when it has been read to its end."""
    return b"".join(response.streaming_content)


def uploaded(name: str, body: bytes) -> SimpleUploadedFile:
    """Return an upload as a browser sends it."""
    return SimpleUploadedFile(name, body, content_type="image/png")


def test_a_file_goes_to_its_record_and_its_feed(anna_client: Client, anna: User) -> None:
    record = door.create("accounts", [{"name": "Моя"}], actor=actor_of(anna))[0]
    answer = anna_client.post(
        "/files/", {"file": uploaded("Схема шахты.png", PNG), "section": "accounts", "record": record}
    )
    assert answer.status_code == 201
    stored = StoredFile.objects.get()
    assert (stored.name, stored.content_type, stored.section, stored.record_id) == (
        "Схема шахты.png",
        "image/png",
        "accounts",
        record,
    )
    assert FeedEntry.objects.filter(section="accounts", record_id=record, kind="file").count() == 1
    got = anna_client.get(f"/files/{stored.key}/")
    assert body_of(got) == PNG
    assert got["Content-Type"] == "image/png"


def test_a_page_in_disguise_is_only_downloaded(anna_client: Client, anna: User) -> None:
    stored = store_file(uploaded("photo.png", SCRIPT), actor=actor_of(anna))
    got = anna_client.get(f"/files/{stored.key}/")
    assert body_of(got) == SCRIPT
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"].startswith("sandbox")


def test_nobody_else_gets_a_file(anna_client: Client, anna: User, boris: User, clara: User) -> None:
    record = door.create("accounts", [{"name": "Моя"}], actor=actor_of(anna))[0]
    mine = store_file(uploaded("a.png", PNG), actor=actor_of(anna), section="accounts", record_id=record)
    loose = store_file(uploaded("b.png", PNG), actor=actor_of(anna))
    stranger = Client()
    assert stranger.get(f"/files/{mine.key}/").status_code == 302
    stranger.force_login(boris)
    assert stranger.get(f"/files/{mine.key}/").status_code == 404
    assert stranger.post(f"/files/{mine.key}/remove/").status_code == 404
    stranger.force_login(clara)
    assert body_of(stranger.get(f"/files/{mine.key}/")) == PNG
    assert stranger.get(f"/files/{loose.key}/").status_code == 404
    assert StoredFile.objects.count() == 2


def test_a_file_is_not_put_on_a_foreign_record(anna_client: Client) -> None:
    record = door.create("accounts", [{"name": "Чужая"}], actor=SYSTEM)[0]
    answer = anna_client.post("/files/", {"file": uploaded("a.png", PNG), "section": "accounts", "record": record})
    assert answer.status_code == 404
    assert not StoredFile.objects.exists()


def test_empty_and_too_big_files_are_refused(settings: object) -> None:
    settings.FILE_SIZE_LIMIT = 1024  # type: ignore[attr-defined]
    for body, code in ((b"", "empty_file"), (b"x" * 1025, "file_too_big")):
        with pytest.raises(ValidationFailed) as refused:
            store_file(uploaded("a.txt", body), actor=SYSTEM)
        assert refused.value.problems[0].code == code
    assert not StoredFile.objects.exists()


def test_removing_leaves_a_trace_and_no_bytes(anna_client: Client, anna: User) -> None:
    record = door.create("accounts", [{"name": "Моя"}], actor=actor_of(anna))[0]
    stored = store_file(uploaded("a.png", PNG), actor=actor_of(anna), section="accounts", record_id=record)
    assert default_storage.exists(stored.storage_name)
    assert anna_client.post(f"/files/{stored.key}/remove/").status_code == 204
    assert not default_storage.exists(stored.storage_name)
    kinds = FeedEntry.objects.filter(section="accounts", record_id=record).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["created", "file", "file_removed"]


def test_only_ones_own_loose_uploads_are_attached(anna: User, boris: User, roles: None) -> None:
    actor = actor_of(anna)
    record = door.create("accounts", [{"name": "Моя"}], actor=actor)[0]
    mine = store_file(uploaded("a.png", PNG), actor=actor)
    other = store_file(uploaded("b.png", PNG), actor=actor_of(boris))
    assert attach_files([mine.pk, other.pk], section="accounts", record_id=record, actor=actor) == 1
    other.refresh_from_db()
    assert other.section == ""


def test_an_unknown_file_is_not_found(anna: User) -> None:
    with pytest.raises(NotFound):
        attach_files([1], section="accounts", record_id=10**9, actor=actor_of(anna))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\смета.xlsx", "смета.xlsx"),
        ("a\u202egnp.exe", "agnp.exe"),
        ('a"b:c.txt', "a_b_c.txt"),
        ("...", "file"),
        ("я" * 300 + ".pdf", "я" * 146 + ".pdf"),
    ],
)
def test_names_are_made_safe(written: str, kept: str) -> None:
    assert safe_name(written) == kept


@pytest.mark.parametrize(
    ("head", "found"),
    [(PNG, "image/png"), (b"%PDF-1.7\n", "application/pdf"), ("просто текст".encode(), "text/plain")],
)
def test_types_come_from_bytes(head: bytes, found: str) -> None:
    assert content_type(head) == found


def test_a_file_field_takes_ones_own_upload_and_nobody_elses(anna: User, boris: User, roles: None) -> None:
    configure(field("accounts.x_plan", "file", "План"))
    actor = actor_of(anna)
    mine = store_file(uploaded("a.png", PNG), actor=actor)
    foreign = store_file(uploaded("b.png", PNG), actor=actor_of(boris))
    assert door.create("accounts", [{"name": "Со своим", "x_plan": mine.pk}], actor=actor)
    with pytest.raises(ValidationFailed) as refused:
        door.create("accounts", [{"name": "С чужим", "x_plan": foreign.pk}], actor=actor)
    assert [(p.field, p.code) for p in refused.value.problems] == [("x_plan", "unknown_target")]
    assert not visible_to(SYSTEM, "accounts").filter(name="С чужим").exists()
