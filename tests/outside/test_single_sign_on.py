"""Single sign-on against a real OpenID Connect provider, switched on by the environment of a real installation."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from playwright.sync_api import Browser, ConsoleMessage, expect

from artel.installation import embedded_postgres
from artel.platform.users.tests.test_sign_in import code
from tests.stories.running import artel, free_port, up
from tests.support import oidc_provider
from tests.support.outside import sign_on_provider

pytestmark = pytest.mark.slow
OURS = "pass-of-our-own-1"
CALLBACK = "/auth/oidc/company/login/callback/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REASON = re.compile(r'data-reason="([a-z]+)"')


def known(login: str, *, is_confirmed: bool = True, email: str = "") -> dict[str, object]:
    """Return somebody whom the provider knows."""
    return {
        "login": login,
        "email": email or f"{login}@example.com",
        "is_confirmed": is_confirmed,
        "name": login.title(),
    }


PEOPLE = [
    known("anna"),
    known("zoya"),
    known("boris"),
    known("vera"),
    known("gleb", is_confirmed=False),
    known("dina"),
    known("egor"),
]


@dataclass(frozen=True)
class House:
    """A running installation with its provider."""

    data: Path
    address: str
    settings: dict[str, str]
    provider: Any

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the base of the installation answers."""
        with psycopg.connect(embedded_postgres.address(self.data), autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def identities_of(self, login: str) -> int:
        """Return how many identities of the provider open that user."""
        linked = "socialaccount_socialaccount s JOIN users_user u ON u.id = s.user_id"
        return int(self.ask(f"SELECT count(*) FROM {linked} WHERE u.username = '{login}'")[0][0])

    def run(self, *words: str) -> Any:
        """Run a command of the installation."""
        return artel(*words, data=self.data, settings=self.settings)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return a folder that the database's own user may enter, which pytest's may not be."""
    with tempfile.TemporaryDirectory(prefix="artel-sign-on-") as name:
        yield Path(name)


def house_with(folder: Path, **extra: str) -> Iterator[House]:
    """Start the provider and the product; the people of the product are made by its command."""
    port, provider_port = free_port(), free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        "ARTEL_OIDC_URL": f"http://127.0.0.1:{provider_port}",
        "ARTEL_OIDC_NAME": "Вход компании",
        "ARTEL_OIDC_CLIENT": oidc_provider.CLIENT,
        "ARTEL_OIDC_SECRET": oidc_provider.SECRET,
        **extra,
    }
    data = folder / "data"
    folder.mkdir()
    with (
        sign_on_provider(folder, provider_port, address + CALLBACK, PEOPLE) as provider,
        up(data, port=port, settings=settings),
    ):
        yield House(data, address, settings, provider)


@pytest.fixture(scope="module")
def house(folder: Path) -> Iterator[House]:
    """Return an installation that lets in only people whom it knows."""
    for house in house_with(folder / "closed"):
        for login in ("anna", "zoya", "boris", "gleb", "dina", "egor"):
            made = house.run("user", "create", login, "--email", f"{login}@example.com", "--role", "manager")
            assert made.returncode == 0, made.stderr
        yield house


@pytest.fixture(scope="module")
def welcoming(folder: Path) -> Iterator[House]:
    """Return an installation that takes whom the provider of its company knows, and nobody else is in it yet."""
    yield from house_with(folder / "open", ARTEL_OIDC_ROLES="manager", ARTEL_OIDC_DOMAINS="example.com")


def sign_on(house: House, login: str) -> tuple[requests.Session, requests.Response]:
    """Go through the provider as a browser does; return the session and the page where it ended."""
    session = requests.Session()
    form = session.get(f"{house.address}/auth/oidc/company/login/?process=login", timeout=20)
    assert form.url.startswith(house.settings["ARTEL_OIDC_URL"]), form.text
    return session, post(session, form.url, form.text, login=login, password=oidc_provider.PASSWORD)


def post(session: requests.Session, address: str, page: str, **values: str) -> requests.Response:
    """Send the form of a page."""
    token = TOKEN.search(page)
    assert token, page
    body = {**values, "csrfmiddlewaretoken": token[1]}
    return session.post(address, body, headers={"Referer": address}, timeout=20)


def by_password(house: House, login: str, password: str) -> tuple[requests.Session, requests.Response]:
    """Sign in with a password of ours."""
    session = requests.Session()
    address = f"{house.address}/auth/login/"
    form = session.get(address, timeout=20).text
    return session, post(session, address, form, login=login, password=password)


def why(page: requests.Response) -> str:
    """Return why somebody was refused, "" when he was not."""
    found = REASON.search(page.text)
    return found[1] if found else ""


def is_in(house: House, session: requests.Session) -> bool:
    """Tell whether the session opens the profile."""
    return session.get(f"{house.address}/profile/", timeout=20).url == f"{house.address}/profile/"


def test_one_button_signs_a_known_person_in_and_keeps_his_password(house: House, browser: Browser) -> None:
    password = house.run("user", "password", "zoya").stdout.strip()
    context = browser.new_context(locale="ru-RU", base_url=house.address)
    complaints: list[str] = []
    page = context.new_page()

    def complain(said: ConsoleMessage) -> None:
        # The provider's own pages are its own business.
        if said.type == "error" and said.location["url"].startswith(house.address):
            complaints.append(said.text)

    page.on("console", complain)
    page.goto("/")
    page.get_by_role("link", name="Вход компании").click()
    page.locator("[name=login]").fill("zoya")
    page.locator("[name=password]").fill(oidc_provider.PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{house.address}/")
    expect(page.get_by_role("main")).to_be_visible()
    page.goto("/profile/")
    expect(page.get_by_text("zoya@example.com")).to_be_visible()
    context.close()
    assert complaints == []
    session, _page = by_password(house, "zoya", password)
    assert is_in(house, session)
    linked = house.ask("SELECT detail::text FROM access_auditentry WHERE action = 'identity.linked'")
    assert sum("zoya" in detail for (detail,) in linked) == 1


def test_the_second_time_the_identity_opens_and_not_the_e_mail(house: House) -> None:
    session, _page = sign_on(house, "egor")
    assert is_in(house, session)
    house.ask("UPDATE users_user SET email = 'egor@elsewhere.example' WHERE username = 'egor'")
    session, _page = sign_on(house, "egor")
    assert is_in(house, session)
    assert house.identities_of("egor") == 1


def test_whom_nobody_here_knows_is_refused(house: House) -> None:
    session, page = sign_on(house, "vera")
    assert (page.status_code, why(page)) == (403, "unknown")
    assert not is_in(house, session)
    assert house.ask("SELECT count(*) FROM users_user WHERE email ILIKE 'vera%'") == [(0,)]
    refused = "SELECT count(*) FROM access_auditentry WHERE action = 'login.failed' AND detail->>'login' LIKE 'vera%'"
    assert house.ask(refused) == [(1,)]


def test_an_e_mail_that_the_provider_did_not_confirm_opens_nobody(house: House) -> None:
    session, page = sign_on(house, "gleb")
    assert (page.status_code, why(page)) == (403, "unconfirmed")
    assert not is_in(house, session)


def test_who_is_switched_off_stays_out_and_is_not_linked(house: House) -> None:
    house.ask("UPDATE users_user SET is_active = false WHERE username = 'boris'")
    session, page = sign_on(house, "boris")
    assert page.url == f"{house.address}/auth/inactive/"
    assert not is_in(house, session)
    linked = (
        "SELECT count(*) FROM socialaccount_socialaccount s JOIN users_user u ON u.id = s.user_id WHERE u.username="
    )
    assert house.ask(f"{linked} 'boris'") == [(0,)]


def test_a_second_factor_is_asked_for_after_the_provider_too(house: House) -> None:
    password = house.run("user", "password", "dina").stdout.strip()
    session, _page = by_password(house, "dina", password)
    address = f"{house.address}/auth/2fa/totp/activate/"
    asked = session.get(address, timeout=20)
    form = post(session, asked.url, asked.text, password=password, next="/auth/2fa/totp/activate/")
    secret = re.search(r"[A-Z2-7]{32}", form.text)
    assert secret, form.text
    post(session, address, form.text, code=code(secret[0]))
    session, page = sign_on(house, "dina")
    assert page.url == f"{house.address}/auth/2fa/authenticate/"
    assert not is_in(house, session)


def test_an_address_that_passed_to_another_identity_opens_nothing_until_unlinked(house: House) -> None:
    sign_on(house, "anna")
    house.ask(
        "UPDATE socialaccount_socialaccount s SET uid = 'the-leaver' FROM users_user u "
        "WHERE u.id = s.user_id AND u.username = 'anna'"
    )
    _session, page = sign_on(house, "anna")
    assert (page.status_code, why(page)) == (403, "another")
    assert house.run("user", "unlink", "anna").returncode == 0
    session, _page = sign_on(house, "anna")
    assert is_in(house, session)


def test_nobody_gives_himself_anothers_e_mail_or_identity(house: House) -> None:
    password = house.run("user", "password", "egor").stdout.strip()
    session, _page = by_password(house, "egor", password)
    for path in ("/auth/email/", "/auth/3rdparty/"):
        assert session.get(house.address + path, timeout=20).url == f"{house.address}/profile/"
    page = session.get(f"{house.address}/auth/oidc/company/login/?process=connect", timeout=20)
    ended = post(session, page.url, page.text, login="vera", password=oidc_provider.PASSWORD)
    assert why(ended) == "connecting"
    assert house.ask("SELECT count(*) FROM account_emailaddress WHERE email ILIKE 'vera%'") == [(0,)]


def test_newcomers_get_the_roles_that_the_installation_names_for_them(welcoming: House) -> None:
    for login in ("vera", "gleb"):
        session, _page = sign_on(welcoming, login)
        assert is_in(welcoming, session)
    made = welcoming.ask("SELECT username, email, roles, is_admin FROM users_user WHERE email <> '' ORDER BY id")
    assert made == [
        ("vera", "vera@example.com", ["manager"], False),
        ("gleb", "gleb@example.com", ["manager"], False),
    ]
    settings = {**welcoming.settings, "ARTEL_OIDC_ROLES": "no-such"}
    unknown = artel("doctor", data=welcoming.data, settings=settings)
    assert "FAIL  single sign-on: no role is called no-such" in unknown.stdout


def test_a_provider_that_is_away_is_named_and_passwords_go_on(welcoming: House) -> None:
    assert "ok    single sign-on" in welcoming.run("doctor").stdout
    welcoming.provider.terminate()
    welcoming.provider.wait(timeout=30)
    page = requests.get(f"{welcoming.address}/auth/oidc/company/login/?process=login", timeout=20)
    assert (page.status_code, why(page)) == (502, "unreachable")
    ill = welcoming.run("doctor")
    assert ill.returncode == 1
    assert "FAIL  single sign-on" in ill.stdout
    assert "ARTEL_OIDC_URL" in ill.stdout
    password = welcoming.run("user", "password", "admin").stdout.strip()
    session, _page = by_password(welcoming, "admin", password)
    assert is_in(welcoming, session)
