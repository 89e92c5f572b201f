"""Projects, the plan and fact of their tasks, and links between tasks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from artel.platform.schema.operations import AddForeignKeys


class Migration(migrations.Migration):
    """Creates the tables of projects and links with their foreign keys; a task outlives its project."""

    dependencies = [
        ("people", "0004_index_holders_that_are"),
        ("sales", "0005_create_lines_of_products"),
        ("work", "0002_index_activities_by_author"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TaskLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("lag", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "db_table": "task_links",
            },
        ),
        migrations.AddField(
            model_name="task",
            name="phase",
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="planned_end",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="planned_start",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("trashed_at", models.DateTimeField(null=True)),
                ("pipeline", models.TextField(blank=True, null=True)),
                ("stage", models.TextField(blank=True, null=True)),
                ("stage_since", models.DateTimeField(blank=True, null=True)),
                ("template", models.TextField(blank=True, null=True)),
                ("planned_start", models.DateTimeField(blank=True, null=True)),
                ("planned_end", models.DateTimeField(blank=True, null=True)),
                ("actual_start", models.DateTimeField(blank=True, null=True)),
                ("actual_end", models.DateTimeField(blank=True, null=True)),
                ("delay", models.BigIntegerField(blank=True, null=True)),
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
                "db_table": "projects",
            },
        ),
        migrations.AddField(
            model_name="task",
            name="project",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="work.project",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_end__gte", models.F("planned_start"))), name="tasks_plan_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__gte", models.F("started_at"))), name="tasks_fact_in_order"
            ),
        ),
        migrations.AddField(
            model_name="tasklink",
            name="created_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tasklink",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tasklink",
            name="predecessor",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="work.task",
            ),
        ),
        migrations.AddField(
            model_name="tasklink",
            name="task",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="work.task",
            ),
        ),
        migrations.AddField(
            model_name="tasklink",
            name="updated_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("trashed_at", None)),
                name="projects_live",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("trashed_at", None), _negated=True), fields=["trashed_at"], name="projects_trash"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("trashed_at", None)), fields=["stage", "-updated_at", "-id"], name="projects_board"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("trashed_at", None)),
                fields=["owner", "stage", "-updated_at", "-id"],
                name="projects_own_board",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trashed_at", None), ("deal__isnull", False), ("template__isnull", False)),
                fields=("deal", "template"),
                name="projects_deal_template_uniq",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_end__gte", models.F("planned_start"))), name="projects_plan_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("actual_end__gte", models.F("actual_start"))), name="projects_fact_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trashed_at", None)),
                fields=("task", "predecessor"),
                name="task_links_predecessor_uniq",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("predecessor__isnull", False),
                    ("task__isnull", False),
                    models.Q(("task", models.F("predecessor")), _negated=True),
                ),
                name="task_links_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklink",
            constraint=models.CheckConstraint(condition=models.Q(("lag__range", (0, 44640))), name="task_links_lag"),
        ),
        AddForeignKeys("tasks", [("project_id", "projects", False)]),
        AddForeignKeys(
            "projects",
            [
                ("owner_id", "users_user", False),
                ("account_id", "accounts", False),
                ("deal_id", "deals", False),
            ],
        ),
        AddForeignKeys(
            "task_links",
            [
                ("owner_id", "users_user", False),
                ("task_id", "tasks", True),
                ("predecessor_id", "tasks", True),
            ],
        ),
    ]
