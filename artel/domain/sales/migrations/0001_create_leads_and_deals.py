"""Leads, deals and deal contacts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from artel.platform.schema.operations import AddForeignKeys


class Migration(migrations.Migration):
    """Creates the tables of sales with their foreign keys."""

    initial = True

    dependencies = [
        ("people", "0001_create_accounts_and_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Deal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("next_activity_at", models.DateTimeField(blank=True, null=True)),
                ("next_activity", models.TextField(blank=True, null=True)),
                ("next_activity_kind", models.TextField(blank=True, null=True)),
                ("pipeline", models.TextField(blank=True, null=True)),
                ("stage", models.TextField(blank=True, null=True)),
                ("stage_since", models.DateTimeField(blank=True, null=True)),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=17, null=True),
                ),
                ("currency", models.TextField(blank=True, null=True)),
                ("probability", models.BigIntegerField(blank=True, null=True)),
                ("expected_on", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("loss_reason", models.TextField(blank=True, null=True)),
                ("source", models.TextField(blank=True, null=True)),
                ("description", models.TextField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.account",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "deals",
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("next_activity_at", models.DateTimeField(blank=True, null=True)),
                ("next_activity", models.TextField(blank=True, null=True)),
                ("next_activity_kind", models.TextField(blank=True, null=True)),
                ("pipeline", models.TextField(blank=True, null=True)),
                ("stage", models.TextField(blank=True, null=True)),
                ("stage_since", models.DateTimeField(blank=True, null=True)),
                ("source", models.TextField(blank=True, null=True)),
                ("channel", models.TextField(blank=True, null=True)),
                ("person_name", models.TextField(blank=True, null=True)),
                ("company_name", models.TextField(blank=True, null=True)),
                ("position", models.TextField(blank=True, null=True)),
                ("phone", models.TextField(blank=True, null=True)),
                ("email", models.TextField(blank=True, null=True)),
                ("inn", models.TextField(blank=True, null=True)),
                ("product_interest", models.TextField(blank=True, null=True)),
                (
                    "budget",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=17, null=True),
                ),
                ("currency", models.TextField(blank=True, null=True)),
                ("description", models.TextField(blank=True, null=True)),
                ("disqualify_reason", models.TextField(blank=True, null=True)),
                ("qualified_at", models.DateTimeField(blank=True, null=True)),
                ("nurture_until", models.DateField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.account",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sales.deal",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "leads",
            },
        ),
        migrations.AddField(
            model_name="deal",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="sales.lead",
            ),
        ),
        migrations.CreateModel(
            name="DealContact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("role", models.TextField(blank=True, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sales.deal",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "deal_contacts",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("trashed_at", None)),
                        fields=("deal", "contact"),
                        name="deal_contacts_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contact__isnull", False), ("deal__isnull", False)),
                        name="deal_contacts_both_ends",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("trashed_at", None)),
                name="leads_live",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("trashed_at", None), _negated=True),
                fields=["trashed_at"],
                name="leads_trash",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["stage", "-updated_at", "-id"],
                name="leads_board",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("phone__isnull", False)),
                fields=["phone"],
                name="leads_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("email__isnull", False)),
                fields=["email"],
                name="leads_email",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("inn__isnull", False)),
                fields=["inn"],
                name="leads_inn",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["owner", "next_activity_at"],
                name="leads_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(("inn__regex", "^(\\d{10}|\\d{12})$")),
                name="leads_inn_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(condition=models.Q(("budget__gte", 0)), name="leads_budget_positive"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("trashed_at", None)),
                name="deals_live",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("trashed_at", None), _negated=True),
                fields=["trashed_at"],
                name="deals_trash",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["stage", "-updated_at", "-id"],
                name="deals_board",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["expected_on"],
                name="deals_expected",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["owner", "next_activity_at"],
                name="deals_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__range", (0, 100))),
                name="deals_probability_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="deals_amount_positive"),
        ),
        AddForeignKeys(
            "leads",
            [
                ("owner_id", "users_user", False),
                ("account_id", "accounts", False),
                ("contact_id", "contacts", False),
                ("deal_id", "deals", False),
            ],
        ),
        AddForeignKeys(
            "deals",
            [
                ("owner_id", "users_user", False),
                ("account_id", "accounts", False),
                ("contact_id", "contacts", False),
                ("lead_id", "leads", False),
            ],
        ),
        AddForeignKeys(
            "deal_contacts",
            [
                ("owner_id", "users_user", False),
                ("deal_id", "deals", True),
                ("contact_id", "contacts", True),
            ],
        ),
    ]
