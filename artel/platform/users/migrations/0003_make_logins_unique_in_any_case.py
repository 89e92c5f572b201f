"""«Anna» and «anna» are one login: sign-in does not tell them apart."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """Adds the index."""

    dependencies = [("users", "0002_guard_administrators_and_teams")]
    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(Lower("username"), name="users_user_username_unique"),
        ),
    ]
