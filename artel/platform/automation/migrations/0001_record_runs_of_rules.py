"""Runs of rules, and the outbox of what they send."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run_id", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("attempts", models.SmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at"], name="automation_outgoing_due"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("run_id", "number"), name="automation_outgoing_once")],
            },
        ),
        migrations.CreateModel(
            name="RuleRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=64)),
                ("section", models.CharField(max_length=64)),
                ("record_id", models.BigIntegerField()),
                ("trigger", models.CharField(max_length=16)),
                ("cause", models.CharField(max_length=40)),
                ("depth", models.SmallIntegerField()),
                ("actor_name", models.CharField(blank=True, default="", max_length=150)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "Done"), ("sending", "Sending"), ("failed", "Failed"), ("loop", "Loop")],
                        max_length=8,
                    ),
                ),
                ("attempt", models.SmallIntegerField(default=1)),
                ("actions", models.JSONField(default=list)),
                ("error", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["rule", "-id"], name="automation_runs_of_rule"),
                    models.Index(fields=["section", "record_id", "-id"], name="automation_runs_of_record"),
                    models.Index(fields=["cause"], name="automation_runs_of_cause"),
                    models.Index(
                        condition=models.Q(("state__in", ["failed", "loop"])),
                        fields=["-id"],
                        name="automation_runs_in_trouble",
                    ),
                ],
            },
        ),
    ]
