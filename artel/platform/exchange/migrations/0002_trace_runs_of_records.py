"""A trace stands for a run of records that an import made, not for each of them."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def close_each(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Let every trace that is there already stand for its one record."""
    apps.get_model("exchange", "ImportTrace").objects.update(last_id=F("record_id"))


class Migration(migrations.Migration):
    """Adds `last_id`, and makes the index serve one import."""

    dependencies = [("exchange", "0001_create_imports")]

    operations = [
        migrations.AddField("importtrace", "last_id", models.BigIntegerField(null=True)),
        migrations.RunPython(close_each, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop, elidable=True),
        migrations.AlterField("importtrace", "last_id", models.BigIntegerField()),
        migrations.RemoveIndex("importtrace", "exchange_trace_of_record"),
        migrations.AddIndex(
            "importtrace",
            models.Index(fields=["run", "section", "record_id"], name="exchange_trace_of_record"),
        ),
    ]
