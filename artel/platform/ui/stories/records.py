"""Stories of lists, boards, cards and feeds, on one small company's deals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils.html import format_html

from artel.platform.ui import formats
from artel.platform.ui.atoms import Avatar, Clock, Due, Person, Pill
from artel.platform.ui.board import Board, BoardCard, BoardColumn, Refusal
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html
from artel.platform.ui.feed import Composer, ComposerTab, Feed, FeedDay, FeedItem, FileLink
from artel.platform.ui.forms import Field
from artel.platform.ui.record import (
    Entry,
    Fact,
    Facts,
    Gate,
    NextAction,
    RecordHead,
    Requirement,
    Section,
    Stage,
    Stages,
)
from artel.platform.ui.stories.small import LONG
from artel.platform.ui.stories.story import NOW, Story
from artel.platform.ui.table import Column, Group, Pager, Row, Table
from artel.platform.ui.wizard import Tally, TallyItem, WizardSteps

STAGES = ("Новая", "Техзадание", "КП", "Договор", "Аванс", "Монтаж")
DEALS = (
    (
        "Лифты для ЖК «Северная долина», корпус 4, секции 1–6",
        LONG,
        "24318600.50",
        4,
        -5,
        "Согласовать протокол",
        "Ахметзянова Г.",
    ),
    (
        "Грузовой лифт 2000 кг, склад Лаишево",
        "ИП Хабибуллина А. Р.",
        "1864200",
        5,
        -1,
        "Напомнить об авансе",
        "Мухаметшин Р.",
    ),
    (
        "Лифты KONE, бизнес-центр «Урбан», 3 шт.",
        "АО «Казаньстройинвест»",
        "11480900",
        4,
        0,
        "Встреча",
        "Ахметзянова Г.",
    ),
    ("Панорамный лифт, гостиница «Ногай»", "ООО «Ногай Отель»", "5230415.20", 3, 1, "Подписать договор", "Петрова А."),
    (
        "Эскалатор, ж/д вокзал Казань-2",
        "Горьковская дирекция вокзалов",
        "14600000",
        2,
        15,
        "Обследование",
        "Соловьёв Д.",
    ),
)


def _row(number: int) -> Row:
    title, client, amount, stage, days, action, owner = DEALS[number]
    values = {
        "title": title,
        "client": client,
        "amount": Decimal(amount),
        "stage": stage,
        "due": NOW + timedelta(days=days, hours=2),
        "action": action,
        "owner": owner,
    }
    return Row(
        id=number, values=values, url="/dev/ui/", name=title, edit_url="/dev/ui/{field}/", is_selected=number == 2
    )


def columns() -> list[Column]:
    """Return the columns of the example list."""
    return [
        Column(key="title", label="Название", is_name=True, is_editable=True, sort_url="/dev/ui/?sort=title"),
        Column(key="client", label="Клиент", width=180, is_soft=True),
        Column(
            key="amount",
            label="Сумма",
            width=140,
            is_number=True,
            is_editable=True,
            render=lambda value, _row: formats.money(value),
        ),
        Column(key="stage", label="Стадия", width=120, render=lambda value, _row: Pill(STAGES[value - 1], value)),
        Column(
            key="due",
            label="Следующее действие",
            width=280,
            sorted="asc",
            sort_url="/dev/ui/?sort=due",
            render=lambda value, row: format_html(
                '<span class="a-next">{}<span class="clip">{}</span></span>', Due(value, NOW), row["action"]
            ),
        ),
        Column(
            key="owner", label="Ответственный", width=160, is_wide_only=True, render=lambda value, _row: Person(value)
        ),
    ]


def table() -> Sequence[Html]:
    """Groups, a selected row, totals, pager."""
    late = Group(
        rows=[_row(0), _row(1)], label="Просрочено", tone="late", count=2, totals={"amount": "26 182 800,50 ₽"}
    )
    rest = Group(rows=[_row(2), _row(3), _row(4)], label="Позже", count=3, totals={"amount": "31 311 315,20 ₽"})
    return [
        Table(
            columns=columns(),
            groups=[late, rest],
            caption="Сделки",
            is_selectable=True,
            is_static=True,
            totals={"amount": "57 494 115,70 ₽"},
            summary="5 сделок по фильтру",
            more=Pager(shown="1–5 из 64", next_url="/dev/ui/?after=5"),
        )
    ]


def board() -> Sequence[Html]:
    """Columns of different fullness, one that refuses."""
    cards = [
        BoardCard(
            id=number,
            title=title,
            url="/dev/ui/",
            subtitle=client,
            amount=formats.money(Decimal(amount)),
            person=Avatar(owner, is_alone=True),
            action_icon="phone",
            action=action,
            due=Due(NOW + timedelta(days=days, hours=2), NOW),
        )
        for number, (title, client, amount, _stage, days, action, owner) in enumerate(DEALS)
    ]
    more = Button(label="Ещё 10", kind="bare", is_small=True, css="muted")
    shown = [
        BoardColumn(key="new", label="Новая", hue=1, count=14, total="61 204 800,00 ₽", cards=cards[:2], more=more),
        BoardColumn(key="offer", label="КП", hue=3, count=2, total="118 640 930,40 ₽", cards=cards[2:4]),
        BoardColumn(key="contract", label="Договор с длинным названием стадии", hue=4, count=1, cards=cards[4:]),
        BoardColumn(key="empty", label="Аванс", hue=5, count=0, cards=[]),
    ]
    refusal = Refusal(
        text=format_html("Не хватает: <b>{}</b>", "ИНН, техзадание"),
        fill=Button(label="Заполнить", kind="primary", is_small=True),
    )
    return [Board(columns=shown, move_url="/dev/ui/", label="Доска сделок", id="story-board"), refusal]


def head() -> Sequence[Html]:
    """The top of a card with everything on it."""
    stages = [
        Stage(label="Новая", state="done", note="1 день"),
        Stage(label="Техзадание", state="done", note="6 дней"),
        Stage(label="Договор", state="now", note="9 дней из 7, просрочено на 2", is_late=True),
        Stage(label="Аванс", note="норма 5 дней", move={}),
        Stage(label="Завершена", move={}),
    ]
    requirements = [
        Requirement(label="КП принято заказчиком", is_met=True, note="17 ноя"),
        Requirement(
            label="ИНН плательщика",
            is_met=False,
            control=Field(name="gate_inn", label="ИНН", is_label_hidden=True, placeholder="10 или 12 цифр"),
        ),
        Requirement(label="Техзадание приложено", is_met=True, note="ТЗ_корп4_ред3.pdf"),
        Requirement(
            label="Протокол подписан", is_met=False, control=Button(label="Приложить", icon="upload", is_small=True)
        ),
    ]
    gate = Gate(
        title="Чтобы перейти в «Аванс», не хватает 2 из 4",
        requirements=requirements,
        action=Button(label="Перевести в «Аванс»", is_small=True, is_disabled=True),
    )
    todo = NextAction(
        text="согласовать протокол разногласий с юристом",
        icon="phone",
        due=Due(NOW - timedelta(days=5), NOW),
        who="Ахметзянова Г.",
        is_late=True,
        actions=[Button(label="Перенести", icon="calendar"), Button(label="Сделать", icon="check", kind="primary")],
    )
    facts: list[Html] = [
        format_html("<b>{}</b>", "24 318 600,50 ₽"),
        format_html("Закрыть до <b>{}</b>", "18 дек"),
        Person("Константинопольская Елена"),
    ]
    return [
        RecordHead(
            title=DEALS[0][0],
            actions=[Button(label="Позвонить", icon="phone"), Button(label="Ещё", icon="dots", is_icon_only=True)],
            key_facts=facts,
            stages=Stages(stages=stages),
            is_main=False,
            next_action=todo,
            gate=gate,
        )
    ]


def facts() -> Sequence[Html]:
    """Fields of a card and a related list."""
    shown = [
        Fact(label="Сумма", value="24 318 600,50 ₽", key="amount", edit_url="/dev/ui/"),
        Fact(label="Плательщик", value=LONG, key="payer", edit_url="/dev/ui/"),
        Fact(label="ИНН", key="inn", edit_url="/dev/ui/"),
        Fact(label="Создана", value="27 окт, из лида № 902"),
    ]
    call = Button(label="Позвонить", icon="phone", kind="bare", is_icon_only=True, is_small=True)
    entry = Entry(
        label="Шарафутдинова Венера Наилевна",
        note="юрист",
        url="/dev/ui/",
        mark=Avatar("Шарафутдинова Венера", is_large=True),
        actions=[call],
    )
    return [Section(title="Условия", body=Facts(facts=shown)), Section(title="Контакты", count=1, body=entry)]


def feed() -> Sequence[Html]:
    """Composer and items of each tone."""
    tabs = [
        ComposerTab(
            key="note",
            label="Заметка",
            action="/dev/ui/",
            placeholder="Что важно знать…",
            button="Записать",
            has_files=True,
        ),
        ComposerTab(
            key="task",
            label="Задача",
            action="/dev/ui/",
            placeholder="Что сделать…",
            button="Поставить",
            fields=[Field(name="due", label="Срок", kind="datetime", prefix="c")],
        ),
    ]
    document = FileLink(name="Протокол_214-26.docx", size=86_016, url="/dev/ui/")
    items = [
        FeedDay("Сегодня"),
        FeedItem(
            icon="brand-telegram",
            who="Ильдар Фаритович",
            what="Telegram",
            time=Clock(NOW, NOW),
            body="Сможете до обеда?",
            tone="theirs",
        ),
        FeedItem(
            icon="at",
            who="Соловьёв Денис",
            what="комментарий",
            time="10:20",
            body="0,05 % для нас приемлемо?",
            tone="team",
        ),
        FeedItem(
            icon="mail",
            who="Письмо",
            what="Протокол разногласий",
            time="14:31",
            body="Направляю протокол.",
            files=[document],
        ),
        FeedItem(
            icon="arrow-right",
            who="Стадия",
            what=format_html("{} → {}", Pill("КП", 3), Pill("Договор", 4)),
            time="15 ноя",
            body="Ахметзянова Г.",
        ),
    ]
    return [Composer(tabs=tabs, csrf_token="", draft="story"), Feed(items=items, id="story-feed")]


def wizard() -> Sequence[Html]:
    """A path and its counts."""
    items = [
        TallyItem(number="1 248", label="строк в файле"),
        TallyItem(number="1 076", label="будут созданы", tone="good", hue="won", share=1076),
        TallyItem(number="43", label="похожи на имеющиеся, решите", tone="soon", hue="soon", share=43),
        TallyItem(
            number="31",
            label="с ошибкой, не загрузятся",
            tone="late",
            hue="late",
            share=31,
            url="/dev/ui/",
            is_current=True,
        ),
    ]
    return [
        WizardSteps(labels=("Файл", "Столбцы", "Проверка", "Загрузка"), current=3),
        Tally(items=items, label="Итог проверки"),
    ]


STORIES = (
    Story("table", "Таблица", table, 12, is_bare=True),
    Story("board", "Доска", board, 12, is_bare=True),
    Story("head", "Шапка карточки", head, 12, is_bare=True),
    Story("facts", "Поля карточки", facts, 4),
    Story("feed", "Лента", feed, 8),
    Story("wizard", "Мастер", wizard, 12),
)
