"""The tables of the process engine."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates what is remembered of steps and turns."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ProcessStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=64)),
                ("record_id", models.BigIntegerField()),
                ("pipeline", models.CharField(max_length=64)),
                ("stage", models.CharField(max_length=48)),
                ("step", models.CharField(max_length=48)),
                ("task_section", models.CharField(max_length=64)),
                ("task_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(db_default="", default="", max_length=48)),
                ("attention", models.CharField(db_default="", default="", max_length=32)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(models.Q(("attention", ""), _negated=True), ("done_at", None)),
                        fields=["attention"],
                        name="process_step_care",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "record_id", "pipeline", "stage", "step"), name="process_step_once"
                    ),
                    models.UniqueConstraint(fields=("task_section", "task_id"), name="process_step_task"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pipeline", models.CharField(max_length=64)),
                ("stage", models.CharField(max_length=48)),
                ("step", models.CharField(max_length=48)),
                ("given", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("pipeline", "stage", "step"), name="process_turn_once")
                ],
            },
        ),
    ]
