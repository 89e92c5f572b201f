"""The checks of an installation as such, and the collection of those that features bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from procrastinate.contrib.django.models import ProcrastinateJob

from artel.installation.checking import Check
from artel.installation.schema_state import LOWEST_POSTGRES, schema_state

LATE = timedelta(minutes=10)
SHOWN = 5


def all_checks(*, is_full: bool = False) -> Iterator[Check]:
    """Yield every check, ours first; those of features only when the schema is what they expect.

    `is_full`: also those that read everything and may take long.
    """
    for config in apps.get_app_configs():
        if not config.name.startswith("artel.") or not module_has_submodule(config.module, "doctor"):
            continue
        doctor = import_module(f"{config.name}.doctor")
        for check in doctor.checks():
            yield check
            if not check.is_ok and check.name == "schema":
                return
        if is_full and hasattr(doctor, "full_checks"):
            yield from doctor.full_checks()


def checks() -> Iterable[Check]:
    """Yield the checks of the installation: database, schema, files, jobs."""
    version = connection.pg_version  # type: ignore[attr-defined]
    yield Check(
        "database",
        version >= LOWEST_POSTGRES * 10_000,
        f"PostgreSQL {version // 10_000}.{version % 10_000}",
        f"Artel needs PostgreSQL {LOWEST_POSTGRES} or newer.",
    )
    yield _schema()
    yield _storage()
    yield _jobs()


def _schema() -> Check:
    state = schema_state()
    if state.unknown:
        advice = "Start the newer Artel that migrated it, or restore a backup made before."
        return Check("schema", False, f"unknown to this version: {', '.join(state.unknown)}", advice)
    if state.pending:
        first = ", ".join(state.pending[:SHOWN]) + (", …" if len(state.pending) > SHOWN else "")
        return Check("schema", False, f"{len(state.pending)} migrations not applied: {first}", "Run: artel migrate")
    return Check("schema", True, "up to date")


def _storage() -> Check:
    """Write, read and remove a file where uploads go."""
    try:
        name = default_storage.save(f"doctor/{uuid4().hex}", ContentFile(b"well"))
        with default_storage.open(name) as file:
            is_same = file.read() == b"well"
        default_storage.delete(name)
    except Exception as error:  # noqa: BLE001 - storages of every kind fail in their own way; the doctor reports it
        return Check(
            "files", False, f"{type(error).__name__}: {error}", "Check the folder's rights or the S3 settings."
        )
    return Check("files", is_same, "writable" if is_same else "what was written was not what was read back")


def _jobs() -> Check:
    """Look for jobs that wait though it is time, and for jobs whose worker has gone."""
    limit = timezone.now() - LATE
    is_due = Q(scheduled_at__lt=limit) | Q(
        scheduled_at__isnull=True, procrastinateevent__type="deferred", procrastinateevent__at__lt=limit
    )
    waiting = ProcrastinateJob.objects.filter(is_due, status="todo").distinct().count()
    is_left = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=limit)
    left = ProcrastinateJob.objects.filter(is_left, status="doing").count()
    detail = f"{waiting} wait too long, {left} were left by their worker" if waiting or left else "none stuck"
    return Check("jobs", not (waiting or left), detail, "Is a worker running? Start: artel worker")
