"""A calendar shows what is done as well as what is open: by time alone, and by person and time."""

from django.db import migrations

TABLES = ("tasks", "calls", "meetings")


class Migration(migrations.Migration):
    """Indexes activities by when they are, done or not."""

    dependencies = [("work", "0003_plan_projects")]
    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {table}_calendar{name} ON {table} ({columns}) WHERE trashed_at IS NULL",
            f"DROP INDEX {table}_calendar{name}",
        )
        for table in TABLES
        for name, columns in (("", "due_at"), ("_of_owner", "owner_id, due_at"))
    ]
