"""A second factor in a real browser: keys and passkeys by Chromium's virtual device, codes of an app."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect

from artel.platform.users.models import User
from artel.platform.users.tests.test_sign_in import code
from tests.e2e.conftest import OpenPage, violations
from tests.support.people import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _no_attempts_yet(transactional_db: None) -> None:
    cache.clear()


def with_device(page: Page, **other: Any) -> Callable[[], None]:
    """Plug a virtual security device into the browser; return what pulls it out."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **other}})
    return lambda: session.send("WebAuthn.removeVirtualAuthenticator", made)


def confirm_password(page: Page) -> None:
    """Prove who one is before a change to one's sign-in."""
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def enrol(page: Page, name: str, *, is_passwordless: bool = False) -> None:
    """Add a key from the profile."""
    page.get_by_role("link", name="Второй фактор").click()
    page.goto(page.url.rstrip("/") + "/webauthn/add/")
    if "/reauthenticate/" in page.url:
        confirm_password(page)
    page.get_by_label("Название ключа").fill(name)
    if is_passwordless:
        page.get_by_label("Открывает без пароля").check()
    page.get_by_role("button", name="Добавить").click()
    page.wait_for_url("**/2fa/recovery-codes/")


def by_password(page: Page) -> None:
    """Sign in anew with the password."""
    page.context.clear_cookies(name="artel_session")
    page.goto(page.url.split("/auth/")[0] + "/auth/login/")
    page.locator("[name=login]").fill("anna")
    confirm_password(page)


def test_a_key_is_added_asked_for_at_the_next_sign_in_and_removed(open_page: OpenPage, anna: User) -> None:
    page = open_page("/profile/", person=anna)
    with_device(page)
    enrol(page, "Ключ на столе")
    assert Authenticator.objects.filter(user=anna, type=Authenticator.Type.WEBAUTHN).count() == 1
    by_password(page)
    page.wait_for_url("**/2fa/authenticate/")
    assert violations(page) == []
    page.get_by_role("button", name="ключ").click()
    page.wait_for_url(lambda url: "/auth/" not in url)
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/auth/2fa/webauthn/")
    expect(page.get_by_text("Ключ на столе")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Убрать «Ключ на столе»").click()
    if "/reauthenticate/" in page.url:
        confirm_password(page)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/2fa/**")
    assert not Authenticator.objects.filter(user=anna, type=Authenticator.Type.WEBAUTHN).exists()
    by_password(page)
    page.wait_for_url(lambda url: "/auth/" not in url)


def test_a_passkey_opens_without_a_password(open_page: OpenPage, anna: User) -> None:
    page = open_page("/profile/", person=anna)
    with_device(page)
    enrol(page, "Отпечаток", is_passwordless=True)
    page.context.clear_cookies(name="artel_session")
    page.goto(page.url.split("/auth/")[0] + "/auth/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "/auth/" not in url)


def test_a_key_that_does_not_answer_is_told_and_leaves_everything(open_page: OpenPage, anna: User) -> None:
    page = open_page("/profile/", person=anna)
    pull_out = with_device(page)
    enrol(page, "Ключ на столе")
    by_password(page)
    page.wait_for_url("**/2fa/authenticate/")
    pull_out()
    with_device(page)
    page.get_by_role("button", name="ключ").click()
    expect(page.get_by_role("alert")).to_contain_text("Ключ не ответил")
    assert page.url.endswith("/2fa/authenticate/")


def test_the_codes_of_an_app_are_switched_on_asked_for_and_switched_off(open_page: OpenPage, anna: User) -> None:
    page = open_page("/auth/2fa/totp/activate/", person=anna)
    confirm_password(page)
    secret = page.locator("#authenticator_secret").input_value()
    assert violations(page) == []
    # A code lives until its half-minute ends, maybe now: the clock stands still until the server has looked at it.
    with time_machine.travel(time.time(), tick=False):
        page.locator("[name=code]").fill(code(secret))
        page.locator("[name=code]").press("Enter")
        page.wait_for_url("**/2fa/recovery-codes/")
    recovery = page.locator("textarea").input_value().split()
    assert len(recovery) == 10
    assert violations(page) == []
    by_password(page)
    page.wait_for_url("**/2fa/authenticate/")
    page.locator("[name=code]").fill(recovery[0])
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(lambda url: "/auth/" not in url)
    home = "/".join(page.url.split("/")[:3])
    page.goto(f"{home}/auth/2fa/totp/deactivate/")
    if "/reauthenticate/" in page.url:
        confirm_password(page)
    page.wait_for_url("**/totp/deactivate/")
    assert violations(page) == []
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/2fa/")
    assert not Authenticator.objects.filter(user=anna, type=Authenticator.Type.TOTP).exists()
