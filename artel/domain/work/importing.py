"""What spreadsheets call past calls, meetings and tasks."""

from __future__ import annotations

from artel.platform.exchange.recognising.vocabulary import declare_header_words

declare_header_words(
    "calls",
    subject=("звон", "созвон", "общен", "касан", "call"),
    fields={
        "name": ("тема звон", "call subject"),
        "done_at": (
            "дата посл звон", "посл звон", "дата звон", "посл контакт", "дата посл контакт", "посл общен", "дата общен",
            "последн касан", "last call", "call date",
        ),
        "result_text": ("результ звон", "итог звон", "результ разговор", "о чем говор", "call result"),
    },
)  # fmt: skip
declare_header_words(
    "meetings",
    subject=("встреч", "meeting"),
    fields={
        "done_at": ("дата встреч", "посл встреч", "meeting date"),
        "result_text": ("результ встреч", "итог встреч"),
        "place": ("место встреч",),
    },
)  # fmt: skip
declare_header_words(
    "tasks",
    subject=("задач", "task"),
    fields={
        "name": ("задач", "что сделать", "след шаг", "следующ шаг", "task", "next step"),
        "due_at": ("срок задач", "дата задач", "перезвонить", "дата след", "след контакт", "next contact"),
    },
)  # fmt: skip
