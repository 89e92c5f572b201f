"""An entry of history says which rule of automation wrote it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds a column with a constant default: no row is rewritten."""

    dependencies = [("records", "0003_author_is_a_stamp")]

    operations = [
        migrations.AddField(
            model_name="feedentry",
            name="rule",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
