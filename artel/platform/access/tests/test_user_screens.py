"""Users, teams, the profile and «why?» by their screens."""

from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artel.platform.access.models import AuditEntry
from artel.platform.access.tests.conftest import Records
from artel.platform.access.views.profile import device
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Team, User
from tests.support.people import PASSWORD, person

FORM = {"username": "zoya", "name": "Зуева Зоя", "email": "zoya@example.com", "language": "ru"}
NEW = {**FORM, "timezone": "Asia/Yekaterinburg", "roles": ["manager", "head"]}


@pytest.fixture
def screen(client: Client, snapshot: Snapshot, clara: User) -> Client:
    """Return a browser where the administrator is signed in."""
    client.force_login(clara)
    return client


def test_a_new_user_chooses_a_password_through_his_link_once(screen: Client, client: Client) -> None:
    assert screen.post(reverse("settings_user_new"), NEW).status_code == 302
    zoya = User.objects.get(username="zoya")
    assert (zoya.roles, zoya.timezone) == (["manager", "head"], "Asia/Yekaterinburg")
    page = screen.post(reverse("settings_user_password", args=[zoya.pk]))
    assert page["Cache-Control"] == "no-store"
    link = re.search(r"<code>http://testserver(/[^<]+)</code>", page.content.decode())
    assert link
    browser = Client()
    form = browser.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    chosen = {"password1": "лиственница-77", "password2": "лиственница-77"}
    assert browser.post(address, chosen).status_code == 302
    zoya.refresh_from_db()
    assert zoya.check_password("лиственница-77")
    again = Client().get(link[1], follow=True).content.decode()
    assert 'name="password1"' not in again
    assert "лиственница" not in str(list(AuditEntry.objects.values()))


def test_a_wrong_form_comes_back_with_what_was_typed_and_the_error_beside(screen: Client, anna: User) -> None:
    answer = screen.post(reverse("settings_user_new"), {**NEW, "username": "Anna", "name": "<b>Зоя</b>"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="f-username-error"' in page
    assert "&lt;b&gt;Зоя&lt;/b&gt;" in page
    assert not User.objects.filter(username="Anna").exists()


def test_the_list_finds_by_name_login_and_address_and_hides_who_is_off(screen: Client, anna: User, egor: User) -> None:
    screen.post(reverse("settings_user_switch", args=[egor.pk]))
    found = screen.get(reverse("settings_users"), {"q": "ахмет"}).content.decode()
    assert "Ахметзянова Анна" in found
    assert "Клименко" not in found.split("<tbody", 1)[1].split("</table>", 1)[0]
    assert "Егоров" not in screen.get(reverse("settings_users")).content.decode()
    assert "Егоров" in screen.get(reverse("settings_users"), {"state": "off"}).content.decode()
    for strange in ({"q": "\x00%_'"}, {"page": "9" * 30}, {"page": "-1"}, {"state": "<b>"}):
        assert screen.get(reverse("settings_users"), strange).status_code == 200


def test_the_list_costs_the_same_for_ten_users_and_for_sixty(screen: Client, company: Team) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            screen.get(reverse("settings_users"))
        return len(captured)

    screen.get(reverse("settings_users"))
    few = cost()
    for number in range(60):
        person(f"user{number}", f"Человек {number}", team=company, role="manager")
    assert cost() == few
    assert few <= 12


def test_the_last_administrator_is_told_so_and_stays(screen: Client, clara: User) -> None:
    screen.post(reverse("settings_user_switch", args=[clara.pk]))
    given = {**FORM, "username": "clara", "email": "", "timezone": "UTC"}
    assert screen.post(reverse("settings_user", args=[clara.pk]), given).status_code == 422
    clara.refresh_from_db()
    assert (clara.is_active, clara.is_admin) == (True, True)


def test_who_is_switched_off_is_out_at_his_next_request(screen: Client, anna: User) -> None:
    hers = Client()
    hers.post(reverse("account_login"), {"login": "anna", "password": PASSWORD})
    assert hers.get(reverse("profile")).status_code == 200
    screen.post(reverse("settings_user_switch", args=[anna.pk]))
    assert hers.get(reverse("profile")).status_code == 302
    assert not UserSession.objects.filter(user=anna).exists()


def test_sessions_are_ended_everywhere_and_everywhere_else(screen: Client, anna: User) -> None:
    one, two = Client(), Client()
    for browser in (one, two):
        browser.post(reverse("account_login"), {"login": "anna", "password": PASSWORD})
    one.post(reverse("profile_end_others"))
    assert [b.get(reverse("profile")).status_code for b in (one, two)] == [200, 302]
    screen.post(reverse("settings_user_sessions", args=[anna.pk]))
    assert one.get(reverse("profile")).status_code == 302


def test_teams_are_made_moved_and_refused_a_circle(screen: Client, company: Team) -> None:
    screen.post(reverse("settings_team_new"), {"name": "Монтаж", "parent_id": str(company.pk)})
    made = Team.objects.get(name="Монтаж")
    assert made.parent_id == company.pk
    answer = screen.post(reverse("settings_team", args=[company.pk]), {"name": "Компания", "parent_id": str(made.pk)})
    assert answer.status_code == 422
    assert 'id="f-parent_id-error"' in answer.content.decode()
    assert "Монтаж" in screen.get(reverse("settings_teams")).content.decode()


def test_everybody_changes_his_own_facts_and_language(client: Client, snapshot: Snapshot, dmitri: User) -> None:
    client.force_login(dmitri)
    given = {"name": "Dmitri", "language": "en", "theme": "dark", "timezone": "UTC", "position": "", "phone": ""}
    client.post(reverse("profile"), given)
    page = client.get(reverse("profile")).content.decode()
    assert 'lang="en"' in page
    assert 'data-bs-theme="dark"' in page
    for wrong in ({"language": "tlh"}, {"timezone": "Mars"}, {"name": ""}, {"theme": "pink"}, {"name": "x" * 200}):
        assert client.post(reverse("profile"), {**given, **wrong}).status_code == 422
    dmitri.refresh_from_db()
    assert (dmitri.name, dmitri.language, dmitri.theme) == ("Dmitri", "en", "dark")


def test_why_is_told_in_a_dialog_and_on_a_page(client: Client, records: Records, boris: User, anna: User) -> None:
    client.force_login(boris)
    address = reverse("record_access", args=["x_orders", records.orders["anna"]])
    page = client.get(address, {"user": anna.pk}).content.decode()
    assert "Менеджер" in page
    dialog = client.get(address, headers={"HX-Request": "true"})
    assert "a-dialog" in dialog.content.decode()
    assert "<html" not in dialog.content.decode()
    assert dialog["Vary"].count("HX-Request") == 1
    out_of_sight = reverse("record_access", args=["x_orders", records.orders["egor"]])
    assert client.get(out_of_sight).status_code == 404
    assert client.get(reverse("record_access", args=["x_none", 1])).status_code == 404


def test_a_browser_is_named_in_words() -> None:
    yandex = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 YaBrowser/24.1 Safari/537.36"
    assert device(yandex) == "Яндекс Браузер · Windows"
    assert device("")
