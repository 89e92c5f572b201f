"""The security log: who signed in, who got which rights, what left the house in bulk.

A feature names its acts with `declare_audit_actions` (in its `permissions.py`, which is found by place) and calls
`record_audit` in the transaction of the act: what was rolled back leaves no trace, what was done always does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from artel.platform.access.models import AuditEntry
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class AuditAct:
    """An act's name in the log and how people read it."""

    key: str
    label: Label


audit_acts: Registry[AuditAct] = Registry("audit acts")


class Audit(StrEnum):
    """Acts of the platform."""

    LOGIN = "login"
    LOGIN_FAILED = "login.failed"
    LOGOUT = "logout"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - the name of an act
    PASSWORD_LINK = "password.link"  # noqa: S105 - the name of an act
    FACTOR_ADDED = "factor.added"
    FACTOR_REMOVED = "factor.removed"
    FACTOR_FAILED = "factor.failed"
    SESSIONS_ENDED = "sessions.ended"
    IDENTITY_LINKED = "identity.linked"
    IDENTITY_UNLINKED = "identity.unlinked"
    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"
    USER_DEACTIVATED = "user.deactivated"
    USER_ACTIVATED = "user.activated"
    TEAM_CREATED = "team.created"
    TEAM_CHANGED = "team.changed"
    TEAM_DELETED = "team.deleted"
    ABSENCE_ADDED = "absence.added"
    ABSENCE_REMOVED = "absence.removed"
    CONFIGURATION = "configuration.applied"
    RESTORED = "configuration.restored"
    EXPORT = "export.done"
    IMPORT = "import.done"
    IMPORT_UNDONE = "import.undone"
    MASS_CHANGE = "records.changed"
    MASS_TRASH = "records.trashed"
    PURGE = "records.purged"
    TOKEN_CREATED = "token.created"  # noqa: S105 - the name of an act
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - the name of an act


def declare_audit_actions(labels: Mapping[str, Label]) -> None:
    """Register acts by name; raises ValueError when a name is taken."""
    for key, label in labels.items():
        audit_acts.add(str(key), AuditAct(key=str(key), label=label))


def record_audit(actor: Actor, action: str, detail: Mapping[str, object], ip: str | None = None) -> None:
    """Add an entry: `detail` is plain JSON without secrets (ids, names, numbers, before and after).

    Raises LookupError for an act that nobody declared.
    """
    audit_acts.get(action)
    AuditEntry.objects.create(
        at=timezone.now(),
        action=str(action),
        actor_kind=actor.kind.value,
        actor_id=actor.user_id,
        actor_name=actor.name,
        ip=ip,
        detail=dict(detail),
    )


declare_audit_actions(
    {
        Audit.LOGIN: Label("Вход", "Signed in"),
        Audit.LOGIN_FAILED: Label("Неудачный вход", "Failed to sign in"),
        Audit.LOGOUT: Label("Выход", "Signed out"),
        Audit.PASSWORD_CHANGED: Label("Пароль изменён", "Password changed"),
        Audit.PASSWORD_LINK: Label("Выдана ссылка для пароля", "Password link issued"),
        Audit.FACTOR_ADDED: Label("Второй фактор добавлен", "Second factor added"),
        Audit.FACTOR_REMOVED: Label("Второй фактор удалён", "Second factor removed"),
        Audit.FACTOR_FAILED: Label("Неверный второй фактор", "Wrong second factor"),
        Audit.SESSIONS_ENDED: Label("Сеансы завершены", "Sessions ended"),
        Audit.IDENTITY_LINKED: Label("Единый вход привязан", "Single sign-on linked"),
        Audit.IDENTITY_UNLINKED: Label("Единый вход отвязан", "Single sign-on unlinked"),
        Audit.USER_CREATED: Label("Пользователь создан", "User created"),
        Audit.USER_CHANGED: Label("Пользователь изменён", "User changed"),
        Audit.USER_DEACTIVATED: Label("Пользователь отключён", "User switched off"),
        Audit.USER_ACTIVATED: Label("Пользователь включён", "User switched on"),
        Audit.TEAM_CREATED: Label("Команда создана", "Team created"),
        Audit.TEAM_CHANGED: Label("Команда изменена", "Team changed"),
        Audit.TEAM_DELETED: Label("Команда удалена", "Team deleted"),
        Audit.ABSENCE_ADDED: Label("Отмечено отсутствие", "Absence noted"),
        Audit.ABSENCE_REMOVED: Label("Отсутствие снято", "Absence taken back"),
        Audit.CONFIGURATION: Label("Настройки изменены", "Configuration changed"),
        Audit.RESTORED: Label("Настройки возвращены", "Configuration restored"),
        Audit.EXPORT: Label("Экспорт", "Export"),
        Audit.IMPORT: Label("Импорт", "Import"),
        Audit.IMPORT_UNDONE: Label("Импорт отменён", "Import undone"),
        Audit.MASS_CHANGE: Label("Массовое изменение", "Mass change"),
        Audit.MASS_TRASH: Label("Массовое удаление", "Mass delete"),
        Audit.PURGE: Label("Удаление навсегда", "Deleted for good"),
        Audit.TOKEN_CREATED: Label("Ключ API создан", "API token created"),
        Audit.TOKEN_REVOKED: Label("Ключ API отозван", "API token revoked"),
    }
)
