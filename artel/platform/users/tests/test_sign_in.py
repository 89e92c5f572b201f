"""Getting in: by login or e-mail, with a second factor, not by guessing; and what every page tells the browser."""

from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from artel.platform.users.models import User
from tests.support.people import PASSWORD

LOGIN = "/auth/login/"


@pytest.fixture(autouse=True)
def _no_attempts_yet(db: None) -> None:
    cache.clear()


def is_in(client: Client) -> bool:
    """Tell whether the client is signed in."""
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["anna", "anna@example.com", "ANNA@EXAMPLE.COM"])
def test_a_login_or_an_e_mail_opens(client: Client, anna: User, login: str) -> None:
    response = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert is_in(client)


def test_a_wrong_password_does_not_say_whether_the_user_exists(client: Client, anna: User) -> None:
    answers = [
        client.post(LOGIN, {"login": login, "password": "wrong-password"}).context["form"].non_field_errors()
        for login in ("anna", "nobody")
    ]
    assert answers[0]
    assert answers[0] == answers[1]
    assert not is_in(client)


def test_guessing_is_stopped_even_with_the_right_password_at_last(client: Client, anna: User) -> None:
    for number in range(12):
        client.post(LOGIN, {"login": "anna", "password": f"guess-{number}"})
    client.post(LOGIN, {"login": "anna", "password": PASSWORD})
    assert not is_in(client)


def test_nobody_signs_up_by_himself(client: Client) -> None:
    before = User.objects.count()
    body = {"username": "intruder", "password1": "long-enough-1", "password2": "long-enough-1"}
    client.post(reverse("account_signup"), body)
    assert User.objects.count() == before
    assert not is_in(client)


def test_a_session_gets_a_new_key_on_entry(client: Client, anna: User) -> None:
    client.get(LOGIN)
    client.session.save()
    before = client.session.session_key
    client.post(LOGIN, {"login": "anna", "password": PASSWORD})
    assert client.session.session_key != before


def test_leaving_takes_a_form_and_not_a_link(client: Client, anna: User) -> None:
    client.force_login(anna)
    client.get(reverse("account_logout"))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_the_secret_of_a_second_factor_is_kept_encrypted(anna: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(anna, secret)
    stored = Authenticator.objects.get(user=anna).data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_a_second_factor_is_asked_for_and_opens(client: Client, anna: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(anna, secret)
    response = client.post(LOGIN, {"login": "anna", "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(response["Location"], {"code": "000000"})
    assert not is_in(client)
    client.post(response["Location"], {"code": code(secret)})
    assert is_in(client)


def code(secret: str) -> str:
    """Return the six digits of this half-minute (RFC 6238 over RFC 4226, SHA-1)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.mark.parametrize("page", ["account_login", "account_reset_password", "mfa_index", "usersessions_list"])
def test_every_page_of_sign_in_is_shown_in_both_languages(client: Client, anna: User, page: str) -> None:
    if page not in {"account_login", "account_reset_password"}:
        client.force_login(anna)
    for language in ("ru", "en"):
        anna.language = language
        anna.save()
        response = client.get(reverse(page), headers={"accept-language": language})
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()


def test_the_browser_is_told_to_run_our_files_alone(client: Client) -> None:
    headers = client.get(LOGIN).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(client: Client, anna: User) -> None:
    client.post(LOGIN, {"login": "anna", "password": PASSWORD})
    cookie = client.cookies["artel_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_stranger_is_asked_to_sign_in_and_a_machine_may_ask_for_health(client: Client) -> None:
    response = client.get("/leads/")
    assert response.status_code == 302
    assert response["Location"] == "/auth/login/?next=/leads/"
    assert client.get("/healthz").content == b"ok"


def test_a_forged_form_is_refused_with_a_page(anna: User) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(LOGIN, {"login": "anna", "password": PASSWORD})
    assert response.status_code == 403
    assert "<h1" in response.content.decode()
