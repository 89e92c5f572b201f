from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("definitions", "0001_create_definitions_and_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="definition",
            name="base",
            field=models.JSONField(null=True),
        ),
    ]
