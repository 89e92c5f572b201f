"""A template of projects and a rule that begins them, in force over the base pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot

FITTING: dict[str, Any] = {
    "label": {"ru": "Монтаж", "en": "Fitting"},
    "name": {"ru": "Монтаж: {{ name }}", "en": "Fitting: {{ name }}"},
    "phases": [
        {"key": "before", "label": {"ru": "Подготовка", "en": "Preparation"}},
        {"key": "on_site", "label": {"ru": "На объекте", "en": "On site"}},
    ],
    "tasks": [
        {"key": "measure", "label": {"ru": "Обмер", "en": "Measure"}, "phase": "before", "duration": "2d"},
        {"key": "order", "label": {"ru": "Заказать", "en": "Order"}, "phase": "before", "after": ["measure"]},
        {
            "key": "heavy",
            "label": {"ru": "Кран", "en": "Crane"},
            "phase": "on_site",
            "after": ["order"],
            "when": "amount gt 1000",
        },
        {
            "key": "fit",
            "label": {"ru": "Монтаж {{ name }}", "en": "Fit {{ name }}"},
            "phase": "on_site",
            "duration": "3d",
            "assignee": {"to": "role", "role": "head"},
            "after": ["heavy", {"task": "measure", "lag": "1d"}],
        },
    ],
}
RULE: dict[str, Any] = {
    "label": "Проект",
    "section": "deals",
    "on": {"event": "stage", "entered": ["won"]},
    "do": [{"act": "run", "verb": "create_project", "options": {"template": "fitting"}}],
}


@pytest.fixture
def fitting(base_pack: Snapshot) -> Iterator[Snapshot]:
    """Hold the base pack with the template «fitting» and the rule «won → project»."""
    documents = [
        Document(kind="project_template", key="fitting", body=FITTING),
        Document(kind="rule", key="won_project", body=RULE),
    ]
    apply_documents(documents, actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS affiliations_main_once DEFERRED")
    with holding(latest_snapshot()) as snapshot:
        yield snapshot
