"""A manager's board reads the columns of his own records, not all of his records once for each column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an index for the columns of a board that is narrowed to one owner."""

    dependencies = [("sales", "0003_index_next_activity")]
    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["owner", "stage", "-updated_at", "-id"],
                name="leads_own_board",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["owner", "stage", "-updated_at", "-id"],
                name="deals_own_board",
            ),
        ),
    ]
