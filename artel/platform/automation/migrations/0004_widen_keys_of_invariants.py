"""Room for the keys of norms: sort, pipeline and stage."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0003_keep_breaches_of_invariants"),
    ]

    operations = [
        migrations.AlterField(
            model_name="breach",
            name="invariant",
            field=models.CharField(max_length=128),
        ),
        migrations.AlterField(
            model_name="invariantday",
            name="invariant",
            field=models.CharField(max_length=128),
        ),
        migrations.AlterField(
            model_name="invariantstate",
            name="invariant",
            field=models.CharField(max_length=128, primary_key=True, serialize=False),
        ),
    ]
