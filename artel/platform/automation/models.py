"""Runs of rules: what happened by itself, why, and what waits to go out of the house."""

from __future__ import annotations

from django.db import models

from artel.platform.automation.invariants.models import Breach, InvariantDay, InvariantState

__all__ = [
    "Breach",
    "ClockState",
    "Due",
    "InvariantDay",
    "InvariantState",
    "OutboxState",
    "Outgoing",
    "RuleRun",
    "RunState",
]


class RunState(models.TextChoices):
    """How a run stands. FAILED and LOOP want somebody's attention."""

    DONE = "done"
    SENDING = "sending"
    FAILED = "failed"
    LOOP = "loop"


class RuleRun(models.Model):
    """One rule acted on one record. `cause` is the event's, the same along a whole chain; `depth` the place in it.

    `actions` lists what was done, one item for each action in order: {"act", and what it touched: "section", "id" …}.
    `actor_name` is who began the chain's last step: a person or another rule.
    """

    rule = models.CharField(max_length=64)
    section = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    trigger = models.CharField(max_length=16)
    cause = models.CharField(max_length=40)
    depth = models.SmallIntegerField()
    actor_name = models.CharField(max_length=150, blank=True, default="")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RunState.choices)
    attempt = models.SmallIntegerField(default=1)
    actions = models.JSONField(default=list)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["rule", "-id"], name="automation_runs_of_rule"),
            models.Index(fields=["section", "record_id", "-id"], name="automation_runs_of_record"),
            models.Index(fields=["cause"], name="automation_runs_of_cause"),
            models.Index(
                fields=["-id"], condition=models.Q(state__in=["failed", "loop"]), name="automation_runs_in_trouble"
            ),
        ]


class OutboxState(models.TextChoices):
    """How something that goes outward stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Outgoing(models.Model):
    """Something that a run sends out of the house, once. Its key for whoever receives it: the run and the number.

    The run stands without a foreign key: its row is written after all its actions. `due_at` is when it may be tried
    (again): whoever takes it moves the moment on, so that a worker that dies loses it to another one after a while.
    """

    run_id = models.BigIntegerField()
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=16)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=OutboxState.choices, default=OutboxState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run_id", "number"], name="automation_outgoing_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="automation_outgoing_due"),
        ]

    @property
    def key(self) -> str:
        """The idempotency key: the same at every try."""
        return f"{self.run_id}-{self.number}"


class ClockState(models.Model):
    """How far the clock has looked for one rule: what came due until `seen_until` stands in `Due`."""

    rule = models.CharField(max_length=64, primary_key=True)
    seen_until = models.DateTimeField()


class Due(models.Model):
    """A moment of a record that a rule waits for has come. Done ones are kept a while: the same moment comes once."""

    rule = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    moment = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "record_id", "moment"], name="automation_due_once")]
        indexes = [models.Index(fields=["rule"], condition=models.Q(done_at=None), name="automation_due_waiting")]
