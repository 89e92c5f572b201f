"""Teams have heads, people have absences with deputies; two absences of a person can't overlap."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# An exclusion constraint by ranges of one number needs no extension.
NEVER_TWO_AT_ONCE = """
ALTER TABLE users_absence ADD CONSTRAINT users_absence_once EXCLUDE USING gist (
    int8range(user_id, user_id, '[]') WITH &&, daterange(since, until, '[]') WITH &&
)
"""


class Migration(migrations.Migration):
    """Adds the head of a team, and the table of absences with its guard."""

    dependencies = [("users", "0005_keep_users")]
    operations = [
        migrations.AddField(
            model_name="team",
            name="head",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Head",
            ),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="First day")),
                ("until", models.DateField(verbose_name="Last day")),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputises",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Deputy",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["since"],
                "indexes": [models.Index(fields=["until"], name="users_absence_until")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="users_absence_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deputy", models.F("user")), _negated=True),
                        name="users_absence_other_deputy",
                    ),
                ],
            },
        ),
        migrations.RunSQL(NEVER_TWO_AT_ONCE, "ALTER TABLE users_absence DROP CONSTRAINT users_absence_once"),
    ]
