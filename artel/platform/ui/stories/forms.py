"""Stories of forms and of what the product says."""

from __future__ import annotations

from collections.abc import Sequence

from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html
from artel.platform.ui.feedback import Dialog, EmptyState, Notice, Progress, Skeleton
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.inputs.uploads import MEGABYTE, Upload, Uploads
from artel.platform.ui.stories.small import LONG
from artel.platform.ui.stories.story import Story


def form() -> Sequence[Html]:
    """Every sort of field in one form, with help, errors, required ones."""
    people = [Option("1", "Ахметзянова Гульнара"), Option("2", "Константинопольская Елена Александровна")]
    fields = [
        Field(
            name="title", label="Название", value="Лифты для ЖК «Весна», дом 7", is_required=True, help="Как в списках"
        ),
        Field(name="inn", label="ИНН", value="165541239", error="9 цифр, а нужно 10 или 12. Проверьте последнюю."),
        Field(name="amount", label="Сумма", kind="money", value="24 318 600,50", suffix="₽"),
        Field(name="close", label="Закрыть до", kind="date", value="2026-12-18"),
        Field(name="owner", label="Ответственный", kind="select", value="2", options=people),
        Field(
            name="account",
            label="Контрагент",
            kind="select",
            value="9",
            options=[Option("9", LONG)],
            search_url="/dev/ui/",
        ),
        Field(name="tags", label="Метки", kind="multiselect", value=["1"], options=people),
        Field(name="phone", label="Телефон", kind="phone", placeholder="+7"),
        Field(name="password", label="Пароль", kind="password"),
        Field(name="plain", label="Без аванса", kind="checkbox", help="Только с разрешения директора"),
        Field(name="notify", label="Напоминать клиенту", kind="switch", value="on"),
        Field(
            name="way",
            label="Как связаться",
            kind="radio",
            value="a",
            options=[Option("a", "Звонок"), Option("b", "Письмо")],
        ),
        Field(name="fixed", label="Номер", value="1874", is_readonly=True),
        Field(name="note", label="Комментарий", kind="textarea", width="wide", value="Первая строка\nвторая"),
    ]
    buttons = [Button(label="Отмена", kind="bare"), Button(label="Сохранить", kind="primary", is_submit=True)]
    errors = ["Не сохранено: исправьте ИНН."]
    groups = [Fieldset(title="Основное", fields=fields)]
    return [Form(action="/dev/ui/", groups=groups, errors=errors, buttons=buttons)]


def uploads() -> Sequence[Html]:
    """Inputs of files: one, several in order, and one that is shut."""
    fields = [
        Field(
            name="file",
            label="Договор",
            kind="file",
            uploads=Uploads(url="/dev/ui/", held=[Upload("1", f"{LONG}.pdf", "/dev/ui/", 84_000, "file-type-pdf")]),
        ),
        Field(
            name="files",
            label="Фотографии объекта",
            kind="file",
            uploads=Uploads(
                url="/dev/ui/",
                most=20,
                most_bytes=10 * MEGABYTE,
                held=[
                    Upload("1", "Шахта лифта.jpg", "/dev/ui/", 2_400_000, "photo"),
                    Upload("2", f"{LONG}.png", "/dev/ui/", 950_000, "photo"),
                ],
            ),
        ),
        Field(
            name="shut",
            label="Акты",
            kind="file",
            is_readonly=True,
            uploads=Uploads(url="/dev/ui/", most=5, held=[Upload("3", "Акт № 7.pdf", "/dev/ui/", 120_000)]),
        ),
    ]
    return [Form(action="/dev/ui/", groups=[Fieldset(fields=fields)])]


def notices() -> Sequence[Html]:
    """Strips in each tone."""
    return [
        Notice(
            text="Телефон совпал с контактом «Хакимов И. Ф.».",
            actions=[Button(label="Открыть", kind="bare", is_small=True)],
        ),
        Notice(text="Загружено 1 174 строки.", tone="good"),
        Notice(text="Похожих клиентов: 43. Решите, что с ними делать.", tone="soon"),
        Notice(text=f"Почта не отвечает с 13:40. Письма для {LONG} уйдут, когда связь вернётся.", tone="late"),
    ]


def dialog() -> Sequence[Html]:
    """A dialog as it stands in its frame."""
    reason = Field(
        name="reason",
        label="Причина",
        kind="select",
        is_required=True,
        options=[Option("1", "Выбрали «Щербинку»: срок")],
        prefix="d",
    )
    buttons = [Button(label="Отмена", kind="bare"), Button(label="Закрыть отказом", kind="danger")]
    return [Dialog(title="Закрыть сделку отказом?", body=reason, buttons=buttons)]


def empty() -> Sequence[Html]:
    """An empty section."""
    actions = [Button(label="Создать проект", kind="primary"), Button(label="Загрузить пример")]
    text = "Проект появится сам, когда по сделке придёт аванс. Или начните с готового плана работ."
    return [EmptyState(title="Проектов пока нет", text=text, actions=actions)]


def progress() -> Sequence[Html]:
    """Long work that one can leave, come back to, stop."""
    actions = [Button(label="Скрыть", kind="bare", is_small=True), Button(label="Остановить", is_small=True)]
    return [
        Progress(
            title="Загрузка базы застройщиков",
            percent=63,
            state="742 из 1 174, осталось около 40 с",
            done="739 загружено",
            failed="3 с ошибкой",
            actions=actions,
        ),
        Skeleton(3),
    ]


STORIES = (
    Story("form", "Форма", form, 12),
    Story("uploads", "Файлы", uploads, 6),
    Story("notices", "Сообщения", notices, 6),
    Story("dialog", "Диалог", dialog, 6),
    Story("empty", "Пусто", empty, 6),
    Story("progress", "Долгая работа", progress, 6),
)
