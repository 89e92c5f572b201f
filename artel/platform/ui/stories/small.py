"""Stories of the small things: buttons, marks, people, menus, tabs, chips, bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from artel.platform.ui.atoms import Avatar, Chip, Count, Due, Flag, Meter, Person, Pill, Tag, Tags
from artel.platform.ui.buttons import Button, Menu, MenuItem, MenuLine, Segments
from artel.platform.ui.component import Html
from artel.platform.ui.page import Tab, Tabs
from artel.platform.ui.stories.story import NOW, Story

LONG = "ООО «Специализированный застройщик «Северная долина — Девелопмент и управление объектами»"


def buttons() -> Sequence[Html]:
    """Each kind: normal, small, icon only, disabled, with a key."""
    made: list[Html] = []
    for kind, label in (("primary", "Сделать"), ("", "Перенести"), ("bare", "Отмена"), ("danger", "Удалить")):
        made += [
            Button(label=label, kind=kind),
            Button(label=label, kind=kind, icon="check", is_small=True),
            Button(label=label, kind=kind, icon="dots", is_icon_only=True),
            Button(label=label, kind=kind, is_disabled=True),
        ]
    made.append(Button(label="Условие", icon="filter-plus", kind="bare", shortcut="/"))
    made.append(Button(label="Ссылка наружу", icon="external-link", url="/dev/ui/"))
    return made


def segments() -> Sequence[Html]:
    """A switch of ways to look."""
    ways = (("Таблица", "table"), ("Доска", "layout-kanban"), ("Календарь", "calendar"))
    views = [
        Button(label=label, icon=icon, is_icon_only=True, is_small=True, is_pressed=number == 0)
        for number, (label, icon) in enumerate(ways)
    ]
    periods = [Button(label=label, is_pressed=number == 1) for number, label in enumerate(("День", "Неделя", "Месяц"))]
    return [Segments(label="Вид", buttons=views), Segments(label="Период", buttons=periods)]


def marks() -> Sequence[Html]:
    """Stages, words with a meaning, tags, deadlines."""
    names = ("Новая", "Техзадание", "КП", "Договор", "Аванс", "Монтаж")
    pills: list[Html] = [Pill(name, hue) for hue, name in enumerate(names, 1)]
    pills += [Pill("Завершена", "won"), Pill("Отказ", "lost")]
    pills += [Flag("просрочено", "late"), Flag("сегодня", "soon"), Flag("оплачено", "good"), Flag("новое", "info")]
    pills += [
        Flag("черновик"),
        Tag("тендер"),
        Tag("VIP"),
        Tags(labels=("сайт", "выставка")),
        Count(64),
        Count(7, is_late=True),
    ]
    offsets = (timedelta(days=-5), timedelta(days=-1), timedelta(hours=-2), timedelta(hours=3), timedelta(days=1))
    pills += [Due(NOW + offset, NOW) for offset in (*offsets, timedelta(days=3), timedelta(days=20))]
    return [*pills, Due(date(2026, 11, 24), NOW), Due(date(2027, 2, 1), NOW)]


def people() -> Sequence[Html]:
    """Avatars and names."""
    return [
        Avatar("Гульнара Ахметзянова", is_me=True, is_alone=True),
        Avatar("Соловьёв Денис", is_alone=True),
        Avatar("Константинопольская Елена", is_large=True, is_alone=True),
        Person("Мухаметшин Рустам"),
        Person("Константинопольская-Заволжская Елена Александровна", is_me=True),
    ]


def chips() -> Sequence[Html]:
    """Conditions of a filter."""
    return [
        Chip(field="Воронка", values=["Продажа лифтов"], edit={}, remove={}),
        Chip(field="Стадия", relation="не", values=["Завершена", "Отказ"], edit={}, remove={}),
        Chip(field="Сумма", relation="от", values=["900 000 ₽"], edit={}, remove_url="/dev/ui/"),
        Chip(field="Контрагент", relation="равен", values=[LONG], edit={}, remove={}),
        Chip(field="Только чтение", values=["да"]),
    ]


def bars() -> Sequence[Html]:
    """Fact, plan for today, overload."""
    return [
        Meter(value=64, at=72, label="План месяца"),
        Meter(value=88, tone="soon", label="Загрузка"),
        Meter(value=140, at=83, tone="late", label="Загрузка бригады"),
        Meter(value=0, tone="quiet", label="Заполнено"),
    ]


def menus() -> Sequence[Html]:
    """A menu of acts, an icon that opens one, a floating panel."""
    items = [
        MenuItem(label="Изменить", icon="pencil", shortcut="e"),
        MenuItem(label="Сделать копию", icon="copy"),
        MenuItem(label="Объединить с другой записью, похожей на эту…", icon="arrows-join"),
        MenuItem(label="Недоступно", icon="lock", is_disabled=True),
        MenuLine(),
        MenuItem(label="В корзину", icon="trash", is_danger=True, shortcut="Del"),
    ]
    choices = [MenuItem(label="По сроку", is_checked=True), MenuItem(label="По сумме", is_checked=False)]
    return [
        Menu(label="Действия", items=items, has_arrow=True),
        Menu(label="Ещё", icon="dots", is_icon_only=True, items=items, kind="bare"),
        Menu(label="Сортировка", icon="arrows-sort", kind="bare", items=choices),
        Menu(label="Панель", icon="adjustments-horizontal", panel="Любое содержимое"),
    ]


def tabs() -> Sequence[Html]:
    """Saved views are links; parts of one page are tabs."""
    views = [
        Tab(label="Все", url="/dev/ui/"),
        Tab(label="В работе", url="/dev/ui/?1", count=64, is_current=True),
        Tab(label="Без движения 7 дней", url="/dev/ui/?2", count=6, is_late=True),
        Tab(label="Мой: ждут аванс", url="/dev/ui/?3", icon="lock"),
    ]
    parts = [
        Tab(label="Ошибки", panel="story-p1", count=31, is_current=True),
        Tab(label="Похожие", panel="story-p2", count=43),
    ]
    return [Tabs(label="Представления", tabs=views), Tabs(label="Части", tabs=parts)]


STORIES = (
    Story("buttons", "Кнопки", buttons, 8),
    Story("segments", "Переключатели", segments, 4),
    Story("marks", "Стадии, отметки, сроки", marks, 8),
    Story("people", "Люди", people, 4),
    Story("chips", "Условия фильтра", chips, 8),
    Story("bars", "Полосы", bars, 4),
    Story("menus", "Меню", menus, 6),
    Story("tabs", "Вкладки", tabs, 6),
)
