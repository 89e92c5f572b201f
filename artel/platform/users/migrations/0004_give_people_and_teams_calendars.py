"""People and teams may work by a calendar of their own; an empty key is that of the team above, or the company's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds two columns."""

    dependencies = [("users", "0003_make_logins_unique_in_any_case")]
    operations = [
        migrations.AddField(
            model_name=model,
            name="calendar",
            field=models.CharField(verbose_name="Working hours", max_length=48, blank=True, default="", db_default=""),
        )
        for model in ("team", "user")
    ]
