"""Projects and links of tasks as sections, and what a project adds to the fields of a task."""

from __future__ import annotations

from artel.domain.work.projects.models import LONGEST_LAG, Project, TaskLink
from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.sections.declaring import declare_field, declare_section
from artel.platform.sections.spec import FieldSpec


def project_fields() -> tuple[FieldSpec, ...]:
    """Return the fields by which a task stands in the plan of a project."""
    return (
        declare_field("project", "reference", Label("Проект", "Project"), target="projects"),
        declare_field("phase", "text", Label("Этап", "Phase")),
        declare_field("planned_start", "datetime", Label("Начало по плану", "Planned start")),
        declare_field("planned_end", "datetime", Label("Окончание по плану", "Planned end")),
        declare_field("started_at", "datetime", Label("Начата", "Started")),
    )


PROJECTS = declare_section(
    Project,
    key="projects",
    label=Label("Проекты", "Projects"),
    singular=Label("Проект", "Project"),
    counted=CountedLabel("проект", "проекта", "проектов", "project", "projects"),
    icon="timeline",
    position=65,
    has_pipeline=True,
    fields=(
        declare_field("account", "reference", Label("Контрагент", "Account"), target="accounts"),
        declare_field("deal", "reference", Label("Продажа", "Deal"), target="deals"),
        declare_field("template", "text", Label("Шаблон", "Template"), readonly=True),
        declare_field("planned_start", "datetime", Label("Начало по плану", "Planned start")),
        declare_field("planned_end", "datetime", Label("Окончание по плану", "Planned end")),
        declare_field("actual_start", "datetime", Label("Начат", "Started"), readonly=True),
        declare_field("actual_end", "datetime", Label("Закончен", "Ended"), readonly=True),
        declare_field(
            "delay",
            "integer",
            Label("Отклонение от срока, мин", "Deviation from the plan, min"),
            help=Label("Рабочее время; меньше нуля: раньше срока", "Working time; below zero: ahead of the plan"),
            readonly=True,
        ),
        declare_field("description", "long_text", Label("Описание", "Description")),
    ),
)

TASK_LINKS = declare_section(
    TaskLink,
    key="task_links",
    label=Label("Связи задач", "Links of tasks"),
    singular=Label("Связь задач", "Link of tasks"),
    counted=CountedLabel("связь", "связи", "связей", "link", "links"),
    icon="link",
    position=450,
    parent="task",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    fields=(
        declare_field(
            "task",
            "reference",
            Label("Задача", "Task"),
            target="tasks",
            required=True,
            cascade=True,
        ),
        declare_field(
            "predecessor",
            "reference",
            Label("После задачи", "After the task"),
            target="tasks",
            required=True,
            cascade=True,
        ),
        declare_field(
            "lag",
            "integer",
            Label("Пауза, мин", "Pause, min"),
            help=Label("Рабочее время между задачами", "Working time between the tasks"),
            default=0,
            options={"min": 0, "max": LONGEST_LAG},
        ),
    ),
)
