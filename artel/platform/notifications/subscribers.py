"""Hints for open pages after every write, and notices to a new owner."""

from __future__ import annotations

from collections import defaultdict

from django.utils import translation
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM, ActorKind
from artel.platform.kernel.events import (
    Event,
    RecordsChanged,
    RecordsCreated,
    RecordsMerged,
    RecordsPurged,
    RecordsRestored,
    RecordsTrashed,
    subscribe,
)
from artel.platform.notifications.hints import hint_records
from artel.platform.notifications.telling import tell
from artel.platform.users.models import User

LARGEST_TOLD = 200
"""An import or a mass change of owner tells nobody about each record."""


@subscribe(RecordsCreated)
def _created(event: RecordsCreated) -> None:
    hint_records(event.section, [c.record_id for c in event.changes])
    _tell_owners(event, [(c.record_id, c.after.get("owner")) for c in event.changes])


@subscribe(RecordsChanged)
def _changed(event: RecordsChanged) -> None:
    hint_records(event.section, [c.record_id for c in event.changes])
    _tell_owners(event, [(c.record_id, c.after.get("owner")) for c in event.changes if "owner" in c.after])


@subscribe(RecordsTrashed)
def _trashed(event: RecordsTrashed) -> None:
    hint_records(event.section, event.record_ids)


@subscribe(RecordsRestored)
def _restored(event: RecordsRestored) -> None:
    hint_records(event.section, event.record_ids)


@subscribe(RecordsPurged)
def _purged(event: RecordsPurged) -> None:
    hint_records(event.section, event.record_ids)


@subscribe(RecordsMerged)
def _merged(event: RecordsMerged) -> None:
    hint_records(event.section, (event.kept_id, *event.merged_ids))


def _tell_owners(event: Event, owners: list[tuple[int, object]]) -> None:
    if len(owners) > LARGEST_TOLD or event.actor.kind not in (ActorKind.USER, ActorKind.RULE, ActorKind.PORTAL):
        return
    given: dict[int, list[int]] = defaultdict(list)
    for record_id, owner in owners:
        if isinstance(owner, int) and owner != event.actor.user_id:
            given[owner].append(record_id)
    if not given:
        return
    snapshot = current_snapshot()
    spec = snapshot.section(event.section)
    if spec.parent is not None:
        return
    ids = [i for group in given.values() for i in group]
    names = dict(visible_to(SYSTEM, spec.key).filter(id__in=ids).values_list("id", "name"))
    languages = dict(User.objects.filter(id__in=given).values_list("id", "language"))
    for user_id, record_ids in given.items():
        with translation.override(languages.get(user_id, "ru")):
            first = record_ids[0]
            title = _("%(section)s: you are responsible now") % {"section": spec.singular.text()}
            if len(record_ids) > 1:
                title = f"{title} ({len(record_ids)})"
            tell(
                [user_id],
                kind="assigned",
                title=title,
                text=str(names.get(first) or ""),
                section=spec.key,
                record_id=first,
                url="" if len(record_ids) == 1 else f"/{spec.key}/",
                actor=event.actor,
            )
