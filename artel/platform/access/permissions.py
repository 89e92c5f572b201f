"""Names of permissions that are not about a section: tools. A role lists them; an unknown name raises.

A feature with a tool of its own declares it in its own `permissions.py` with `declare_tools`; the modules are found
by place at start-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class ToolPermission:
    """A tool's name in roles, and what people read in the settings of a role."""

    key: str
    label: Label


tools: Registry[ToolPermission] = Registry("tools")


class Tool(StrEnum):
    """Tools of the platform."""

    USERS = "settings.users"
    ROLES = "settings.roles"
    SECTIONS = "settings.sections"
    REVISIONS = "settings.revisions"
    VIEWS = "views.share"
    IMPORT = "import.run"
    EXPORT = "export.run"
    AUDIT = "audit.read"
    PURGE = "trash.purge"
    EXPLAIN = "access.explain"
    TOKENS = "tokens.own"


def declare_tools(labels: Mapping[str, Label]) -> None:
    """Register tools by name; raises ValueError when a name is taken."""
    for key, label in labels.items():
        tools.add(str(key), ToolPermission(key=str(key), label=label))


declare_tools(
    {
        Tool.USERS: Label("Пользователи и команды", "Users and teams"),
        Tool.ROLES: Label("Роли", "Roles"),
        Tool.SECTIONS: Label("Разделы, поля, воронки и справочники", "Sections, fields, pipelines and lookups"),
        Tool.REVISIONS: Label("Версии настроек", "Configuration revisions"),
        Tool.VIEWS: Label("Общие представления", "Shared views"),
        Tool.IMPORT: Label("Импорт", "Import"),
        Tool.EXPORT: Label("Экспорт", "Export"),
        Tool.AUDIT: Label("Журнал безопасности", "Security log"),
        Tool.PURGE: Label("Окончательное удаление", "Deleting for good"),
        Tool.EXPLAIN: Label("Объяснение доступа", "Explaining access"),
        Tool.TOKENS: Label("Собственные ключи API", "API tokens of one's own"),
    }
)
