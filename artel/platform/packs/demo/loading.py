"""Demo data into the database: people first, then group by group through the records door.

All of it is one transaction, together with the marks of what is loaded: a second load does nothing, and a newer
version of a pack adds only the groups that are new.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot, holding
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.errors import ConfigurationRefused, DefinitionProblem, ValidationFailed
from artel.platform.packs.demo.building import Company, build_company
from artel.platform.packs.demo.following import follow_up
from artel.platform.packs.demo.values import Person, Row, World
from artel.platform.packs.models import DemoBatch
from artel.platform.packs.yaml.text import ParsedText
from artel.platform.records import door, feed
from artel.platform.users.models import Team, User


@dataclass(frozen=True, slots=True)
class Loaded:
    """What this load made: records, and people with the password they were given (None: nobody new)."""

    records: int = 0
    logins: tuple[str, ...] = ()
    password: str | None = None


def load_demo(pack: str, files: Mapping[str, ParsedText]) -> Loaded:
    """Load what is not loaded yet. Raises ConfigurationRefused with all problems before anything is written."""
    loaded = dict(DemoBatch.objects.filter(pack=pack).values_list("name", "ids"))
    zone = ZoneInfo(settings.TIME_ZONE)
    world = World(today=timezone.now().astimezone(zone).date(), zone=zone)
    company = build_company(files, world, pack)
    if company.problems:
        raise ConfigurationRefused(company.problems)
    made = 0
    with transaction.atomic(), holding(current_snapshot()):
        logins, password = _load_people(company)
        people = {user.username: user for user in User.objects.filter(username__in=company.users)}
        for name, rows in company.groups.items():
            if name in loaded:
                for row, record_id in zip(rows, loaded[name], strict=False):
                    row.id = record_id
                continue
            _load_group(rows, people)
            DemoBatch.objects.create(
                pack=pack, name=name, section=rows[0].section, ids=[r.id for r in rows], loaded_at=timezone.now()
            )
            made += len(rows)
    return Loaded(records=made, logins=logins, password=password)


def _load_people(company: Company) -> tuple[tuple[str, ...], str | None]:
    """Make the teams and users that are missing; users get one made-up password together."""
    teams: dict[str, Team] = {}
    for key, team in company.teams.items():
        parent = teams.get(team.parent or "")
        teams[key], _made = Team.objects.get_or_create(name=team.name, defaults={"parent": parent})
    made, password = _make_missing(company, teams)
    leading = {form.head: key for key, form in company.teams.items() if form.head}
    heads = {user.username: user for user in User.objects.filter(username__in=leading)}
    for key, form in company.teams.items():
        if form.head in heads:
            Team.objects.filter(pk=teams[key].pk, head=None).update(head=heads[form.head])
    return made, password


def _make_missing(company: Company, teams: Mapping[str, Team]) -> tuple[tuple[str, ...], str | None]:
    known = set(User.objects.filter(username__in=company.users).values_list("username", flat=True))
    missing = {login: form for login, form in company.users.items() if login not in known}
    if not missing:
        return (), None
    password = secrets.token_urlsafe(9)
    for login, form in missing.items():
        User.objects.create_user(
            username=login,
            password=password,
            team=teams.get(form.team or ""),
            **form.model_dump(exclude={"team", "roles"}),
            roles=list(form.roles),
        )
    return tuple(missing), password


def _load_group(rows: list[Row], people: Mapping[str, User]) -> None:
    """Create a group's records, together those that one person entered on one day, in the order of time."""
    together: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        day = row.at.date().isoformat() if row.at else "now"
        together[day, row.by.login if row.by else None].append(row)
    for _day, batch in sorted(together.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        first = batch[0]
        for row in batch:
            _leave_out_taken(row)
        with clock.at(min((r.at for r in batch if r.at), default=None)):
            try:
                ids = door.create(
                    first.section, [_plain(r.values, people) for r in batch], actor=_actor(first.by, people)
                )
            except ValidationFailed as refused:
                raise ConfigurationRefused(_named(batch, refused)) from refused
        for row, record_id in zip(batch, ids, strict=True):
            row.id = record_id
            for at, by, text in row.comments:
                _comment(row, at, by, text, people)
        if first.closes or first.decision:
            begun = min((r.at for r in batch if r.at), default=None)
            follow_up(batch, people, actor=_actor(first.by, people), at=begun)


def _leave_out_taken(row: Row) -> None:
    for key in row.if_free:
        if key in row.values and visible_to(SYSTEM, row.section).filter(**{key: row.values[key]}).exists():
            del row.values[key]


def _named(batch: list[Row], refused: ValidationFailed) -> list[DefinitionProblem]:
    """Say of which row each refused value was."""
    return [
        DefinitionProblem(
            code=p.code,
            message=p.message,
            path=f"{batch[p.row].group} {batch[p.row].number + 1}: {p.field or ''} = {p.value!r}",
        )
        for p in refused.problems
    ]


def _comment(row: Row, at: datetime | None, by: Person, text: str, people: Mapping[str, User]) -> None:
    if row.id is not None:
        with clock.at(at):
            feed.add(row.section, row.id, "comment", {"text": text}, actor=_actor(by, people))


def _actor(person: Person | None, people: Mapping[str, User]) -> Actor:
    """Return somebody who may enter anything, under the name that history will show."""
    if person is None:
        return SYSTEM
    user = people[person.login]
    return Actor(kind=ActorKind.SYSTEM, name=user.name, user_id=user.pk, language=user.language)


def _plain(values: Mapping[str, Any], people: Mapping[str, User]) -> dict[str, object]:
    return {key: _value(value, people) for key, value in values.items()}


def _value(value: Any, people: Mapping[str, User]) -> object:
    if isinstance(value, Person):
        return people[value.login].pk
    if isinstance(value, Row) and value.id is None:
        message = _("“%(group)s” is loaded later or with this group: name records of groups above.")
        problem = DefinitionProblem(
            code="not_loaded_yet", message=message % {"group": value.group}, path=f"{value.group} {value.number + 1}"
        )
        raise ConfigurationRefused([problem])
    return value.id if isinstance(value, Row) else value
