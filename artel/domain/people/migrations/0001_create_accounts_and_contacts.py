"""Accounts, contacts, affiliations and identities."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from artel.platform.schema.operations import AddForeignKeys


class Migration(migrations.Migration):
    """Creates the tables of people with their foreign keys."""

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
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
                ("kind", models.TextField(blank=True, null=True)),
                ("full_name", models.TextField(blank=True, null=True)),
                ("inn", models.TextField(blank=True, null=True)),
                ("kpp", models.TextField(blank=True, null=True)),
                ("ogrn", models.TextField(blank=True, null=True)),
                ("bank_name", models.TextField(blank=True, null=True)),
                ("bank_bik", models.TextField(blank=True, null=True)),
                ("bank_account", models.TextField(blank=True, null=True)),
                ("corr_account", models.TextField(blank=True, null=True)),
                ("legal_address", models.TextField(blank=True, null=True)),
                ("postal_address", models.TextField(blank=True, null=True)),
                ("phone", models.TextField(blank=True, null=True)),
                ("email", models.TextField(blank=True, null=True)),
                ("website", models.TextField(blank=True, null=True)),
                ("category", models.TextField(blank=True, null=True)),
                ("industry", models.TextField(blank=True, null=True)),
                ("source", models.TextField(blank=True, null=True)),
                ("description", models.TextField(blank=True, null=True)),
                ("name_key", models.TextField(blank=True, null=True)),
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
                    "parent",
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
                "db_table": "accounts",
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("last_name", models.TextField(blank=True, null=True)),
                ("first_name", models.TextField(blank=True, null=True)),
                ("middle_name", models.TextField(blank=True, null=True)),
                ("position", models.TextField(blank=True, null=True)),
                ("phone", models.TextField(blank=True, null=True)),
                ("email", models.TextField(blank=True, null=True)),
                ("birthday", models.DateField(blank=True, null=True)),
                ("source", models.TextField(blank=True, null=True)),
                ("description", models.TextField(blank=True, null=True)),
                ("name_key", models.TextField(blank=True, null=True)),
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
                "db_table": "contacts",
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("position", models.TextField(blank=True, null=True)),
                ("is_main", models.BooleanField(blank=True, null=True)),
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
            ],
            options={
                "db_table": "affiliations",
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("kind", models.TextField(blank=True, null=True)),
                ("value", models.TextField(blank=True, null=True)),
                ("label", models.TextField(blank=True, null=True)),
                ("is_main", models.BooleanField(blank=True, null=True)),
                ("is_shared", models.BooleanField(blank=True, null=True)),
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
                "db_table": "identities",
            },
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("trashed_at", None)),
                name="accounts_live",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("trashed_at", None), _negated=True),
                fields=["trashed_at"],
                name="accounts_trash",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("inn__isnull", False)),
                fields=["inn"],
                name="accounts_inn",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("phone__isnull", False)),
                fields=["phone"],
                name="accounts_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("email__isnull", False)),
                fields=["email"],
                name="accounts_email",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["name_key"], name="accounts_name_key"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["owner", "next_activity_at"],
                name="accounts_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("legal", "natural"))),
                name="accounts_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("inn__regex", "^(\\d{10}|\\d{12})$")),
                name="accounts_inn_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("kpp__regex", "^\\d{4}[0-9A-Z]{2}\\d{3}$")),
                name="accounts_kpp_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("ogrn__regex", "^(\\d{13}|\\d{15})$")),
                name="accounts_ogrn_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("bank_bik__regex", "^\\d{9}$")),
                name="accounts_bik_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("bank_account__regex", "^\\d{20}$")),
                name="accounts_account_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("corr_account__regex", "^\\d{20}$")),
                name="accounts_corr_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="accounts_parent_other",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("trashed_at", None)),
                name="contacts_live",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("trashed_at", None), _negated=True),
                fields=["trashed_at"],
                name="contacts_trash",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("phone__isnull", False)),
                fields=["phone"],
                name="contacts_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("email__isnull", False)),
                fields=["email"],
                name="contacts_email",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["name_key"], name="contacts_name_key"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["owner", "next_activity_at"],
                name="contacts_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trashed_at", None)),
                fields=("contact", "account"),
                name="affiliations_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trashed_at", None), ("is_main", True)),
                fields=("contact",),
                name="affiliations_one_main",
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.CheckConstraint(
                condition=models.Q(("account__isnull", False), ("contact__isnull", False)),
                name="affiliations_both_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["value", "kind"], name="identities_value"),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("trashed_at", None),
                    models.Q(("is_shared", None), ("is_shared", False), _connector="OR"),
                ),
                fields=("kind", "value"),
                name="identities_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trashed_at", None)),
                fields=("contact", "kind", "value"),
                name="identities_once_per_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trashed_at", None)),
                fields=("account", "kind", "value"),
                name="identities_once_per_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account", None), ("contact__isnull", False)),
                    models.Q(("account__isnull", False), ("contact", None)),
                    _connector="OR",
                ),
                name="identities_one_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__isnull", False), ("value__isnull", False)),
                name="identities_filled",
            ),
        ),
        AddForeignKeys(
            "accounts",
            [
                ("owner_id", "users_user", False),
                ("parent_id", "accounts", False),
            ],
        ),
        AddForeignKeys(
            "contacts",
            [
                ("owner_id", "users_user", False),
                ("account_id", "accounts", False),
            ],
        ),
        AddForeignKeys(
            "affiliations",
            [
                ("owner_id", "users_user", False),
                ("contact_id", "contacts", True),
                ("account_id", "accounts", True),
            ],
        ),
        AddForeignKeys(
            "identities",
            [
                ("owner_id", "users_user", False),
                ("contact_id", "contacts", True),
                ("account_id", "accounts", True),
            ],
        ),
    ]
