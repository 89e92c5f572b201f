"""What came due for rules of the clock, and how far it has looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0001_record_runs_of_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockState",
            fields=[
                ("rule", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("seen_until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=64)),
                ("record_id", models.BigIntegerField()),
                ("moment", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["rule"], name="automation_due_waiting")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "record_id", "moment"), name="automation_due_once")
                ],
            },
        ),
    ]
