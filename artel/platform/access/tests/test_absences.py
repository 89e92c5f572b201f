"""Absences: everybody's own, of those whom one leads, and all of them for who keeps the users; never two at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from artel.platform.access.actions.absences import AbsenceFacts, add_absence, remove_absence
from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import actor_of
from artel.platform.kernel.clock import company_day
from artel.platform.kernel.errors import AccessDenied, ValidationFailed
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Absence, Team, User

MONDAY = date(2030, 6, 3)


def facts(user: User, *, days: int = 4, deputy: User | None = None, since: date = MONDAY) -> AbsenceFacts:
    """Return an absence that begins on a Monday."""
    return AbsenceFacts(
        user_id=user.pk,
        since=since,
        until=since + timedelta(days=days),
        deputy_id=deputy.pk if deputy else None,
    )


def refused(given: AbsenceFacts, user: User) -> set[tuple[str | None, str]]:
    """Return (field, code) of what is wrong with an absence that somebody notes for himself."""
    with pytest.raises(ValidationFailed) as error:
        add_absence(given, actor=actor_of(user))
    return {(p.field, p.code) for p in error.value.problems}


def test_everybody_notes_his_own_and_takes_it_back(snapshot: Snapshot, anna: User, boris: User) -> None:
    """Both stand in the security log: work went elsewhere meanwhile."""
    found = add_absence(facts(anna, deputy=boris), actor=actor_of(anna))
    remove_absence(found, actor=actor_of(anna))
    assert not Absence.objects.exists()
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True))[-2:] == [
        "absence.added",
        "absence.removed",
    ]


def test_days_never_overlap(snapshot: Snapshot, anna: User, boris: User) -> None:
    """Neither by the last day nor within; the day after is free, and so is another person."""
    add_absence(facts(anna), actor=actor_of(anna))
    assert refused(facts(anna, since=MONDAY + timedelta(days=4)), anna) == {("since", "overlaps")}
    assert refused(facts(anna, since=MONDAY - timedelta(days=9), days=30), anna) == {("since", "overlaps")}
    add_absence(facts(anna, since=MONDAY + timedelta(days=5)), actor=actor_of(anna))
    add_absence(facts(boris), actor=actor_of(boris))


def test_a_deputy_is_somebody_else_who_works_here(snapshot: Snapshot, anna: User, boris: User, dmitri: User) -> None:
    """Everything that is wrong is told at once."""
    User.objects.filter(pk=boris.pk).update(is_active=False)
    assert refused(facts(anna, deputy=anna, days=-1), anna) == {("until", "out_of_order"), ("deputy_id", "own_deputy")}
    for stranger in (boris, dmitri):
        assert refused(facts(anna, deputy=stranger), anna) == {("deputy_id", "unknown_target")}


def test_only_a_head_or_an_administrator_says_it_of_others(
    snapshot: Snapshot, anna: User, boris: User, clara: User, dmitri: User, company: Team
) -> None:
    """A head of the team above too; a colleague and an outsider never."""
    for stranger in (boris, dmitri):
        with pytest.raises(AccessDenied):
            add_absence(facts(anna), actor=actor_of(stranger))
    Team.objects.filter(pk=company.pk).update(head=boris)
    found = add_absence(facts(anna), actor=actor_of(boris))
    with pytest.raises(AccessDenied):
        remove_absence(found, actor=actor_of(dmitri))
    remove_absence(found, actor=actor_of(clara))


def test_the_screen_notes_an_absence_and_shows_it(client: Client, snapshot: Snapshot, anna: User, boris: User) -> None:
    """With what was typed when something is wrong; the profile says it too, others' absences it does not show."""
    client.force_login(anna)
    add_absence(facts(boris), actor=actor_of(boris))
    wrong = client.post(reverse("absences"), {"since": "2030-06-05", "until": "2030-06-03", "deputy_id": str(boris.pk)})
    assert wrong.status_code == 422
    assert 'value="2030-06-05"' in wrong.content.decode()
    assert "Последний день раньше первого." in wrong.content.decode()
    today = company_day().isoformat()
    assert (
        client.post(reverse("absences"), {"since": today, "until": today, "deputy_id": str(boris.pk)}).status_code
        == 302
    )
    page = client.get(reverse("absences")).content.decode()
    assert "отсутствует сейчас" in page
    assert page.count('class="a-entry"') == 1
    assert f"заместитель: {boris.name}" in client.get(reverse("profile")).content.decode()
    assert client.post(reverse("absences"), {"since": "", "until": "x"}).status_code == 422


def test_a_team_gets_a_head_and_keeps_one_who_left(
    client: Client, snapshot: Snapshot, clara: User, boris: User
) -> None:
    """An outsider or somebody switched off is never chosen anew."""
    client.force_login(clara)
    team = boris.team
    assert team is not None
    url = reverse("settings_team", args=[team.pk])
    typed = {"name": team.name, "parent_id": str(team.parent_id or ""), "head_id": str(boris.pk)}
    assert client.post(url, typed).status_code == 302
    User.objects.filter(pk=boris.pk).update(is_active=False)
    assert client.post(url, {**typed, "name": "Продажи"}).status_code == 302
    team.refresh_from_db()
    assert (team.name, team.head_id) == ("Продажи", boris.pk)
    client.post(url, {**typed, "head_id": ""})
    assert client.post(url, typed).status_code == 422
