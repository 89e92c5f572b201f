"""Doing a step of an import now: what jobs and the command line call."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from artel.platform.exchange.errors import UnreadableFile
from artel.platform.exchange.models import Import, ImportState
from artel.platform.exchange.running import engine, undoing
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications.telling import tell
from artel.platform.users.models import User

TITLES = {
    ImportState.DONE: _("The file is loaded"),
    ImportState.CANCELLED: _("The loading was stopped"),
    ImportState.FAILED: _("The file could not be loaded"),
    ImportState.UNDONE: _("The import is undone"),
}


def perform(run: Import, step: str) -> None:
    """Do a step's work now; what the file does wrong ends in FAILED with its reason, never in an exception."""
    try:
        {"check": engine.check, "load": engine.load, "undo": undoing.undo}[step](run)
    except UnreadableFile as error:
        run.state = ImportState.FAILED
        run.error = str(error)
        run.finished_at = clock.now()
        run.save(update_fields=["state", "error", "finished_at"])
    if step != "check" and run.author_id and not run.is_busy:
        _tell(run)


def _tell(run: Import) -> None:
    """Notify the author, who may have left the page long ago."""
    author = User.objects.filter(pk=run.author_id or 0).first()
    if author is not None:
        with override(author.language):
            title = TITLES.get(ImportState(run.state), TITLES[ImportState.FAILED])
            tell(
                [author.pk],
                kind="import",
                title=f"{title}: {run.file_name}",
                text=run.error,
                url=f"/import/{run.pk}/",
                actor=SYSTEM,
            )
