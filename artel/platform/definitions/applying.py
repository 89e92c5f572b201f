"""Apply and restore: documents, the new revision and DDL in one transaction, or nothing.

Applies are serialised by an advisory lock. DDL comes last, so that its locks are held for the shortest time; and since
everybody who comes after a waiting ALTER TABLE waits with it, that wait is short, too: behind a long reader the whole
gives up at once, lets the others through, and is tried again. Readers of the old revision go on undisturbed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.consequences.stranding import Moves, note_moves
from artel.platform.definitions.current import read_revision, stored_documents
from artel.platform.definitions.documents import LOCAL, Document, Layer
from artel.platform.definitions.models import ConfigurationState, Definition, Revision
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.definitions.planning import Plan, Step, StepAction, make_plan
from artel.platform.definitions.schema_change import change_schema
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.deferring import defer_once
from artel.platform.kernel.errors import ConfigurationRefused, Conflict, NotFound
from artel.platform.schema.apply import LOCK_WAIT

APPLY_LOCK = 5_201_702
"""Key of the advisory lock that serialises applies."""

TRIES = 6
PAUSE = 0.25
"""Seconds between tries; each is longer than the one before by as much."""

SCHEMA_WORK = "artel.platform.jobs.tasks.finish_schema_work"
"""The job that builds indexes and checks, by name: its module stands on a higher floor."""


class SchemaBusy(Conflict):
    """A table stayed locked by long work; trying again later helps."""

    code = "schema_busy"
    is_retryable = True
    message = _("The tables are busy; nothing was applied. Please try again in a minute.")


def apply_documents(
    documents: Sequence[Document],
    *,
    actor: Actor,
    note: str = "",
    decisions: Decisions | None = None,
    moves: Moves | None = None,
) -> Plan:
    """Plan and apply under one lock; return the plan that was applied (maybe empty).

    Raises ConfigurationRefused with all problems, undecided conflicts and records that nobody said a stage for, or
    SchemaBusy; then nothing has changed.
    """
    return _tried(lambda: make_plan(documents, decisions=decisions, moves=moves), actor=actor, note=note)


def apply_plan(plan: Plan, *, actor: Actor, note: str = "", together: Callable[[], None] = lambda: None) -> Plan:
    """Apply the steps of a plan that somebody has seen, and `together` in the same transaction.

    Raises Conflict when the configuration moved on since, and what `apply_documents` raises.
    """

    def as_seen() -> Plan:
        if read_revision() != plan.base:
            raise Conflict(_("The configuration has changed since this plan was made. Look at the new plan."))
        return plan

    return _tried(as_seen, actor=actor, note=note, together=together)


def _tried(plan: Callable[[], Plan], *, actor: Actor, note: str, together: Callable[[], None] = lambda: None) -> Plan:
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _apply_once(plan, actor=actor, note=note, together=together)
        except OperationalError as error:
            # Within somebody's transaction this one is a savepoint: going back to it lets the locks go, too.
            if getattr(error.__cause__, "sqlstate", "") != "55P03":
                raise
            if attempt == TRIES:
                raise SchemaBusy from error
        time.sleep(PAUSE * attempt)
    raise SchemaBusy


def _apply_once(make: Callable[[], Plan], *, actor: Actor, note: str, together: Callable[[], None]) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPLY_LOCK])
    plan = make().looked_again()
    if plan.refusals:
        raise ConfigurationRefused(plan.refusals)
    if plan.steps:
        _write(plan.steps, actor=actor, note=note)
        defer_once(SCHEMA_WORK)
    note_moves(plan.stranded)
    together()
    if plan.steps:
        with connection.cursor() as cursor:
            # Rows written earlier in this transaction leave deferred checks that DDL would trip over.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        change_schema(plan)
    return plan


def _write(steps: Iterable[Step], *, actor: Actor, note: str) -> None:
    steps = tuple(steps)
    revision = Revision.objects.create(
        created_at=timezone.now(),
        author_id=actor.user_id,
        note=note,
        changes=[_change(step) for step in steps],
    )
    Definition.objects.bulk_create(
        [
            Definition(
                kind=step.document.kind,
                key=step.document.key,
                owner=step.document.owner,
                body=step.document.body,
                base=step.document.base,
                layers=[layer.as_json() for layer in step.document.layers],
                is_retired=step.document.is_retired,
                revision=revision,
            )
            for step in steps
        ],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["owner", "body", "base", "layers", "is_retired", "revision"],
    )
    ConfigurationState.objects.update_or_create(id=1, defaults={"revision": revision.number})


def _change(step: Step) -> dict[str, Any]:
    return {
        "action": step.action.value,
        "kind": step.document.kind,
        "key": step.document.key,
        "owner": step.document.owner,
        "before": step.before,
        "after": step.after,
        "was": _facts(step.present) if step.present else None,
    }


def _facts(document: Document) -> dict[str, Any]:
    layers = [layer.as_json() for layer in document.layers]
    return {"owner": document.owner, "base": document.base, "layers": layers, "is_retired": document.is_retired}


def documents_at(number: int) -> list[Document]:
    """Return the documents that would bring back the state of revision `number`.

    Walks back through the revisions after it; what was made since becomes a tombstone.
    Raises NotFound for an unknown revision.
    """
    if number and not Revision.objects.filter(number=number).exists():
        raise NotFound(_("There is no such revision."))
    wanted: dict[tuple[str, str], Document] = {}
    later = Revision.objects.filter(number__gt=number).order_by("-number").values_list("changes", flat=True)
    for changes in later.iterator(chunk_size=50):
        for change in changes:
            wanted[change["kind"], change["key"]] = _document_before(change)
    return list(wanted.values())


def _document_before(change: Mapping[str, Any]) -> Document:
    """Return the stored state that a change of a revision started from."""
    was = change.get("was")
    is_alive = change["before"] is not None and change["action"] != StepAction.REVIVE
    return Document(
        kind=change["kind"],
        key=change["key"],
        owner=was["owner"] if was else change.get("owner", LOCAL),
        body=change["before"] or change["after"],
        base=was["base"] if was else None,
        layers=tuple(Layer.of(layer) for layer in was.get("layers", ())) if was else (),
        is_retired=was["is_retired"] if was else not is_alive,
        is_exact=True,
    )


def state_at(number: int) -> dict[tuple[str, str], Document]:
    """Return every document in use at revision `number`, by identity. Raises NotFound for an unknown revision."""
    state = {d.identity: d for d in stored_documents()}
    state.update({d.identity: d for d in documents_at(number)})
    return {identity: document for identity, document in state.items() if not document.is_retired}


def restore(number: int, *, actor: Actor) -> Plan:
    """Bring back the configuration of a revision as a new revision; return the plan applied."""
    return apply_documents(documents_at(number), actor=actor, note=f"restore {number}")
