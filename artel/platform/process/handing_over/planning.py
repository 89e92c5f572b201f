"""Who gets what: by conditions first, then what belongs together to one person, the rest evenly.

A sale goes to whoever gets its client, a task to whoever gets what it is about: no client has two managers by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.conditions.compiling import compile_condition
from artel.platform.conditions.errors import ConditionError
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.process.handing_over.parts import Part, Pointer, Thing, all_parts
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Records of a section of which a condition (`$filter` text) is true go to one person."""

    section: str
    filter: str
    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """How a person's things are given out: `cases` first, the rest evenly among `people`; `left_out` stays his."""

    people: tuple[int, ...]
    cases: tuple[Case, ...] = ()
    left_out: tuple[str, ...] = ()
    only_open: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it."""
        cases = [{"section": c.section, "filter": c.filter, "to": c.to} for c in self.cases]
        return {
            "people": list(self.people),
            "cases": cases,
            "left_out": list(self.left_out),
            "only_open": self.only_open,
        }


@dataclass(slots=True)
class Share:
    """What of one part goes to whom: how many in all and by person, and a few by name."""

    part: Part
    count: int = 0
    people: Counter[int] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def check_sharing(sharing: Sharing, person: int, snapshot: Snapshot) -> None:
    """Raise ValidationFailed with all that is wrong: nobody to get it, somebody who can't, a wrong condition."""
    problems: list[Problem] = []
    named = {*sharing.people, *(case.to for case in sharing.cases)}
    able = set(User.objects.filter(id__in=named, is_active=True, is_portal=False).values_list("id", flat=True))
    if not sharing.people:
        problems.append(Problem(code="nobody", field="people", message=_("Choose who gets it.")))
    if person in named or named - able:
        message = _("Colleagues who work here get it, not the person himself.")
        problems.append(Problem(code="unable", field="people", message=message))
    for number, case in enumerate(sharing.cases):
        spec = snapshot.sections.get(case.section)
        try:
            if spec is not None:
                compile_condition(case.filter, spec, snapshot, SYSTEM)
        except ConditionError as fault:
            problems.append(Problem(code=fault.reason, field=f"filter-{number}", message=fault.message))
    if problems:
        raise ValidationFailed(problems)


def planned(person: int, sharing: Sharing, snapshot: Snapshot) -> Iterator[tuple[Part, Thing, int]]:
    """Yield every thing of a person with who gets it. A query for each part, one more for each condition."""
    given: dict[Pointer, int] = {}
    loads: Counter[int] = Counter()
    for part in all_parts(snapshot):
        if part.key in sharing.left_out:
            continue
        by_condition = _by_condition(part, person, sharing.cases, snapshot)
        for thing in part.find(person, only_open=sharing.only_open):
            to = by_condition.get(thing.id) or next((given[p] for p in thing.belongs_to if p in given), None)
            if to is None:
                to = min(sharing.people, key=lambda each: (loads[each], sharing.people.index(each)))
                loads[to] += 1
            given[part.key, thing.id] = to
            yield part, thing, to


def preview(person: int, sharing: Sharing, snapshot: Snapshot) -> Sequence[Share]:
    """Return what would go to whom, by part; parts of which the person has nothing are left out."""
    found: dict[str, Share] = {}
    for part, thing, to in planned(person, sharing, snapshot):
        share = found.setdefault(part.key, Share(part))
        share.count += 1
        share.people[to] += 1
        if len(share.examples) < EXAMPLES:
            share.examples.append(thing.name or f"№ {thing.id}")
    return list(found.values())


def _by_condition(part: Part, person: int, cases: Sequence[Case], snapshot: Snapshot) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for case in cases:
        if case.section == part.section and part.section:
            spec = snapshot.section(case.section)
            condition = compile_condition(case.filter, spec, snapshot, SYSTEM)
            ids = visible_to(SYSTEM, case.section).filter(condition, owner_id=person).values_list("id", flat=True)
            for record_id in ids:
                found.setdefault(record_id, case.to)
    return found
