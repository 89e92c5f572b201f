"""The index table, and the function that cuts numbers into runs of three digits."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# PL/pgSQL and not SQL: four times as fast here, and an import spends most of its time on indexing.
GRAMS = """
CREATE FUNCTION artel_digit_grams(numbers text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    grams integer[] := '{}';
    word text;
BEGIN
    IF numbers = '' THEN
        RETURN grams;
    END IF;
    FOREACH word IN ARRAY string_to_array(numbers, ' ') LOOP
        FOR place IN 1 .. length(word) - 2 LOOP
            grams := grams || substr(word, place, 3)::integer;
        END LOOP;
    END LOOP;
    RETURN grams;
END
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
