"""Lines of products under leads and deals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from artel.platform.schema.operations import AddForeignKeys


class Migration(migrations.Migration):
    """Creates the tables of lines with their foreign keys; a line outlives a product that is deleted for good."""

    dependencies = [
        ("catalog", "0001_create_catalog"),
        ("sales", "0004_index_boards_of_owners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DealProduct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True)),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=17, null=True)),
                ("discount", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("currency", models.TextField(blank=True, null=True)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=17, null=True)),
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
                    "product",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.product",
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
                "db_table": "deal_products",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deal__isnull", False),
                            ("quantity__gt", 0),
                            ("price__gte", 0),
                            ("discount__range", (0, 100)),
                        ),
                        name="deal_products_sound",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadProduct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True)),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=17, null=True)),
                ("discount", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("currency", models.TextField(blank=True, null=True)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=17, null=True)),
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
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sales.lead",
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
                    "product",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="catalog.product",
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
                "db_table": "lead_products",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lead__isnull", False),
                            ("quantity__gt", 0),
                            ("price__gte", 0),
                            ("discount__range", (0, 100)),
                        ),
                        name="lead_products_sound",
                    )
                ],
            },
        ),
        AddForeignKeys(
            "lead_products",
            [
                ("owner_id", "users_user", False),
                ("product_id", "products", False),
                ("lead_id", "leads", True),
            ],
        ),
        AddForeignKeys(
            "deal_products",
            [
                ("owner_id", "users_user", False),
                ("product_id", "products", False),
                ("deal_id", "deals", True),
            ],
        ),
    ]
