"""The profile's tokens: made once, shown once, one's own alone, audited, in both languages."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from artel.platform.access.models import AuditEntry
from artel.platform.api.models import ApiToken
from artel.platform.api.token_screens import MOST_TOKENS
from artel.platform.api.tokens import make_token
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User

TOKEN = re.compile(r"artel_[\w-]{20,}")
PAGE = "/profile/tokens/"
PASSWORD = "горшок-лапша-2026"


@pytest.fixture
def site(base_pack: Snapshot, anna: User) -> Client:
    """Return the site as Anna, a manager who may make tokens, sees it."""
    client = Client()
    sign_in(client, anna)
    return client


def sign_in(client: Client, person: User) -> None:
    """Sign in by the page, so that the session knows when it was proven who it is."""
    person.set_password(PASSWORD)
    person.save()
    client.post("/auth/login/", {"login": person.username, "password": PASSWORD})


def test_who_signed_in_long_ago_proves_himself_before_a_token_is_made(
    site: Client, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 3600)
    asked = site.post(PAGE, {"name": "Excel", "days": "90"})
    assert asked.status_code == 302
    assert "/auth/reauthenticate/" in asked.headers["Location"]
    assert not ApiToken.objects.exists()
    assert site.get(PAGE).status_code == 200
    assert not ApiToken.objects.exists()
    wrong = site.post(asked.headers["Location"], {"password": "не тот"})
    assert wrong.status_code == 200
    made = site.post(asked.headers["Location"], {"password": PASSWORD, "next": PAGE})
    assert TOKEN.search(made.content.decode())
    assert ApiToken.objects.get().name == "Excel"


def test_a_token_is_made_shown_once_works_and_is_told_to_the_log(site: Client, anna: User) -> None:
    made = site.post(PAGE, {"name": "Excel", "days": "90"})
    found = TOKEN.search(made.content.decode())
    assert found
    assert made["Cache-Control"] == "no-store"
    assert Client().get("/odata/", headers={"Authorization": f"Bearer {found[0]}"}).status_code == 200
    again = site.get(PAGE).content.decode()
    assert TOKEN.search(again) is None
    assert "Excel" in again
    kept = ApiToken.objects.get()
    assert kept.user == anna
    assert kept.expires_at
    assert timedelta(days=89) < kept.expires_at - timezone.now() <= timedelta(days=90)
    entry = AuditEntry.objects.get(action="token.created")
    assert entry.actor_id == anna.pk
    assert found[0] not in str(entry.detail)


def test_a_token_without_a_term_is_asked_for_by_choosing_it(site: Client) -> None:
    site.post(PAGE, {"name": "Скрипт", "days": ""})
    assert ApiToken.objects.get().expires_at is None
    assert "бессрочный" in site.get(PAGE).content.decode()


def test_a_revoked_token_is_dead_at_once(site: Client, anna: User) -> None:
    token = make_token(anna, name="Старый")
    assert site.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/").status_code == 302
    assert Client().get("/odata/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert AuditEntry.objects.filter(action="token.revoked", actor_id=anna.pk).count() == 1


def test_nobody_sees_or_revokes_the_token_of_another(site: Client, boris: User) -> None:
    make_token(boris, name="Борисов ключ")
    assert "Борисов" not in site.get(PAGE).content.decode()
    assert site.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/").status_code == 404
    assert ApiToken.objects.count() == 1


def test_who_may_not_make_tokens_still_sees_and_revokes_his(base_pack: Snapshot, dmitri: User) -> None:
    client = Client()
    sign_in(client, dmitri)
    assert PAGE not in client.get("/profile/").content.decode()
    assert client.post(PAGE, {"name": "Ключ", "days": "30"}).status_code == 403
    make_token(dmitri, name="Сделан в консоли")
    assert PAGE in client.get("/profile/").content.decode()
    assert "Сделан в консоли" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/").status_code == 302
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "days": "30"}, "Напишите, для чего ключ."),
        ({"name": "Ю" * 151, "days": "30"}, "Не больше 150 знаков."),
        ({"name": "Ключ", "days": "31"}, "Выберите из списка."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(site: Client, sent: dict[str, str], said: str) -> None:
    answer = site.post(PAGE, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_there_is_an_end_to_tokens(site: Client, anna: User) -> None:
    for number in range(MOST_TOKENS):
        make_token(anna, name=f"Ключ {number}")
    assert site.post(PAGE, {"name": "Ещё один", "days": "30"}).status_code == 422
    assert ApiToken.objects.count() == MOST_TOKENS


def test_a_stranger_is_sent_to_sign_in(base_pack: Snapshot) -> None:
    for address in (PAGE, f"{PAGE}1/revoke/"):
        answer = Client().post(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/auth/login/")


def test_the_page_speaks_english(site: Client, anna: User) -> None:
    anna.language = "en"
    anna.save(update_fields=["language"])
    site.cookies["django_language"] = "en"
    make_token(anna, name="Excel")
    text = site.get(PAGE).content.decode()
    assert "API tokens" in text
    assert "not used yet" in text
