from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("definitions", "0003_recover_local_edits"),
    ]

    operations = [
        migrations.AddField(
            model_name="definition",
            name="layers",
            field=models.JSONField(default=list),
        ),
    ]
