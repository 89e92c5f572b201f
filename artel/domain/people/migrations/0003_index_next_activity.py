"""«Without a planned activity» and «overdue» are counted over everybody's records, not only over one's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an index for the counters of those views."""

    dependencies = [("people", "0002_check_main_affiliation_at_commit")]
    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["next_activity_at"],
                name="accounts_next",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["next_activity_at"],
                name="contacts_next",
            ),
        ),
    ]
