"""An import, its problems, and the trace of what it made: enough to resume after a crash and to undo all."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands. Checking, running and undoing are jobs; the others wait for a person."""

    UPLOADED = "uploaded", _("File uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Loading")
    DONE = "done", _("Loaded")
    CANCELLED = "cancelled", _("Stopped")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Import(models.Model):
    """One file on its way into a section.

    `position` is the last row of the file that is dealt with: it moves in the transaction that writes
    the chunk, so a killed process resumes after it. `undo_position` is the same for the undo (ids of
    traces, downwards). `counts` is the report in numbers, see `counting.py`.
    """

    section = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=255, blank=True, default="")
    size = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=8, blank=True, default="")
    sheet = models.CharField(max_length=255, blank=True, default="")
    mapping = models.JSONField(default=dict)
    map_key = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    rows_total = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    undo_position = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    is_cancelled = models.BooleanField(default=False)
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["author", "-id"], name="exchange_import_author")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def cause(self) -> str:
        """What events and feed entries of this import carry as their cause."""
        return f"{CAUSE}{self.pk}"

    @property
    def is_busy(self) -> bool:
        """True while a job works on it."""
        return self.state in (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)


CAUSE = "import:"


class ImportProblem(models.Model):
    """Something about a row that people should know or decide.

    `level`: error (the row is not loaded), similar (it waits for a decision), warning, undo (what could
    not be put back). `answers` are proposals [{"do", "value", "label"}], `answer` the one chosen.
    """

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems")
    row = models.BigIntegerField()
    level = models.CharField(max_length=8)
    target = models.CharField(max_length=64, blank=True, default="")
    field = models.CharField(max_length=64, blank=True, default="")
    column = models.CharField(max_length=255, blank=True, default="")
    value = models.TextField(blank=True, default="")
    record = models.CharField(max_length=255, blank=True, default="")
    code = models.CharField(max_length=48)
    message = models.TextField()
    answers = models.JSONField(default=list)
    answer = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "level", "row"], name="exchange_problem_of_run")]

    def __str__(self) -> str:
        return f"{self.row}: {self.message}"


class ImportTrace(models.Model):
    """Records that an import made (`before` is NULL), or one that it changed (values before and after, by field key).

    The records made are those from `record_id` to `last_id`: a chunk takes its ids from the section's own
    sequence, so one row stands for thousands of them. Of a changed record both are its id.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)
    section = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "id"], name="exchange_trace_of_run"),
            models.Index(fields=["run", "section", "record_id"], name="exchange_trace_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.record_id}"
