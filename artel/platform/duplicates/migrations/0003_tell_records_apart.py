"""A mark holds the values in which two records that differ are never the same."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duplicates", "0002_find_likeness_by_bands")]
    operations = [
        migrations.AddField(
            model_name="mark", name="apart", field=ArrayField(models.IntegerField(null=True), null=True)
        ),
    ]
