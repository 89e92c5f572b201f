"""Bytes into the storage, out of it and away: a storage that does not answer is told in words, nothing is half-done."""

from __future__ import annotations

import logging
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed

logger = logging.getLogger(__name__)


class StorageFailed(ValidationFailed):
    """The storage of files took or gave nothing; trying again later helps. Stands beside the field of the file."""

    code = "storage_failed"
    http_status = 503
    is_retryable = True


def keep(name: str, content: File[Any]) -> str:
    """Write the bytes under a name and return the name they got; raises StorageFailed."""
    try:
        return default_storage.save(name, content)
    except OSError as error:
        logger.exception("The storage of files took nothing")
        message = _("The file was not kept: the storage of files does not answer. Try again later.")
        raise StorageFailed([Problem(code=StorageFailed.code, message=message, field="file")]) from error


def fetch(name: str) -> File[Any]:
    """Open the bytes under a name; raises NotFound when they are gone, StorageFailed when nobody can tell."""
    try:
        return default_storage.open(name)
    except FileNotFoundError as error:
        logger.exception("A file is gone from the storage")
        raise NotFound(_("The file is gone from the storage. Tell your administrator.")) from error
    except OSError as error:
        logger.exception("The storage of files gave nothing")
        message = _("The file cannot be fetched: the storage of files does not answer. Try again later.")
        raise StorageFailed([Problem(code=StorageFailed.code, message=message, field="file")]) from error


def discard(name: str) -> None:
    """Remove the bytes now, or by a job as soon as the storage answers again."""
    try:
        default_storage.delete(name)
    except OSError:
        logger.warning("The storage of files does not answer; a job will remove what is no longer needed")
        app.configure_task("artel.platform.files.tasks.remove_bytes", queue="upkeep").defer(name=name)
