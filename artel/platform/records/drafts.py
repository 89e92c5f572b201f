"""Draft: one record on its way through the door. Batch: all drafts of one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Problem
from artel.platform.sections.spec import SectionSpec, Snapshot


class Given(StrEnum):
    """How far the values of new records have come.

    WRITTEN: as people and programs write them, to be parsed. PARSED: an import has read them, each by the parser of its
    field (`normalising.parser_of`). STORED: the system takes them from other records, so that what they point to is
    there, and nobody owns the rows made of them.
    """

    WRITTEN = "written"
    PARSED = "parsed"
    STORED = "stored"


@dataclass(slots=True)
class Draft:
    """Values on their way to a record. `before` is what is stored (empty on create).

    `values` holds only fields being written, as stored values; `written` are the keys that the caller
    sent, for rules that tell a typed value from a derived one.
    """

    row: int
    id: int | None
    before: Mapping[str, object]
    values: dict[str, object]
    problems: list[Problem] = field(default_factory=list)
    written: AbstractSet[str] = frozenset()

    def get(self, key: str) -> object:
        """Return the value as it will be: the new one, else the stored one, else None."""
        return self.values[key] if key in self.values else self.before.get(key)

    def set(self, key: str, value: object) -> None:
        """Give a field a derived value (already in stored form)."""
        self.values[key] = value

    def is_changing(self, key: str) -> bool:
        """True when the field gets another value than the stored one."""
        return key in self.values and self.values[key] != self.before.get(key)

    def refuse(
        self,
        key: str | None,
        code: str,
        message: str | Promise,
        suggestion: object = None,
        *,
        verb: str = "",
        data: Mapping[str, object] | None = None,
    ) -> None:
        """Note a problem beside a field (None: the record as a whole); the batch will not be written.

        `verb` names the act of the section that would settle it: screens offer its button beside the words. `data`
        are further facts for whoever shows the problem.
        """
        self.problems.append(
            Problem(
                code=code,
                message=message,
                field=key,
                row=self.row,
                value=self.values.get(key) if key else None,
                suggestion=suggestion,
                data={**(data or {}), **({"verb": verb} if verb else {})},
            )
        )


@dataclass(slots=True)
class Batch:
    """All drafts of one call for one section."""

    section: SectionSpec
    actor: Actor
    snapshot: Snapshot
    drafts: Sequence[Draft]
    is_create: bool
    given: Given = Given.WRITTEN
    moment: object = None
    """The time of the write, aware; the same for all drafts."""

    @property
    def keys(self) -> set[str]:
        """The keys of all fields that some draft writes."""
        return set().union(*[d.values for d in self.drafts])

    @property
    def problems(self) -> list[Problem]:
        """Every problem of every draft, in order."""
        return [p for d in self.drafts for p in d.problems]
