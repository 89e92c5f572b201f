"""Undo of a whole import: what it made goes for good, what it changed is put back.

Goes backwards through the trace in chunks, each a transaction that also moves the position, so it can be
killed and resumed like the import itself. A field that somebody has changed since stays as it is, and
is told in the report. The feed loses what the import wrote there: nothing is left but the security log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.models import Import, ImportProblem, ImportState, ImportTrace
from artel.platform.exchange.running.session import importing_actor, made_here
from artel.platform.exchange.subscribers import stored_form
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.errors import ArtelError, ValidationFailed
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.records.models import FeedEntry

CHUNK = 1_000
UNDO_CAUSE = "undo:"


def undo(run: Import) -> None:
    """Undo what is left to undo; ends in UNDONE. Safe to run again after a crash."""
    actor = _undoing_actor(run)
    while _undo_chunk(run, actor):
        pass
    FeedEntry.objects.filter(cause=actor.cause).delete()
    run.state = ImportState.UNDONE
    run.finished_at = clock.now()
    run.save(update_fields=["state", "finished_at"])


def _undoing_actor(run: Import) -> Actor:
    """The system itself, under the author's name: rights to remove are not asked for what nobody else made."""
    author = importing_actor(run)
    return replace(
        SYSTEM, name=author.name, user_id=author.user_id, cause=f"{UNDO_CAUSE}{run.pk}", language=author.language
    )


def _undo_chunk(run: Import, actor: Actor) -> bool:
    """Undo the last traces not undone yet; False when there is nothing left."""
    with transaction.atomic():
        stored = Import.objects.select_for_update().get(pk=run.pk)
        traces = ImportTrace.objects.filter(run=run)
        if stored.undo_position is not None:
            traces = traces.filter(id__lt=stored.undo_position)
        part = _last(list(traces.order_by("-id")[:CHUNK]))
        if not part:
            return False
        made = [t for t in part if t.before is None]
        changed = [t for t in part if t.before is not None]
        _remove(run, made, actor)
        for trace in changed:
            _put_back(run, trace, actor)
        Import.objects.filter(pk=run.pk).update(undo_position=part[-1].id, heartbeat_at=clock.now())
    return True


def _last(traces: Sequence[ImportTrace]) -> list[ImportTrace]:
    """Return the first of these traces that speak of not many more than CHUNK records together, at least one."""
    part: list[ImportTrace] = []
    records = 0
    for trace in traces:
        part.append(trace)
        records += trace.last_id - trace.record_id + 1
        if records >= CHUNK:
            break
    return part


def _remove(run: Import, made: Sequence[ImportTrace], actor: Actor) -> None:
    by_section: dict[str, list[int]] = defaultdict(list)
    for trace in made:
        by_section[trace.section] += range(trace.record_id, trace.last_id + 1)
    for section, ids in by_section.items():
        door.purge(section, _apart(run, section, ids, actor), actor=actor, even_live=True)


def _apart(run: Import, section: str, ids: Sequence[int], actor: Actor) -> list[int]:
    """Return the records that don't go anyway with a record of this import whose details they are.

    To take each phone from a contact first, and only then the contact, would take three times as long.
    """
    spec = current_snapshot().section(section)
    master = spec.field(spec.parent) if spec.parent else None
    if master is None or not master.target:
        return list(ids)
    rows = visible_to(actor, section, include_trashed=True).filter(id__in=any_of(ids, "bigint"))
    masters = dict(rows.exclude(**{master.key: None}).values_list("id", f"{master.key}_id"))
    going = made_here(run, master.target, set(masters.values()))
    return [i for i in ids if masters.get(i) not in going]


def _put_back(run: Import, trace: ImportTrace, actor: Actor) -> None:
    """Give a record its values from before the import, but for fields that somebody has changed since."""
    before: Mapping[str, object] = trace.before or {}
    after: Mapping[str, object] = trace.after or {}
    records = visible_to(actor, trace.section, include_trashed=True).filter(id=trace.record_id)
    spec_fields = [key for key in after if not _is_derived(trace.section, key)]
    current = records.values("id", "name", *[k for k in after if k not in ("id", "name")]).first()
    if current is None:
        return
    now = stored_form({k: current.get(k) for k in after})
    values = {key: before.get(key) for key in spec_fields if now.get(key) == after[key]}
    changed_since = [key for key in spec_fields if now.get(key) != after[key] and now.get(key) != before.get(key)]
    message = ""
    if values:
        try:
            door.change(trace.section, [Change(id=trace.record_id, values=values)], actor=actor)
        except ArtelError as refused:
            changed_since = sorted(values)
            message = str(refused) if isinstance(refused, ValidationFailed) else str(refused.message)
    if changed_since:
        _report(run, trace, str(current["name"]), changed_since, message)
    else:
        FeedEntry.objects.filter(section=trace.section, record_id=trace.record_id, cause=run.cause).delete()


def _is_derived(section: str, key: str) -> bool:
    """True for fields that the door fills by itself: they follow from the others."""
    field = current_snapshot().section(section).field(key)
    return field is None or field.system or field.derived


def _report(run: Import, trace: ImportTrace, name: str, fields: Sequence[str], message: str) -> None:
    ImportProblem.objects.create(
        run=run,
        row=0,
        level="undo",
        target=trace.section,
        field=",".join(fields)[:64],
        record=name[:255],
        code="changed_since",
        message=message or _("Changed by somebody since the import, so it was left as it is."),
        value=str(trace.record_id),
    )
