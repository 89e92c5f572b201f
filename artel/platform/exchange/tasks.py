"""Jobs of exchange: one step of one import. Safe to run again; a step that is done does nothing."""

from __future__ import annotations

from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from artel.platform.exchange.models import Import, ImportState, ImportTrace
from artel.platform.exchange.running.performing import perform
from artel.platform.files.keeping import discard
from artel.platform.jobs.job import with_snapshot
from artel.platform.kernel import clock

QUEUE = "imports"
STEPS: dict[str, tuple[tuple[str, ...], ImportState]] = {
    "check": ((ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED), ImportState.CHECKING),
    "load": (
        (ImportState.UPLOADED, ImportState.CHECKED, ImportState.CANCELLED, ImportState.FAILED),
        ImportState.RUNNING,
    ),
    "undo": ((ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED), ImportState.UNDOING),
}
"""Step → the states it may start from, and the state while it works."""
SILENT_FOR = timedelta(minutes=3)
"""An import at work without a sign of life for so long has lost its worker."""
KEPT_FOR = timedelta(days=30)
"""How long an import can be undone, and its file is kept."""


def defer_step(run_id: int, step: str) -> None:
    """Defer a step in the present transaction."""
    import_step.configure(lock=f"import:{run_id}").defer(run_id=run_id, step=step)


@app.task(queue=QUEUE, name="exchange.import_step", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
@with_snapshot
def import_step(run_id: int, step: str) -> None:
    """Do one step of an import, from where it stands."""
    run = Import.objects.filter(pk=run_id, state=STEPS[step][1]).first()
    if run is not None:
        perform(run, step)


@app.periodic(cron="* * * * *")
@app.task(queue=QUEUE, queueing_lock="resume_imports", name="exchange.resume_imports")
@with_snapshot
def resume_imports(timestamp: int) -> None:
    """Give imports whose worker died to another one; the lock of the import keeps two from meeting."""
    silent = Import.objects.filter(heartbeat_at__lt=clock.now() - SILENT_FOR)
    for step, (_allowed, busy) in STEPS.items():
        for run_id in silent.filter(state=busy).values_list("pk", flat=True):
            Import.objects.filter(pk=run_id).update(heartbeat_at=clock.now())
            defer_step(run_id, step)


@app.periodic(cron="23 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_old_imports", name="exchange.forget_old_imports")
@with_snapshot
def forget_old_imports(timestamp: int) -> None:
    """Drop what undoing would need, and the files, of imports past their time; the report stays."""
    old = Import.objects.filter(created_at__lt=clock.now() - KEPT_FOR).exclude(stored_name="")
    for run in old.exclude(state__in=[busy for _allowed, busy in STEPS.values()]):
        ImportTrace.objects.filter(run=run).delete()
        discard(run.stored_name)
        Import.objects.filter(pk=run.pk).update(stored_name="")
