"""Tokens: shown once, kept as a digest, refused when they should be."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from artel.cli import main
from artel.platform.access.models import AuditEntry
from artel.platform.api.authentication import MOST_FAILURES
from artel.platform.api.models import ApiToken
from artel.platform.api.tests.conftest import Caller, Ids
from artel.platform.api.tokens import digest_of, make_token
from artel.platform.users.models import User


def status(token: str, scheme: str = "Bearer") -> int:
    return Client().get("/odata/", headers={"Authorization": f"{scheme} {token}"}).status_code


def basic(password: str) -> str:
    return base64.b64encode(f"anna:{password}".encode()).decode()


def test_a_token_opens_as_bearer_and_as_password(ids: Ids, anna: User) -> None:
    token = make_token(anna, name="Excel")
    assert token.startswith("artel_")
    assert status(token) == status(basic(token), "Basic") == 200


def test_only_a_digest_is_kept(ids: Ids, anna: User) -> None:
    token = make_token(anna)
    kept = ApiToken.objects.get()
    assert kept.digest == digest_of(token)
    assert token not in json.dumps([str(v) for v in vars(kept).values()])


def test_without_a_token_a_client_is_asked_for_one(ids: Ids) -> None:
    response = Client().get("/odata/deals")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Basic ")
    assert json.loads(response.content)["error"]["code"] == "unauthorized"


def test_wrong_expired_and_foreign_passwords_are_refused(ids: Ids, anna: User) -> None:
    expired = make_token(anna, expires_at=timezone.now() - timedelta(seconds=1))
    for wrong in ("artel_nonsense", expired, "почта-2026-ключ".encode().decode("latin-1"), "artel_" + "é" * 10):
        assert status(wrong) == 401
    assert status(basic("почта-2026-ключ"), "Basic") == 401
    assert status("!!!", "Basic") == 401


def test_a_token_dies_with_its_user_and_its_revocation(ids: Ids, anna: User) -> None:
    token = make_token(anna)
    anna.is_active = False
    anna.save()
    assert status(token) == 401
    anna.is_active = True
    anna.save()
    assert status(token) == 200
    ApiToken.objects.all().delete()
    assert status(token) == 401


def test_the_last_use_is_noted_but_not_every_time(as_anna: Caller, django_assert_num_queries: object) -> None:
    as_anna.get("")
    noted = ApiToken.objects.get(user=as_anna.user).last_used_at
    assert noted is not None
    as_anna.get("")
    assert ApiToken.objects.get(user=as_anna.user).last_used_at == noted


def test_too_many_failures_are_slowed_down_and_a_right_token_still_opens(ids: Ids, anna: User) -> None:
    token = make_token(anna)
    answers = [status(f"artel_{n}") for n in range(MOST_FAILURES + 2)]
    assert answers == [401] * MOST_FAILURES + [429] * 2
    response = Client().get("/odata/", headers={"Authorization": "Bearer artel_x"})
    assert response["Retry-After"]
    assert status(token) == 200


def test_a_session_does_not_open_the_api(ids: Ids, anna: User) -> None:
    client = Client()
    client.force_login(anna)
    assert client.get("/odata/deals").status_code == 401
    assert client.post("/odata/deals", "{}", content_type="application/json").status_code == 401


def test_errors_speak_the_language_of_the_user(calls: Callable[[User], Caller], anna: User) -> None:
    anna.language = "en"
    anna.save()
    english = json.loads(calls(anna)("GET", "nothing").content)["error"]["message"]
    anna.language = "ru"
    anna.save()
    russian = json.loads(calls(anna)("GET", "nothing").content)["error"]["message"]
    assert english.startswith("Nothing is found")
    assert russian != english


@pytest.mark.django_db
def test_the_command_prints_the_token_and_nothing_else(
    anna: User, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    assert main(["token", "create", "--user", "anna", "--name", "Обмен"]) == 0
    printed = capsys.readouterr()
    token = printed.out.strip()
    assert printed.out == f"{token}\n"
    assert token.startswith("artel_")
    assert ApiToken.objects.get(digest=digest_of(token)).user == anna
    assert main(["token", "list", "--user", "anna"]) == 0
    number = capsys.readouterr().out.split("\t")[0]
    assert main(["token", "revoke", number, "--user", "anna"]) == 0
    assert not ApiToken.objects.exists()
    acts = AuditEntry.objects.filter(action__startswith="token.").order_by("id")
    assert list(acts.values_list("action", flat=True)) == ["token.created", "token.revoked"]
    assert token not in str(list(acts.values_list("detail", flat=True)))
    assert main(["token", "create", "--user", "nobody"]) == 1
    assert capsys.readouterr().out == ""
