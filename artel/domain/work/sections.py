"""Tasks, calls, meetings and participants as sections: words, types, what is asked and what is searched."""

from __future__ import annotations

from artel.domain.work.models import Call, Meeting, Participant, Task
from artel.domain.work.projects import rule_verb, templates
from artel.domain.work.projects.sections import PROJECTS, TASK_LINKS, project_fields
from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.sections.calendars import CalendarSpec
from artel.platform.sections.declaring import declare_field, declare_section
from artel.platform.sections.spec import FieldSpec

__all__ = ["CALLS", "MEETINGS", "PARTICIPANTS", "PROJECTS", "TASKS", "TASK_LINKS", "rule_verb", "templates"]
PRIORITIES = {
    "low": Label("Низкий", "Low"),
    "normal": Label("Обычный", "Normal"),
    "high": Label("Высокий", "High"),
}
DIRECTIONS = {
    "out": Label("Исходящий", "Outgoing"),
    "in": Label("Входящий", "Incoming"),
}


def about_fields() -> tuple[FieldSpec, ...]:
    """Return the fields that say what an activity is about and whose it is."""
    return (
        declare_field("account", "reference", Label("Контрагент", "Account"), target="accounts"),
        declare_field("contact", "reference", Label("Контакт", "Contact"), target="contacts"),
        declare_field("about_section", "text", Label("Раздел записи", "About: section")),
        declare_field("about_id", "integer", Label("Номер записи", "About: record")),
        declare_field(
            "priority",
            "choice",
            Label("Приоритет", "Priority"),
            default="normal",
            choices=PRIORITIES,
        ),
        declare_field("description", "long_text", Label("Описание", "Description")),
    )


def result_fields(lookup: str) -> tuple[FieldSpec, ...]:
    """Return the fields that say how it ended; results are values of `lookup`."""
    return (
        declare_field("done_at", "datetime", Label("Выполнено", "Done")),
        declare_field("result", "choice", Label("Результат", "Result"), lookup=lookup),
        declare_field("result_text", "long_text", Label("Итог", "Outcome")),
    )


def duration_field() -> FieldSpec:
    """Return the field of planned length."""
    return declare_field(
        "duration",
        "integer",
        Label("Длительность, мин", "Duration, min"),
        options={"min": 0, "max": 60 * 24 * 31},
    )


TASKS = declare_section(
    Task,
    key="tasks",
    label=Label("Задачи", "Tasks"),
    singular=Label("Задача", "Task"),
    counted=CountedLabel("задача", "задачи", "задач", "task", "tasks"),
    icon="checkbox",
    position=60,
    has_activities=False,
    default_order=("due_at",),
    calendar=CalendarSpec(start="due_at", duration="duration"),
    name_label=Label("Что сделать", "What to do"),
    fields=(
        declare_field("due_at", "datetime", Label("Срок", "Due")),
        duration_field(),
        *about_fields(),
        *project_fields(),
        *result_fields("task_results"),
    ),
)

CALLS = declare_section(
    Call,
    key="calls",
    label=Label("Звонки", "Calls"),
    singular=Label("Звонок", "Call"),
    counted=CountedLabel("звонок", "звонка", "звонков", "call", "calls"),
    icon="phone",
    position=70,
    has_activities=False,
    default_order=("due_at",),
    calendar=CalendarSpec(start="due_at", duration="duration"),
    name_label=Label("О чём", "About"),
    fields=(
        declare_field("due_at", "datetime", Label("Когда", "When")),
        declare_field(
            "direction",
            "choice",
            Label("Направление", "Direction"),
            default="out",
            choices=DIRECTIONS,
        ),
        declare_field("phone", "phone", Label("Телефон", "Phone"), searchable=True),
        duration_field(),
        *about_fields(),
        *result_fields("call_results"),
    ),
)

MEETINGS = declare_section(
    Meeting,
    key="meetings",
    label=Label("Встречи", "Meetings"),
    singular=Label("Встреча", "Meeting"),
    counted=CountedLabel("встреча", "встречи", "встреч", "meeting", "meetings"),
    icon="calendar-event",
    position=80,
    has_activities=False,
    default_order=("due_at",),
    calendar=CalendarSpec(
        start="due_at",
        end="ends_at",
        duration="duration",
        participants="participants",
        event="meeting",
        participant="person",
    ),
    name_label=Label("О чём", "About"),
    fields=(
        declare_field("due_at", "datetime", Label("Начало", "Start")),
        declare_field("ends_at", "datetime", Label("Окончание", "End")),
        duration_field(),
        declare_field("place", "text", Label("Место", "Place")),
        *about_fields(),
        *result_fields("meeting_results"),
    ),
)

PARTICIPANTS = declare_section(
    Participant,
    key="participants",
    label=Label("Участники встречи", "Participants"),
    singular=Label("Участник встречи", "Participant"),
    counted=CountedLabel("участник", "участника", "участников", "participant", "participants"),
    icon="users-group",
    position=440,
    parent="meeting",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    fields=(
        declare_field(
            "meeting",
            "reference",
            Label("Встреча", "Meeting"),
            target="meetings",
            required=True,
            cascade=True,
        ),
        declare_field(
            "contact",
            "reference",
            Label("Контакт", "Contact"),
            target="contacts",
            cascade=True,
        ),
        declare_field("person", "person", Label("Сотрудник", "Colleague")),
    ),
)
