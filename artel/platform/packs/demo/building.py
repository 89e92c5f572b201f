"""Files of `demo/` → people and rows in memory, or everything that is wrong with them. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from artel.platform.definitions.wording import form_problems
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.packs.demo.form import CommentForm, DemoForm, GroupForm, TeamForm, UserForm
from artel.platform.packs.demo.values import BadForm, Context, Person, Row, World
from artel.platform.packs.yaml.text import ParsedText

NAMED = "as"


@dataclass(slots=True)
class Company:
    """All that the demo files of a pack describe, ready to be loaded."""

    teams: dict[str, TeamForm] = field(default_factory=dict)
    users: dict[str, UserForm] = field(default_factory=dict)
    groups: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[DefinitionProblem] = field(default_factory=list)


def build_company(files: Mapping[str, ParsedText], world: World, seed: str) -> Company:
    """Make every row of every file, in the order of names. Look at `problems` before using the rest."""
    company = Company()
    for name in sorted(files):
        parsed = files[name]
        company.problems.extend(parsed.problems)
        if parsed.value is None:
            continue
        source = _File(name, parsed.lines, company, world, seed)
        try:
            form = DemoForm.model_validate(parsed.value)
        except ValidationError as error:
            for found in form_problems(error):
                source.note(found.path, found.code, found.message)
            continue
        source.take(form)
    company.groups = world.groups
    return company


@dataclass(slots=True)
class _File:
    name: str
    lines: Mapping[str, int]
    company: Company
    world: World
    seed: str

    def note(self, path: str, code: str, message: str | Promise) -> None:
        """Add a problem at a path, or at the nearest place above it that has a line."""
        place = path
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        self.company.problems.append(
            DefinitionProblem(code=code, message=message, path=path, file=self.name, line=self.lines.get(place, 0))
        )

    def take(self, form: DemoForm) -> None:
        """Take what a file says on top of the files before it."""
        self.company.teams.update(form.teams)
        self.company.users.update(form.users)
        for key, team in form.teams.items():
            self._check_team(f"teams.{key}.parent", team.parent)
            if team.head is not None and team.head not in self.company.users:
                self.note(f"teams.{key}.head", "unknown_person", _("There is no such colleague."))
        for key, user in form.users.items():
            self._check_team(f"users.{key}.team", user.team)
        self.world.people.update(form.users)
        self.world.pools.update(form.pools)
        for position, group in enumerate(form.groups):
            path = f"groups.{position}"
            if group.name in self.world.groups:
                self.note(f"{path}.name", "duplicate_key", _("This key is declared twice."))
                continue
            try:
                self._group(group, path)
            except BadForm:
                # Noted already, with its place; the group can't be used, others still tell their own problems.
                self.world.groups.setdefault(group.name, [Row(group=group.name, section=group.section, number=0)])

    def _check_team(self, path: str, key: str | None) -> None:
        if key is not None and key not in self.company.teams:
            self.note(path, "unknown_team", _("There is no team “%(key)s”.") % {"key": key})

    def _group(self, group: GroupForm, path: str) -> None:
        rows: list[Row] = []
        count = len(group.rows) or group.repeat
        for number in range(count):
            given = group.rows[number] if group.rows else {}
            row = Row(group=group.name, section=group.section, number=number, if_free=group.if_free)
            row.closes = group.closes
            # A row depends on its own number only, so that adding one changes no other.
            context = Context(self.world, Random(f"{self.seed}/{group.name}/{number}"), row)  # noqa: S311 - not a secret
            self._fill(context, group, given, path)
            rows.append(row)
            if NAMED in given:
                self.world.names[str(given[NAMED])] = row
        self.world.groups[group.name] = rows

    def _fill(self, context: Context, group: GroupForm, given: Mapping[str, Any], path: str) -> None:
        row = context.row
        for alias, form in group.with_.items():
            found = self._make(context, form, f"{path}.with.{alias}")
            if isinstance(found, Row):
                context.picked[alias] = found
        for name, form in group.let.items():
            context.named[name] = self._make(context, form, f"{path}.let.{name}")
        own = {key: form for key, form in given.items() if key != NAMED}
        for key, form in {**group.values, **own}.items():
            place = f"{path}.rows.{row.number}.{key}" if key in own else f"{path}.values.{key}"
            value = self._make(context, form, place)
            if value is not None:
                row.values[key] = value
        row.at = self._moment(context, group.at, f"{path}.at")
        row.by = self._person(context, group.by, f"{path}.by")
        if group.decides is not None:
            by = self._person(context, group.decides.by, f"{path}.decides.by")
            reason = self._make(context, group.decides.rejects, f"{path}.decides.rejects")
            row.decision = (by, str(reason or "")) if by is not None else None
        for position, comment in enumerate(group.comments):
            self._comment(context, comment, f"{path}.comments.{position}")

    def _make(self, context: Context, form: Any, path: str) -> Any:
        try:
            return context.make(form)
        except BadForm as problem:
            self.note(path, "bad_value", str(problem))
            raise

    def _moment(self, context: Context, form: Any, path: str) -> datetime | None:
        value = self._make(context, form, path)
        if value is None or isinstance(value, datetime):
            return value
        self.note(path, "bad_value", _("A moment is expected here, for example today-3d 10:00."))
        raise BadForm

    def _person(self, context: Context, form: Any, path: str) -> Person | None:
        value = self._make(context, form, path)
        if value is None or isinstance(value, Person):
            return value
        self.note(path, "bad_value", _("A person is expected here, for example @anna."))
        raise BadForm

    def _comment(self, context: Context, comment: CommentForm, path: str) -> None:
        if context.random.randrange(100) >= comment.chance:
            return
        by = self._person(context, comment.by, f"{path}.by")
        text = self._make(context, comment.text, f"{path}.text")
        at = self._moment(context, comment.at, f"{path}.at")
        if by is not None and text:
            context.row.comments.append((at, by, str(text)))
