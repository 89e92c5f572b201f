"""The door: create, change and check records. One call is one batch and one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import require, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import AccessDenied, NotFound, Problem, StaleRecord, TooMany, ValidationFailed
from artel.platform.kernel.events import RecordChange, RecordsChanged, RecordsCreated, publish
from artel.platform.records import writing
from artel.platform.records.checks.conditional import check_conditions
from artel.platform.records.checks.stored import check_pointers, check_required, check_unique
from artel.platform.records.derived.following import Spreading, first_values, follow_changed, follow_created
from artel.platform.records.derived.locking import lock_ahead
from artel.platform.records.derived.telling import tell_consequences
from artel.platform.records.drafts import Batch, Draft, Given
from artel.platform.records.feed import as_json
from artel.platform.records.normalising import make_normaliser
from artel.platform.records.numbering import give_numbers
from artel.platform.records.rules import run_examinations, run_rules, run_verifications
from artel.platform.records.trash import purge, restore, trash
from artel.platform.records.uploads import check_files
from artel.platform.sections.spec import SectionSpec, Snapshot

MAX_BATCH = 10_000
MAY_GIVE = {
    Given.WRITTEN: frozenset(ActorKind),
    Given.PARSED: frozenset({ActorKind.IMPORT, ActorKind.SYSTEM}),
    Given.STORED: frozenset({ActorKind.SYSTEM}),
}

__all__ = ["Change", "Given", "change", "check", "create", "purge", "restore", "trash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New values of one record; `version` given means: refuse if somebody was faster."""

    id: int
    values: Mapping[str, object]
    version: int | None = None


def create(
    section: str, rows: Sequence[Mapping[str, object]], *, actor: Actor, given: Given = Given.WRITTEN
) -> list[int]:
    """Create records and return their ids in the order of `rows` (values by field key).

    `given` says how far the values have come; raises ValueError for an actor who may not say so.

    Raises AccessDenied, NotFound (no such section for this actor), TooMany, ValidationFailed with all
    problems of all rows. Nothing is written unless everything is.
    """
    spec, snapshot = _open(section, "create", len(rows), actor)
    if actor.kind not in MAY_GIVE[given]:
        raise ValueError(f"{actor.kind} does not make records of {given} values")
    if not rows:
        return []
    batch = _draft_new(spec, snapshot, rows, actor, given=given)
    _refuse(batch.problems)
    with transaction.atomic():
        moment = _now(batch)
        run_rules(batch)
        _check(batch)
        _refuse(batch.problems)
        give_numbers(batch)
        held = lock_ahead(spec, snapshot, rows=[d.values for d in batch.drafts])
        for key, value in first_values(spec, snapshot).items():
            for draft in batch.drafts:
                draft.set(key, value)
        ids = writing.next_ids(spec.table, len(batch.drafts))
        _guarded(batch, lambda: writing.insert(batch, ids, moment))
        consequences = follow_created(spec, snapshot, ids, held)
        cause = actor.cause or uuid4().hex
        if spec.has_feed:
            writing.add_feed_of_batch(
                section, ids, moment=moment, user_id=actor.user_id, actor_name=actor.name, cause=cause, rule=actor.rule
            )
        for draft, record_id in zip(batch.drafts, ids, strict=True):
            draft.id = record_id
        mine = consequences.get(section, {})
        changes = tuple(
            RecordChange(
                record_id=record_id,
                before={},
                after={**d.values, **_second(mine.get(record_id, {}))} if mine else d.values,
            )
            for record_id, d in zip(ids, batch.drafts, strict=True)
        )
        publish(RecordsCreated(section=section, actor=actor.caused_by(cause), cause=cause, changes=changes))
        tell_consequences(
            consequences, snapshot, actor=actor, cause=cause, moment=moment, own=(section, ids), is_new=True
        )
    return ids


def change(
    section: str, changes: Sequence[Change], *, actor: Actor, why: Mapping[str, object] | None = None
) -> list[int]:
    """Change records; return ids of those that really got other values. `why` is kept beside the change in history.

    Raises StaleRecord for the first record whose version moved on, NotFound for a record the actor does not see,
    AccessDenied for one he may not change, ValidationFailed with all problems.
    """
    spec, snapshot = _open(section, "change", len(changes), actor)
    if not changes:
        return []
    with transaction.atomic():
        held = lock_ahead(spec, snapshot, ids=[c.id for c in changes], rows=[c.values for c in changes])
        stored = _lock(spec, changes, actor)
        batch = _draft_changes(spec, snapshot, changes, stored, actor)
        _refuse(batch.problems)
        moment = _now(batch)
        run_rules(batch)
        for draft in batch.drafts:
            draft.values = {k: v for k, v in draft.values.items() if v != draft.before.get(k)}
        _check(batch)
        _refuse(batch.problems)
        moved = [d for d in batch.drafts if d.values]
        if moved:
            _guarded(batch, lambda: writing.update(batch, moved, moment))
            _after_change(batch, moved, moment, follow_changed(spec, snapshot, moved, held), why)
    return [int(str(d.id)) for d in moved]


def check(
    section: str,
    rows: Sequence[Mapping[str, object]],
    *,
    actor: Actor,
    existing: Mapping[int, int] | None = None,
) -> list[Problem]:
    """Return the problems that `create` (or `change`, for rows named in `existing`: row → record id)
    would raise, without writing. Uniqueness inside the batch is checked too.
    """
    spec, snapshot = _open(section, "create" if not existing else "change", len(rows), actor)
    known = existing or {}
    fresh = {n: row for n, row in enumerate(rows) if n not in known}
    problems: list[Problem] = []
    with transaction.atomic():
        savepoint = transaction.savepoint()
        if fresh:
            problems += _dry_run(_draft_new(spec, snapshot, list(fresh.values()), actor), list(fresh))
        if known:
            wanted = [Change(id=record_id, values=rows[n]) for n, record_id in known.items()]
            stored = _lock(spec, wanted, actor)
            problems += _dry_run(_draft_changes(spec, snapshot, wanted, stored, actor), list(known))
        transaction.savepoint_rollback(savepoint)
    return sorted(problems, key=lambda p: p.row)


def _dry_run(batch: Batch, positions: Sequence[int]) -> list[Problem]:
    for draft, position in zip(batch.drafts, positions, strict=True):
        draft.row = position
        draft.problems = [
            Problem(
                code=p.code,
                message=p.message,
                field=p.field,
                row=position,
                value=p.value,
                suggestion=p.suggestion,
                data=p.data,
            )
            for p in draft.problems
        ]
    _now(batch)
    run_rules(batch)
    _check(batch)
    return batch.problems


def _open(section: str, operation: str, size: int, actor: Actor) -> tuple[SectionSpec, Snapshot]:
    require(actor, section, operation)
    if size > MAX_BATCH:
        raise TooMany(_("Not more than %(limit)s records at once.") % {"limit": MAX_BATCH})
    snapshot = current_snapshot()
    return snapshot.section(section), snapshot


def _draft_new(
    spec: SectionSpec,
    snapshot: Snapshot,
    rows: Sequence[Mapping[str, object]],
    actor: Actor,
    *,
    given: Given = Given.WRITTEN,
) -> Batch:
    normaliser = make_normaliser(spec, snapshot, actor)
    defaults = {f.key: f.default for f in spec.shown_fields if f.default is not None and not f.system}
    if actor.user_id is not None and actor.kind is not ActorKind.PORTAL and given is not Given.STORED:
        defaults.setdefault("owner", actor.user_id)
    put = {Given.WRITTEN: normaliser.fill, Given.PARSED: normaliser.take, Given.STORED: _keep}[given]
    drafts = []
    for number, row in enumerate(rows):
        draft = Draft(row=number, id=None, before={}, values={}, written=row.keys())
        put(draft, row)
        for key, value in defaults.items():
            if key not in row:
                draft.values[key] = value
        drafts.append(draft)
    return Batch(section=spec, actor=actor, snapshot=snapshot, drafts=drafts, is_create=True, given=given)


def _keep(draft: Draft, stored: Mapping[str, object]) -> None:
    draft.values.update(stored)


def _lock(spec: SectionSpec, changes: Sequence[Change], actor: Actor) -> dict[int, dict[str, object]]:
    ids = [c.id for c in changes]
    stored = writing.read_for_change(visible_to(actor, spec.key, operation="change").filter(id__in=ids), spec)
    missing = [i for i in ids if i not in stored]
    if missing:
        if visible_to(actor, spec.key).filter(id__in=missing).exists():
            raise AccessDenied(section=spec.key, ids=missing)
        raise NotFound(section=spec.key, ids=missing)
    return stored


def _draft_changes(
    spec: SectionSpec,
    snapshot: Snapshot,
    changes: Sequence[Change],
    stored: Mapping[int, Mapping[str, object]],
    actor: Actor,
) -> Batch:
    normaliser = make_normaliser(spec, snapshot, actor)
    drafts = []
    for number, wanted in enumerate(changes):
        before = stored[wanted.id]
        current = int(str(before["version"]))
        if wanted.version is not None and wanted.version != current:
            raise StaleRecord(
                record_id=wanted.id,
                expected=wanted.version,
                current=current,
                yours=wanted.values,
                theirs={key: before.get(key) for key in wanted.values},
            )
        draft = Draft(row=number, id=wanted.id, before=before, values={}, written=wanted.values.keys())
        normaliser.fill(draft, wanted.values)
        drafts.append(draft)
    return Batch(section=spec, actor=actor, snapshot=snapshot, drafts=drafts, is_create=False)


def _check(batch: Batch) -> None:
    check_required(batch)
    check_conditions(batch)
    if batch.given is not Given.STORED:
        check_pointers(batch)
        check_files(batch)
    check_unique(batch)
    run_verifications(batch)
    if not batch.problems:
        run_examinations(batch)


def _refuse(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise ValidationFailed(found)


def _now(batch: Batch) -> datetime:
    moment = clock.now()
    batch.moment = moment
    return moment


def _guarded(batch: Batch, write: Callable[[], None]) -> None:
    """Run the statement; a constraint that another transaction made true meanwhile becomes a problem."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        name = getattr(diagnostics, "constraint_name", "") or ""
        raise ValidationFailed([constraint_problem(batch.section, name)]) from error


def constraint_problem(section: SectionSpec, constraint: str) -> Problem:
    """Return the problem that a violated constraint stands for, beside its field when its name tells it."""
    rest = constraint.removeprefix(f"{section.table}_")
    field = next((f.key for f in section.shown_fields if rest.startswith(f.column)), None)
    if constraint.endswith("_uniq") or "unique" in constraint:
        return Problem(
            code="not_unique",
            message=_("Another record has this value already."),
            field=field,
            data={"constraint": constraint},
        )
    return Problem(
        code="constraint",
        message=_("The values do not fit together."),
        field=field,
        data={"constraint": constraint},
    )


def _second(pairs: Mapping[str, tuple[object, object]]) -> dict[str, object]:
    return {key: pair[1] for key, pair in pairs.items()}


def _after_change(
    batch: Batch,
    moved: Sequence[Draft],
    moment: datetime,
    consequences: Spreading,
    why: Mapping[str, object] | None,
) -> None:
    section, actor = batch.section, batch.actor
    cause = actor.cause or uuid4().hex
    mine = consequences.get(section.key, {})
    changes = tuple(
        RecordChange(
            record_id=int(str(d.id)),
            before={key: d.before.get(key) for key in d.values},
            after=dict(d.values),
        )
        for d in moved
    )
    if section.has_feed:
        told = {c.record_id: _entry(c, section, why) for c in changes}
        entries = {record_id: entry for record_id, entry in told.items() if entry is not None}
        if entries:
            writing.add_feed_of_batch(
                section.key,
                entries,
                moment=moment,
                user_id=actor.user_id,
                actor_name=actor.name,
                cause=cause,
                rule=actor.rule,
            )
    # The event tells the whole difference; history has told what the person did, consequences follow apart.
    whole = tuple(
        RecordChange(
            record_id=c.record_id,
            before={**c.before, **{key: pair[0] for key, pair in mine.get(c.record_id, {}).items()}},
            after={**c.after, **_second(mine.get(c.record_id, {}))},
        )
        for c in changes
    )
    publish(RecordsChanged(section=section.key, actor=actor.caused_by(cause), cause=cause, changes=whole))
    own = (section.key, {c.record_id for c in changes})
    tell_consequences(consequences, batch.snapshot, actor=actor, cause=cause, moment=moment, own=own)


def _entry(found: RecordChange, section: SectionSpec, why: Mapping[str, object] | None) -> tuple[str, str] | None:
    """History tells what people changed: fields that the system alone writes are left out."""
    told = {key: [found.before[key], found.after[key]] for key in found.after if not section.fields[key].system}
    if not told:
        return None
    kind = "stage" if "stage" in told else "changed"
    return kind, as_json({"fields": told, "why": why} if why else {"fields": told})
