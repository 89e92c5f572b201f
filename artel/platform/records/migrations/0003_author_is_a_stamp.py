"""The author of a feed entry is a stamp, like that of a record: users are never deleted (users 0005)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Drops the foreign key: every record made writes an entry."""

    dependencies = [("records", "0002_count_by_series"), ("users", "0005_keep_users")]

    operations = [
        migrations.AlterField(
            model_name="feedentry",
            name="author",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
