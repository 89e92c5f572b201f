"""What the doctor sees of an installation: its database, schema, files and jobs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import override_settings

from artel.installation.checking import Check
from artel.installation.doctor import all_checks, checks
from artel.installation.schema_state import UnknownSchema, migrate

pytestmark = pytest.mark.django_db
Look = Callable[[str], Check]


@pytest.fixture
def look() -> Look:
    """Return a function that makes one of the installation's checks."""
    return lambda name: next(check for check in checks() if check.name == name)


def execute(statement: str) -> None:
    """Change the database behind the product's back."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_fresh_installation_is_well() -> None:
    found = list(checks())
    assert [check.name for check in found] == ["database", "schema", "files", "jobs"]
    assert all(check.is_ok for check in found)


def test_an_older_postgresql_is_refused(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("artel.installation.doctor.LOWEST_POSTGRES", 99)
    assert not look("database").is_ok
    assert "99" in look("database").advice


def test_an_unknown_migration_is_named_and_ends_the_examination(look: Look) -> None:
    execute("INSERT INTO django_migrations (app, name, applied) VALUES ('users', '0999_from_the_future', now())")
    assert "users.0999_from_the_future" in look("schema").detail
    assert [check.name for check in all_checks()][-1] == "schema"
    with pytest.raises(UnknownSchema, match=r"users\.0999_from_the_future"):
        migrate()


def test_a_missing_migration_is_named(look: Look) -> None:
    execute("DELETE FROM django_migrations WHERE app = 'installation'")
    assert "installation.0001_create_cache_table" in look("schema").detail


def test_a_folder_that_takes_no_files_is_told(look: Look) -> None:
    with override_settings(MEDIA_ROOT="/proc/nowhere"):
        assert not look("files").is_ok


def test_trying_the_storage_leaves_nothing(look: Look) -> None:
    assert look("files").is_ok
    assert default_storage.listdir("doctor")[1] == []


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ("'todo', now() - interval '1 hour'", "1 wait too long"),
        ("'doing', NULL", "1 were left"),
    ],
)
def test_a_stuck_job_is_told(look: Look, job: str, words: str) -> None:
    execute(f"INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) VALUES ('q', 'x', {job})")
    assert not look("jobs").is_ok
    assert words in look("jobs").detail


def test_a_job_without_a_time_waits_since_it_was_deferred(look: Look) -> None:
    execute("INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('q', 'x', 'todo')")
    assert look("jobs").is_ok
    execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    assert not look("jobs").is_ok


def test_a_job_for_later_is_not_stuck(look: Look) -> None:
    names = "queue_name, task_name, scheduled_at"
    execute(f"INSERT INTO procrastinate_jobs ({names}) VALUES ('q', 'x', now() + interval '1 day')")
    assert look("jobs").is_ok
