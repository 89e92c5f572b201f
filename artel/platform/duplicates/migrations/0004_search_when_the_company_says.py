"""A search knows when the next one is due, and which declared time that follows from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duplicates", "0003_tell_records_apart")]
    operations = [
        migrations.AddField(model_name="search", name="planned", field=models.TextField(default="")),
        migrations.AddField(model_name="search", name="due_at", field=models.DateTimeField(null=True)),
    ]
