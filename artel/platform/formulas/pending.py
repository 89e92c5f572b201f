"""Writes down what must be computed anew, and calls the job that does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from artel.platform.formulas.graph import graph_of
from artel.platform.formulas.models import PendingRecompute
from artel.platform.formulas.reading import Derived
from artel.platform.kernel import clock
from artel.platform.kernel.deferring import defer_once
from artel.platform.sections.spec import FieldSpec, Snapshot

TASK = "artel.platform.jobs.tasks.recompute_derived"
"""The job by name: its module stands on a higher floor."""


def note_new_formulas(before: Snapshot | None, after: Snapshot) -> None:
    """Write down all records of fields that are new, or whose formula is another one now."""
    graph = graph_of(after)
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for derived in graph.order:
        if _is_other(before, after, derived):
            groups[graph.levels[derived.identity], derived.section].append(derived.key)
    for (_level, section), keys in sorted(groups.items()):
        # What was begun for an older formula is done by the new one.
        for work in PendingRecompute.objects.filter(section=section, done_at=None, via=""):
            if set(work.keys) <= set(keys):
                work.delete()
        note(section, keys)
        if before is not None:
            # Whoever holds the revision before knows nothing of the field, and may write after the first look.
            note(section, keys, since=clock.now())


def note(
    section: str, keys: Iterable[str], *, via: str = "", targets: Iterable[int] = (), since: datetime | None = None
) -> None:
    """Write down derived fields of a section for the job; see PendingRecompute."""
    PendingRecompute.objects.create(
        section=section, keys=sorted(keys), via=via, targets=sorted(targets), since=since, created_at=clock.now()
    )
    if since is None:
        defer_once(TASK)


def _is_other(before: Snapshot | None, after: Snapshot, derived: Derived) -> bool:
    was = _field(before, derived) if before is not None else None
    now = _field(after, derived)
    return was is None or now is None or dict(was.options) != dict(now.options)


def _field(snapshot: Snapshot, derived: Derived) -> FieldSpec | None:
    section = snapshot.sections.get(derived.section)
    return section.field(derived.key) if section is not None and not section.retired else None
