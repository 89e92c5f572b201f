"""Candidates of likeness are found by bands of MinHash; what was marked by rare trigrams is marked anew."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("duplicates", "0001_create_marks_and_groups")]
    operations = [
        migrations.RemoveIndex(model_name="mark", name="duplicates_mark_rare"),
        migrations.RenameField(model_name="mark", old_name="rare", new_name="bands"),
        migrations.AddIndex(model_name="mark", index=GinIndex(fields=["bands"], name="duplicates_mark_bands")),
    ]
