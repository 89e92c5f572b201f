"""Doing a step of an import now: what jobs and the command line call."""

from __future__ import annotations

from artel.platform.exchange import engine, undoing
from artel.platform.exchange.errors import UnreadableFile
from artel.platform.exchange.models import Import, ImportState
from artel.platform.kernel import clock


def perform(run: Import, step: str) -> None:
    """Do a step's work now; what the file does wrong ends in FAILED with its reason, never in an exception."""
    try:
        {"check": engine.check, "load": engine.load, "undo": undoing.undo}[step](run)
    except UnreadableFile as error:
        run.state = ImportState.FAILED
        run.error = str(error)
        run.finished_at = clock.now()
        run.save(update_fields=["state", "error", "finished_at"])
