"""Apply and restore: DDL, documents and the new revision in one transaction, or nothing.

Applies are serialised by an advisory lock; a lock timeout keeps a busy table from being blocked, and
the whole is tried again a few times. Readers of the old revision go on undisturbed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from artel.platform.definitions.documents import LOCAL, Document
from artel.platform.definitions.models import ConfigurationState, Definition, Revision
from artel.platform.definitions.planning import Plan, Step, StepAction, make_plan
from artel.platform.definitions.schema_change import change_schema
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused, Conflict, NotFound

APPLY_LOCK = 5_201_702
"""Key of the advisory lock that serialises applies."""

TRIES = 3


class SchemaBusy(Conflict):
    """A table stayed locked by long work; trying again later helps."""

    code = "schema_busy"
    is_retryable = True
    message = _("The tables are busy; nothing was applied. Please try again in a minute.")


def apply_documents(documents: Sequence[Document], *, actor: Actor, note: str = "") -> Plan:
    """Plan and apply under one lock; return the plan that was applied (maybe empty).

    Raises ConfigurationRefused with all problems, or SchemaBusy; then nothing has changed.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return _apply_once(documents, actor=actor, note=note)
        except OperationalError as error:
            is_last = attempt == TRIES or connection.in_atomic_block
            if getattr(error.__cause__, "sqlstate", "") != "55P03":
                raise
            if is_last:
                raise SchemaBusy from error
    raise SchemaBusy


def apply_plan(plan: Plan, *, actor: Actor, note: str = "") -> Plan:
    """Apply the steps of a plan that somebody has seen; raises Conflict when the base moved on since."""
    with transaction.atomic():
        _lock()
        current = ConfigurationState.objects.filter(id=1).values_list("revision", flat=True).first() or 0
        if current != plan.base:
            raise Conflict(_("The configuration has changed since this plan was made. Look at the new plan."))
        return apply_documents([s.document for s in plan.steps], actor=actor, note=note)


def _apply_once(documents: Sequence[Document], *, actor: Actor, note: str) -> Plan:
    with transaction.atomic():
        _lock()
        plan = make_plan(documents)
        if plan.problems:
            raise ConfigurationRefused(plan.problems)
        if plan.is_empty:
            return plan
        with connection.cursor() as cursor:
            # Rows written earlier in this transaction leave deferred checks that DDL would trip over.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        change_schema(plan)
        _write(plan.steps, actor=actor, note=note)
        _defer_schema_work()
        return plan


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPLY_LOCK])
        cursor.execute("SET LOCAL lock_timeout = '4s'")


def _defer_schema_work() -> None:
    """Defer the job by name: its module stands on a higher floor. One waiting job is enough."""
    name = "artel.platform.jobs.tasks.finish_schema_work"
    task = app.configure_task(name, queue="upkeep", queueing_lock="finish_schema_work")
    try:
        with transaction.atomic():
            task.defer()
    except AlreadyEnqueued:
        return


def _write(steps: Iterable[Step], *, actor: Actor, note: str) -> None:
    steps = tuple(steps)
    revision = Revision.objects.create(
        created_at=timezone.now(),
        author_id=actor.user_id,
        note=note,
        changes=[_change(step) for step in steps],
    )
    for step in steps:
        Definition.objects.update_or_create(
            kind=step.document.kind,
            key=step.document.key,
            defaults={
                "owner": step.document.owner,
                "body": step.document.body,
                "is_retired": step.action is StepAction.RETIRE,
                "revision": revision,
            },
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
    }


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
            was_alive = change["before"] is not None and change["action"] != StepAction.REVIVE
            wanted[change["kind"], change["key"]] = Document(
                kind=change["kind"],
                key=change["key"],
                owner=change.get("owner", LOCAL),
                body=change["before"] or change["after"],
                is_retired=not was_alive,
            )
    return list(wanted.values())


def restore(number: int, *, actor: Actor) -> Plan:
    """Bring back the configuration of a revision as a new revision; return the plan applied."""
    return apply_documents(documents_at(number), actor=actor, note=f"restore {number}")
