"""A small configuration for tests: a custom section, fields on a built-in one, a retired field, roles."""

from __future__ import annotations

from typing import Any

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM

OWNER = "tests"


def document(kind: str, key: str, *, is_retired: bool = False, body: dict[str, Any] | None = None) -> Document:
    """Return a document as a pack of the tests would bring it."""
    return Document(kind=kind, key=key, body=body or {}, owner=OWNER, is_retired=is_retired)


def text(ru: str, en: str) -> dict[str, str]:
    """Return a label's body."""
    return {"ru": ru, "en": en}


def field(key: str, type: str, label: str, **facts: object) -> Document:  # noqa: A002 - the word of the packs
    """Return a field's document; `key` is `<section>.<field>`."""
    return document("field", key, body={"type": type, "label": text(label, label), **facts})


TENDERS = (
    document(
        "section",
        "x_tenders",
        body={
            "label": text("Тендеры", "Tenders"),
            "singular": text("Тендер", "Tender"),
            "counted": ["тендер", "тендера", "тендеров", "tender", "tenders"],
            "icon": "gavel",
            "has_pipeline": True,
        },
    ),
    field("x_tenders.x_number", "autonumber", "Номер", options={"template": "Т-{n:05}"}, searchable=True),
    field("x_tenders.x_limit", "money", "Начальная цена"),
    field("x_tenders.x_phone", "phone", "Телефон", searchable=True),
    field("x_tenders.x_due", "date", "Подача до"),
    field("x_tenders.x_law", "choice", "Закон", lookup="laws"),
    field("x_tenders.x_account", "reference", "Заказчик", target="accounts"),
    field("x_tenders.x_note", "long_text", "Примечание", searchable=True),
    document(
        "lookup",
        "laws",
        body={
            "label": text("Законы", "Laws"),
            "values": [
                {"key": "fz44", "label": text("44-ФЗ", "44-FZ")},
                {"key": "fz223", "label": text("223-ФЗ", "223-FZ")},
            ],
        },
    ),
    document(
        "pipeline",
        "tenders",
        body={
            "section": "x_tenders",
            "label": text("Тендеры", "Tenders"),
            "is_default": True,
            "stages": [
                {"key": "search", "label": text("Поиск", "Search"), "to": ["bid", "lost"]},
                {"key": "bid", "label": text("Заявка", "Bid"), "hue": 2},
                {"key": "won", "label": text("Победа", "Won"), "kind": "success"},
                {"key": "lost", "label": text("Проигран", "Lost"), "kind": "failure"},
            ],
        },
    ),
)
"""A section that no Python knows."""

ON_ACCOUNTS = (
    field("accounts.x_floors", "integer", "Этажей"),
    field("accounts.x_code", "text", "Код застройщика", unique=True),
    field("accounts.x_papers", "files", "Документы", options={"max_files": 5, "max_size": 1}),
)
EVERY_TYPE = (
    document("section", "x_visits", body={"label": text("Осмотры", "Inspections"), "icon": "tool"}),
    document(
        "lookup",
        "marks",
        body={
            "label": text("Метки", "Marks"),
            "values": [
                {"key": "urgent", "label": text("Срочно", "Urgent")},
                {"key": "paid", "label": text("Платно", "Paid")},
                {"key": "night", "label": text("Ночью", "At night")},
            ],
        },
    ),
    document(
        "lookup",
        "places",
        body={"label": text("Места", "Places"), "table": "key,ru,en,parent\nnorth,Север,North,\nsouth,Юг,South,\n"},
    ),
    document(
        "lookup",
        "towns",
        body={
            "label": text("Города", "Towns"),
            "table": "key,ru,en,parent\nkem,Кемь,,north\nanapa,Анапа,,south\n",
            "values": [{"key": "inta", "label": "Инта", "parent": "north"}],
        },
    ),
    field("x_visits.x_address", "address", "Адрес", searchable=True),
    field("x_visits.x_spent", "duration", "Длительность"),
    field("x_visits.x_place", "linked_choice", "Место", lookup="places"),
    field("x_visits.x_town", "linked_choice", "Город", lookup="towns", options={"parent": "x_place"}),
    field("x_visits.x_papers", "files", "Документы", options={"max_files": 5, "max_size": 1}, searchable=True),
    field("x_visits.x_marks", "multi_choice", "Метки", lookup="marks", indexed=True, searchable=True),
)
"""A section with the types of field that the others lack."""

RETIRED = (
    field("contacts.x_old", "text", "Старое поле"),
    document("field", "contacts.x_old", is_retired=True),
)


def configure(*documents: Document) -> None:
    """Apply documents as the system."""
    apply_documents(documents, actor=SYSTEM, note="tests")
