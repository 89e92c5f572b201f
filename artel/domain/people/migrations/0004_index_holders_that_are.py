"""An identity has one holder: the index of the other kind of holder need not know of it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Narrows the unique indexes of identities to the holder that each has; half the entries, the same rule."""

    dependencies = [("people", "0003_index_next_activity")]
    operations = [
        migrations.RemoveConstraint("identity", "identities_once_per_contact"),
        migrations.RemoveConstraint("identity", "identities_once_per_account"),
        migrations.AddConstraint(
            "identity",
            models.UniqueConstraint(
                fields=["contact", "kind", "value"],
                condition=Q(trashed_at=None) & Q(contact__isnull=False),
                name="identities_once_per_contact",
            ),
        ),
        migrations.AddConstraint(
            "identity",
            models.UniqueConstraint(
                fields=["account", "kind", "value"],
                condition=Q(trashed_at=None) & Q(account__isnull=False),
                name="identities_once_per_account",
            ),
        ),
    ]
