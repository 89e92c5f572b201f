"""Who sits at an approval: everybody whom its places name, and somebody instead where they name nobody who is here.

Who is away keeps his seat, his deputy decides on it. Nobody is asked to approve his own record because nobody else was
found: instead of whom a place names comes the head of the record's owner, in the end an administrator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from artel.platform.process.steps.assignees import Attention, named_by
from artel.platform.process.steps.people import Staff
from artel.platform.sections.approvals import ApprovalSpec
from artel.platform.sections.steps import Assigned, AssigneeSpec

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seat:
    """A person at a place of an approval; `attention` says why he sits there instead of another."""

    place: int
    person: int | None
    attention: str = ""


def seats_of(approval: ApprovalSpec, row: Row, staff: Staff) -> list[Seat]:
    """Return the seats in the order of places, each person once: where the record names him rather than his role.

    `row` holds `owner_id`, `created_by_id` and fields of people. At least one seat; its person is None where the
    company has no one at all.
    """
    taken: set[int] = set()
    found: list[Seat] = []
    places = sorted(enumerate(approval.to), key=lambda each: each[1].to is Assigned.ROLE)
    for place, assignee in places:
        fresh = [person for person in named(assignee, row, staff) if person not in taken]
        taken.update(fresh)
        found += [Seat(place, person) for person in fresh]
        why = _trouble(assignee, row, staff)
        if why:
            person = instead(row, staff, taken)
            if person is not None or not found:
                found.append(Seat(place, person, why))
            taken |= {person} if person is not None else set()
    return sorted(found, key=lambda seat: seat.place)


def named(assignee: AssigneeSpec, row: Row, staff: Staff) -> list[int]:
    """Return the people of the company whom a place means, also those who are away."""
    if assignee.to is Assigned.ROLE:
        return staff.with_role(assignee.role)
    wanted = named_by(assignee, row, staff)
    return [wanted] if wanted is not None and wanted in staff.people else []


def instead(row: Row, staff: Staff, taken: Iterable[int] = ()) -> int | None:
    """Return who decides where nobody is named: the nearest head above the owner, else an administrator."""
    passed, head = set(taken), staff.head_of(row["owner_id"])
    seen: set[int] = set()
    while head is not None and head not in seen:
        seen.add(head)
        present = staff.present(head)
        if present is not None and present not in passed and present != row["owner_id"]:
            return present
        head = staff.head_of(head)
    last = staff.last_resort()
    return last if last not in passed else None


def _trouble(assignee: AssigneeSpec, row: Row, staff: Staff) -> str:
    """Return why a place needs somebody else, empty when whom it names can decide today."""
    people = named(assignee, row, staff)
    if any(staff.present(person) is not None for person in people):
        return ""
    if people:
        return Attention.AWAY
    if assignee.to is Assigned.ROLE:
        return Attention.NOBODY
    return Attention.EMPTY if named_by(assignee, row, staff) is None else Attention.LEFT
