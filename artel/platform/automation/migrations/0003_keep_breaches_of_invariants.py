"""What breaks invariants now, how many did on each day, and when each was looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0002_keep_due_moments"),
    ]

    operations = [
        migrations.CreateModel(
            name="InvariantState",
            fields=[
                ("invariant", models.CharField(max_length=48, primary_key=True, serialize=False)),
                ("looked_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("count", models.BigIntegerField(default=0)),
                ("owners", models.JSONField(default=dict)),
                ("error", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invariant", models.CharField(max_length=48)),
                ("record_id", models.BigIntegerField()),
                ("owner_id", models.BigIntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("mended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at", None)), fields=["invariant"], name="automation_breach_untold"
                    ),
                    models.Index(
                        condition=models.Q(("mended_at", None)), fields=["invariant"], name="automation_breach_unmended"
                    ),
                    models.Index(
                        condition=models.Q(("escalated_at", None), models.Q(("told_at", None), _negated=True)),
                        fields=["invariant", "told_at"],
                        name="automation_breach_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("invariant", "record_id"), name="automation_breach_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="InvariantDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invariant", models.CharField(max_length=48)),
                ("day", models.DateField()),
                ("count", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invariant", "day"), name="automation_invariant_day_once")
                ],
            },
        ),
    ]
