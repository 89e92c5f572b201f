"""One handing over, and what goes from whom to whom by it: rows that a job works off and an undo goes back along."""

from __future__ import annotations

from django.db import models


class HandOverState(models.TextChoices):
    """How a handing over stands."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class HandOver(models.Model):
    """What is `person_id`'s goes to others. `rule` says how it was given out, as the author chose it."""

    person_id = models.BigIntegerField()
    author_id = models.BigIntegerField()
    rule = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=HandOverState.choices, default=HandOverState.RUNNING)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "process"

    @property
    def cause(self) -> str:
        """Return what marks the history of all that it changed."""
        return f"hand-over:{self.pk}"


class ItemState(models.TextChoices):
    """How one thing stands: waiting, handed over, refused, gone to others before, given back, kept by an undo."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    GONE = "gone"
    UNDONE = "undone"
    KEPT = "kept"


class HandOverItem(models.Model):
    """One thing of a part (a section's key, or that of a feature) and who gets it."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="items", db_index=False)
    part = models.CharField(max_length=64)
    item_id = models.BigIntegerField()
    to_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.WAITING)
    error = models.TextField(blank=True, default="")

    class Meta:
        app_label = "process"
        constraints = [models.UniqueConstraint(fields=["hand_over", "part", "item_id"], name="process_handed_once")]
        indexes = [models.Index(fields=["hand_over", "state", "id"], name="process_handed_by_state")]
