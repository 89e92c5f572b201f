"""The index table, and the function that cuts numbers into runs of three digits."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

GRAMS = """
CREATE FUNCTION artel_digit_grams(numbers text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(word, place, 3)::integer), '{}')
    FROM unnest(string_to_array(numbers, ' ')) AS word, generate_series(1, length(word) - 2) AS place
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(GRAMS, "DROP FUNCTION artel_digit_grams(text)"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=64)),
                ("record_id", models.BigIntegerField()),
                ("title", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("digits", models.TextField(blank=True, default="")),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
            ],
            options={"db_table": "search_entry"},
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(fields=("section", "record_id"), name="search_entry_record"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_entry_words"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="search_entry_grams"),
        ),
    ]
