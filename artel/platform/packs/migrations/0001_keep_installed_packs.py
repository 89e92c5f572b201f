"""Which packs are in force, and which records their demo data made."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="InstalledPack",
            fields=[
                ("key", models.CharField(max_length=48, primary_key=True, serialize=False)),
                ("version", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("manifest", models.JSONField(default=dict)),
                ("applied_at", models.DateTimeField()),
            ],
            options={"ordering": ["applied_at", "key"]},
        ),
        migrations.CreateModel(
            name="DemoBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pack", models.CharField(max_length=48)),
                ("name", models.CharField(max_length=64)),
                ("section", models.CharField(max_length=64)),
                (
                    "ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("pack", "name"), name="packs_demobatch_name_unique")]
            },
        ),
    ]
