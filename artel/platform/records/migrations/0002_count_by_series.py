"""Counters of auto-numbers belong to a series: a year, a month, a day, or none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("records", "0001_create_feed_counters_and_merges")]

    operations = [
        migrations.AddField(
            model_name="counter", name="series", field=models.CharField(blank=True, default="", max_length=10)
        ),
        migrations.RemoveConstraint(model_name="counter", name="records_counter_unique"),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(fields=("section", "field", "series"), name="records_counter_of_series"),
        ),
    ]
