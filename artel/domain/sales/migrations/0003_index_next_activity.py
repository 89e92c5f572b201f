"""«Without a planned activity» and «overdue» are counted over everybody's records, not only over one's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an index for the counters of those views."""

    dependencies = [("sales", "0002_remember_qualifications")]
    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["next_activity_at"],
                name="leads_next",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("trashed_at", None), ("closed_at", None)),
                fields=["next_activity_at"],
                name="deals_next",
            ),
        ),
    ]
