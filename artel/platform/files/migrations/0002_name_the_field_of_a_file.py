"""A file knows the field it was put into, so that the field's policy holds for its bytes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("files", "0001_create_stored_files")]

    operations = [
        migrations.AddField(
            model_name="storedfile", name="field", field=models.CharField(blank=True, default="", max_length=64)
        ),
    ]
