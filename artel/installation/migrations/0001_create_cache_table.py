"""The table of Django's database cache. Unlogged: what it holds may be lost in a crash, and is written often."""

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE installation_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX installation_cache_expires ON installation_cache (expires);
"""


class Migration(migrations.Migration):
    """Creates the cache table."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP TABLE installation_cache")]
