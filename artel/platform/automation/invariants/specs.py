"""Invariants in force, the condition that finds what breaks one, and its mending as a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.automation.moments import reached
from artel.platform.automation.specs import Rule, all_rules
from artel.platform.definitions.kinds.invariant import InvariantBody
from artel.platform.definitions.kinds.rules.bodies import BrokenBody, DateBody, MendingBody
from artel.platform.kernel.labels import Label
from artel.platform.sections.pipelines import StageKind
from artel.platform.sections.spec import SectionSpec, Snapshot
from artel.platform.working_time.calendars import company_hours

KIND = "invariant"
MENDING = "invariant-"
"""Before the key of an invariant where its mending is named beside rules: no key of a rule has a hyphen."""
OTHER = re.compile(r"^\s*([a-z_][a-z0-9_]*)\s+ne\s+(null|'[^']*')\s*$")

_kept: tuple[Snapshot, tuple[Invariant, ...]] | None = None


class Sort(StrEnum):
    """What an invariant is: declared as one, the norm of a stage, or the warning before it."""

    DECLARED = "declared"
    NORM = "norm"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """One invariant in force. `body` is what its definition says; `asked_of` as `$filter` text of which records.

    Of a stage, `label` names it and `norm` is its time.
    """

    key: str
    section: str
    label: Label
    body: InvariantBody
    asked_of: str = ""
    sort: Sort = Sort.DECLARED
    norm: str = ""

    def breach_in_words(self, language: str) -> str:
        """Return what somebody is told when it is broken."""
        what = {"what": self.label.text(language), "time": allowance_in_words(self.norm)}
        match self.sort:
            case Sort.NORM:
                return _("Longer in “%(what)s” than the norm, %(time)s") % what
            case Sort.WARNING:
                return _("Already %(time)s in “%(what)s”: the norm will soon be over") % what
            case _:
                return _("Not in order: %(what)s") % what

    @property
    def broken(self) -> str:
        """Return as `$filter` text what is true of a record that breaks it, however young it is."""
        other = OTHER.match(self.body.holds)
        # A filter shows the one as a row that people read, the other as text.
        not_so = f"{other[1]} eq {other[2]}" if other else f"not ({self.body.holds})"
        return f"({self.asked_of}) and {not_so}" if self.asked_of else not_so

    def breaking(self, snapshot: Snapshot, now: datetime) -> str | None:
        """Return as `$filter` text which records break it at `now`; None when none can: no working time passes."""
        if not self.body.within:
            return self.broken
        field = snapshot.section(self.section).fields[self.body.since]
        trigger = DateBody(event="date", field=field.key, shift=self.body.within, working=True)
        until = reached(trigger, field, now, company_hours(snapshot))
        if until is None:
            return None
        if isinstance(until, datetime):
            return f"{self.broken} and {field.key} le {until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return f"{self.broken} and {field.key} le {until:%Y-%m-%d}"

    @property
    def mending(self) -> Rule:
        """Return what mends it as a rule, so that it acts, is logged and is told of as one."""
        body = MendingBody(
            label=self.body.label,
            section=self.section,
            on=(BrokenBody(event="broken"),),
            when=self.broken,
            do=self.body.mend,
        )
        return Rule(key=f"{MENDING}{self.key}", section=self.section, label=self.label, body=body)


def all_invariants(snapshot: Snapshot) -> tuple[Invariant, ...]:
    """Return the invariants of sections in use that are not paused, in the order of the board."""
    global _kept
    kept = _kept
    if kept is None or kept[0] is not snapshot:
        kept = _kept = (snapshot, _read(snapshot))
    return kept[1]


def _read(snapshot: Snapshot) -> tuple[Invariant, ...]:
    found = []
    for key, body in snapshot.documents.get(KIND, {}).items():
        read = InvariantBody.model_validate(body)
        spec = snapshot.sections.get(read.section)
        if spec is not None and not spec.retired and not read.is_paused:
            asked = " and ".join(filter(None, (_open_stages(spec) if read.open_only else "", read.applies)))
            found.append(Invariant(key=key, section=read.section, label=read.label.label(), body=read, asked_of=asked))
    return tuple(sorted(found, key=lambda each: (each.body.position, each.key)))


def _open_stages(spec: SectionSpec) -> str:
    """Return as `$filter` text what is true of records that no stage has ended yet, empty when none ever does."""
    going_on = {s.key for p in spec.pipelines for s in p.stages if s.kind is StageKind.OPEN}
    ends = [(p.key, s.key) for p in spec.pipelines for s in p.stages if s.kind is not StageKind.OPEN]
    everywhere = [f"stage ne '{key}'" for key in dict.fromkeys(key for _p, key in ends) if key not in going_on]
    here = [f"not (pipeline eq '{p}' and stage eq '{key}')" for p, key in ends if key in going_on]
    return " and ".join((*everywhere, *here))


def known_rules(snapshot: Snapshot) -> Mapping[str, Rule]:
    """Return the rules and what mends invariants, by key."""
    mending = [each.mending for each in all_invariants(snapshot) if each.body.mend]
    return {rule.key: rule for rule in (*all_rules(snapshot), *mending)}


def allowance_in_words(text: str) -> str:
    """Return «2d», «4h» or «30min» of working time in words; nothing for nothing."""
    if not text:
        return ""
    number, unit = int(text.rstrip("dhmin")), text.lstrip("0123456789")
    said = {
        "d": ngettext("%(count)s working day", "%(count)s working days", number),
        "h": ngettext("%(count)s working hour", "%(count)s working hours", number),
        "min": ngettext("%(count)s minute of work", "%(count)s minutes of work", number),
    }
    return said[unit] % {"count": number}
