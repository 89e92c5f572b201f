"""What one gave to somebody else is one's own too: the policy «own» asks for owner or author, each by its index."""

from django.db import migrations

TABLES = ("tasks", "calls", "meetings")


class Migration(migrations.Migration):
    """Indexes the authors of activities."""

    dependencies = [("work", "0001_create_activities")]
    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {table}_created_by ON {table} (created_by_id)",
            f"DROP INDEX {table}_created_by",
        )
        for table in TABLES
    ]
