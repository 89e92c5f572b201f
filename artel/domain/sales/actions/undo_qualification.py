"""Takes a qualification back: what it made goes to the trash, the lead stands where it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from artel.domain.sales.actions.carry_over import bring_back
from artel.domain.sales.actions.making import take_back
from artel.domain.sales.actions.qualify_lead import REMEMBERED
from artel.domain.sales.models import Qualification
from artel.domain.sales.qualification import read_lead
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, Conflict, NotFound
from artel.platform.process.steps.closing import drop_untouched_steps
from artel.platform.records import door, feed
from artel.platform.records.computed import write_computed

DETAILS = ("affiliations", "identities", "deal_contacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why it can't be taken back: a record that was changed, removed, or got something of its own since."""

    section: str
    id: int
    name: str
    reason: str
    """`changed`, `removed` or `in_use`."""


def last_qualification(lead_id: int, *, actor: Actor) -> int:
    """Return the id of the qualification that made the lead what it is.

    Raises NotFound for a lead the actor does not see, Conflict when it was not qualified by that verb.
    """
    read_lead(lead_id, actor=actor)
    kept = Qualification.objects.filter(lead_id=lead_id, undone_at=None).order_by("-id").values_list("id", flat=True)
    found = kept.first()
    if found is None:
        raise Conflict(_("There is no qualification of this lead to take back."))
    return int(found)


def undo_qualification(qualification_id: int, *, actor: Actor) -> int:
    """Put everything back and return the lead's id.

    Raises Conflict when already undone, or with `obstacles` (list of Obstacle) when somebody has worked on since;
    then nothing changes. NotFound and AccessDenied as for changing the lead.
    """
    with transaction.atomic():
        kept = Qualification.objects.select_for_update().filter(pk=qualification_id).first()
        if kept is None:
            raise NotFound(id=qualification_id)
        _demand_lead(kept.lead_id, actor)
        if kept.undone_at is not None:
            raise Conflict(_("This qualification has been taken back already."))
        lead = read_lead(kept.lead_id, actor=SYSTEM)
        obstacles = _changed(kept)
        if lead["version"] != kept.lead_version:
            obstacles.insert(0, Obstacle(section="leads", id=kept.lead_id, name=lead["name"], reason="changed"))
        _refuse(obstacles)
        system = actor.as_system()
        if lead["deal"]:
            carried = [(str(section), int(i)) for section, i in kept.before.get("carried", ())]
            bring_back(carried, kept.lead_id, lead["deal"], actor=actor)
        values = {key: kept.before.get(key) for key in REMEMBERED}
        door.change("leads", [door.Change(id=kept.lead_id, values=values)], actor=system)
        take_back([(str(section), int(i), values) for section, i, values in kept.before.get("filled", ())], actor)
        since = kept.before.get("stage_since")
        write_computed("leads", {kept.lead_id: {"stage_since": datetime.fromisoformat(since) if since else None}})
        # The lead and activities about it have let go of the client: whatever still points there is newer.
        for section, ids in _by_section(kept):
            drop_untouched_steps(section, ids, actor=system)
        _refuse(_in_use(kept))
        for section, ids in _by_section(kept):
            door.trash(section, ids, actor=system)
        kept.undone_at = clock.now()
        kept.save(update_fields=["undone_at"])
        feed.add("leads", kept.lead_id, "unqualified", {"qualification": kept.pk}, actor=actor)
    return int(kept.lead_id)


def _demand_lead(lead_id: int, actor: Actor) -> None:
    if not visible_to(actor, "leads", operation="change").filter(id=lead_id).select_for_update(of=("self",)).exists():
        if visible_to(actor, "leads").filter(id=lead_id).exists():
            raise AccessDenied(section="leads", id=lead_id)
        raise NotFound(section="leads", id=lead_id)


def _refuse(obstacles: Sequence[Obstacle]) -> None:
    if obstacles:
        raise Conflict(
            _("It can't be taken back: somebody has worked with the result since."), obstacles=list(obstacles)
        )


def _by_section(kept: Qualification) -> list[tuple[str, list[int]]]:
    """Return what was made, the last first; details of records that go themselves are left to the trash."""
    found: dict[str, list[int]] = defaultdict(list)
    for section, record_id, _version in reversed(kept.made):
        found[section].append(record_id)
    return list(found.items())


def _changed(kept: Qualification) -> list[Obstacle]:
    """Return records that were changed or removed since."""
    obstacles = []
    versions = {(section, record_id): version for section, record_id, version in kept.made}
    for section, ids in _by_section(kept):
        rows = visible_to(SYSTEM, section, include_trashed=True).filter(id__in=ids)
        stored = {row[0]: row[1:] for row in rows.values_list("id", "name", "version", "trashed_at")}
        for record_id in ids:
            name, version, trashed_at = stored.get(record_id, ("", 0, None))
            if record_id not in stored or trashed_at is not None:
                obstacles.append(Obstacle(section=section, id=record_id, name=name, reason="removed"))
            elif version != versions[section, record_id] and section not in DETAILS:
                obstacles.append(Obstacle(section=section, id=record_id, name=name, reason="changed"))
    return obstacles


def _in_use(kept: Qualification) -> list[Obstacle]:
    """Return made records that others point at by now: another deal, a task, a document."""
    snapshot = current_snapshot()
    made = {(section, record_id) for section, record_id, _version in kept.made}
    obstacles = []
    for section, ids in _by_section(kept):
        if section in DETAILS:
            continue
        used: set[int] = set()
        for detail in snapshot.details(section):
            if detail.section in DETAILS:
                continue
            rows = visible_to(SYSTEM, detail.section).filter(**{f"{detail.field}_id__in": ids})
            pairs = rows.values_list("id", f"{detail.field}_id")
            used |= {target for record_id, target in pairs if (detail.section, record_id) not in made}
        for spec in snapshot.sections.values():
            if not spec.retired and spec.field("about_section") and spec.field("about_id"):
                rows = visible_to(SYSTEM, spec.key).filter(about_section=section, about_id__in=ids)
                used |= set(rows.values_list("about_id", flat=True))
        names = dict(visible_to(SYSTEM, section).filter(id__in=used).values_list("id", "name"))
        obstacles += [Obstacle(section=section, id=i, name=names.get(i, ""), reason="in_use") for i in sorted(used)]
    return obstacles
