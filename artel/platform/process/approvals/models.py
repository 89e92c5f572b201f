"""Approvals asked for and the votes on them. What is decided never changes: the database refuses it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """WITHDRAWN: the record left the stage undecided; it opens again when the record comes back."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class VoteState(models.TextChoices):
    """WAITING: his turn has not come. PASSED: others decided first."""

    WAITING = "waiting"
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    PASSED = "passed"


DECIDED = (State.APPROVED, State.REJECTED)


class Approval(models.Model):
    """One decision asked of a record in a stage; a rejected one is followed by the next `round`.

    What it means is kept with it: changes of the configuration leave it as it was asked. `label` and `text` are
    {"ru", "en"}. Who asked is who moved the record there.
    """

    section = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    pipeline = models.CharField(max_length=64)
    stage = models.CharField(max_length=48)
    key = models.CharField(max_length=48)
    round = models.IntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    mode = models.CharField(max_length=8)
    label = models.JSONField()
    text = models.JSONField()
    approve_to = models.CharField(max_length=48, default="", db_default="")
    reject_to = models.CharField(max_length=48, default="", db_default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_by_name = models.CharField(max_length=150, default="", db_default="")
    opened_at = models.DateTimeField()
    limit_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "record_id", "pipeline", "stage", "key", "round"], name="approvals_round_once"
            ),
            models.UniqueConstraint(
                fields=["section", "record_id", "pipeline", "stage", "key"],
                condition=Q(state__in=[State.OPEN, State.WITHDRAWN]),
                name="approvals_one_undecided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | Q(state__in=[State.OPEN, State.WITHDRAWN], decided_at__isnull=True),
                name="approvals_decided_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["limit_at"],
                condition=Q(state=State.OPEN, escalated_at=None) & ~Q(limit_at=None),
                name="approvals_limit",
            ),
            models.Index(fields=["asked_by", "-id"], name="approvals_of_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.record_id}: {self.key} {self.round}"


class Vote(models.Model):
    """What one person is asked, at his `place` of the approval, and what was decided on his seat.

    `decided_by` is himself or who stood in for him. `attention` says why it came to somebody else than the stage
    names (a code of `steps/assignees.py`), empty if not. An `is_escalated` seat decides for all.
    """

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="votes", db_index=False)
    place = models.IntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12, choices=VoteState, default=VoteState.ASKED)
    attention = models.CharField(max_length=32, default="", db_default="")
    is_escalated = models.BooleanField(default=False, db_default=False)
    asked_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "person"], name="approvals_vote_once"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[VoteState.APPROVED, VoteState.REJECTED],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | Q(
                    state__in=[VoteState.WAITING, VoteState.ASKED, VoteState.PASSED],
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                ),
                name="approvals_vote_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=VoteState.REJECTED) | ~Q(comment=""), name="approvals_rejected_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(state=VoteState.ASKED), name="approvals_asked"),
            models.Index(fields=["decided_by", "-id"], condition=~Q(decided_by=None), name="approvals_decided_by"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.state}"
