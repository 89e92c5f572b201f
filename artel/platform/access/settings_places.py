"""Places of the settings: what `/settings/` lists. A feature adds its own in its `permissions.py`, found by place."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPlace:
    """A screen of the settings: `url_name` is its address, `tool` who may come in, `help` one line about it."""

    key: str
    label: Label
    help: Label
    icon: str
    url_name: str
    tool: str

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.url_name)


settings_places: Registry[SettingsPlace] = Registry("settings")


def add_place(place: SettingsPlace) -> None:
    """Register a place; raises ValueError when its key is taken."""
    settings_places.add(place.key, place)


def places_of(actor: Actor) -> tuple[SettingsPlace, ...]:
    """Return the places that the actor may enter, in the order of registration."""
    return tuple(place for place in settings_places if may_use(actor, place.tool))


add_place(
    SettingsPlace(
        key="users",
        label=Label("Пользователи", "Users"),
        help=Label(
            "Кто входит в систему, в какой команде и с какими ролями.", "Who signs in, in which team and roles."
        ),
        icon="users",
        url_name="settings_users",
        tool=Tool.USERS,
    )
)
add_place(
    SettingsPlace(
        key="teams",
        label=Label("Команды", "Teams"),
        help=Label(
            "Дерево отделов: руководитель видит то, чем владеют команды под ним.",
            "The tree of departments: a head sees what the teams below own.",
        ),
        icon="users-group",
        url_name="settings_teams",
        tool=Tool.USERS,
    )
)
add_place(
    SettingsPlace(
        key="roles",
        label=Label("Роли", "Roles"),
        help=Label(
            "Что можно делать, чьи записи и какие поля видны.",
            "What may be done, whose records and which fields are seen.",
        ),
        icon="shield-lock",
        url_name="designer:roles",
        tool=Tool.ROLES,
    )
)
add_place(
    SettingsPlace(
        key="revisions",
        label=Label("Версии настроек", "Configuration revisions"),
        help=Label(
            "Кто и что изменил в настройках; любую версию можно вернуть.",
            "Who changed what; any revision can be restored.",
        ),
        icon="history",
        url_name="designer:revisions",
        tool=Tool.REVISIONS,
    )
)
add_place(
    SettingsPlace(
        key="audit",
        label=Label("Журнал безопасности", "Security log"),
        help=Label("Входы, права, выгрузки, массовые действия.", "Sign-ins, rights, exports, mass actions."),
        icon="eye",
        url_name="settings_audit",
        tool=Tool.AUDIT,
    )
)
