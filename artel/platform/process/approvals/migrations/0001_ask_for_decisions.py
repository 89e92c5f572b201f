"""The tables of approvals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates what is asked for, and the votes."""

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=64)),
                ("record_id", models.BigIntegerField()),
                ("pipeline", models.CharField(max_length=64)),
                ("stage", models.CharField(max_length=48)),
                ("key", models.CharField(max_length=48)),
                ("round", models.IntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("mode", models.CharField(max_length=8)),
                ("label", models.JSONField()),
                ("text", models.JSONField()),
                ("approve_to", models.CharField(db_default="", default="", max_length=48)),
                ("reject_to", models.CharField(db_default="", default="", max_length=48)),
                ("asked_by_name", models.CharField(db_default="", default="", max_length=150)),
                ("opened_at", models.DateTimeField()),
                ("limit_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("asked", "Asked"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("passed", "Passed"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("attention", models.CharField(db_default="", default="", max_length=32)),
                ("is_escalated", models.BooleanField(db_default=False, default=False)),
                ("asked_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("comment", models.TextField(db_default="", default="")),
                (
                    "approval",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="approvals.approval",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(
                condition=models.Q(
                    ("escalated_at", None), ("state", "open"), models.Q(("limit_at", None), _negated=True)
                ),
                fields=["limit_at"],
                name="approvals_limit",
            ),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["asked_by", "-id"], name="approvals_of_asker"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                fields=("section", "record_id", "pipeline", "stage", "key", "round"), name="approvals_round_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "withdrawn"])),
                fields=("section", "record_id", "pipeline", "stage", "key"),
                name="approvals_one_undecided",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", False), ("state__in", ("approved", "rejected"))),
                    models.Q(("decided_at__isnull", True), ("state__in", ["open", "withdrawn"])),
                    _connector="OR",
                ),
                name="approvals_decided_when",
            ),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["person"], name="approvals_asked"),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(
                condition=models.Q(("decided_by", None), _negated=True),
                fields=["decided_by", "-id"],
                name="approvals_decided_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("approval", "person"), name="approvals_vote_once"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["approved", "rejected"]),
                    ),
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state__in", ["waiting", "asked", "passed"]),
                    ),
                    _connector="OR",
                ),
                name="approvals_vote_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True),
                    models.Q(("comment", ""), _negated=True),
                    _connector="OR",
                ),
                name="approvals_rejected_with_reason",
            ),
        ),
    ]
