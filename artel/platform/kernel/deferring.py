"""Jobs that are deferred by name, from floors below the one where they stand."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer_once(name: str, *, queue: str = "upkeep") -> None:
    """Defer a job without arguments in this transaction, unless one of its kind is waiting already."""
    task = app.configure_task(name, queue=queue, queueing_lock=name.rpartition(".")[2])
    try:
        with transaction.atomic():
            task.defer()
    except AlreadyEnqueued:
        return
