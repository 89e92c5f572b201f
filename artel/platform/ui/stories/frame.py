"""The example frame: sections of a small company, counters late and not."""

from __future__ import annotations

from artel.platform.ui.shell import CreateItem, MenuLink, Shell, ShellUser


def example_shell() -> Shell:
    """Return a shell that leads nowhere."""
    places = (
        MenuLink(key="day", label="Рабочее место", icon="layout-dashboard", url="/dev/ui/"),
        MenuLink(key="inbox", label="Входящие", icon="inbox", url="/dev/ui/", count=12),
        MenuLink(key="tasks", label="Дела", icon="checkbox", url="/dev/ui/", count=7, is_late=True),
        MenuLink(key="calendar", label="Календарь", icon="calendar", url="/dev/ui/"),
    )
    sections = (
        MenuLink(key="contacts", label="Контакты", icon="users", url="/dev/ui/"),
        MenuLink(key="accounts", label="Контрагенты и застройщики", icon="building", url="/dev/ui/"),
        MenuLink(key="leads", label="Лиды", icon="target-arrow", url="/dev/ui/", count=18),
        MenuLink(key="deals", label="Сделки", icon="briefcase", url="/dev/ui/", count=64),
    )
    tools = (
        MenuLink(key="import", label="Импорт", icon="table-import", url="/dev/ui/"),
        MenuLink(key="settings", label="Настройки", icon="settings", url="/dev/ui/"),
    )
    create = (
        CreateItem(label="Сделка", icon="briefcase", url="/dev/ui/", shortcut="n", in_dialog=False),
        CreateItem(label="Контакт", icon="user-plus", url="/dev/ui/", in_dialog=False),
    )
    user = ShellUser(name="Гульнара Ахметзянова", initials="ГА", position="менеджер", profile_url="/dev/ui/")
    return Shell(
        user=user,
        places=places,
        sections=sections,
        tools=tools,
        create_items=create,
        current="deals",
        unread=4,
        palette_url="/dev/ui/",
        notifications_url="/dev/ui/",
    )
