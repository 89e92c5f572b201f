"""Where the designer stands among the settings. Who may come in: the tool «Sections, fields, pipelines and lookups»."""

from __future__ import annotations

from artel.platform.access.permissions import Tool
from artel.platform.access.settings_places import SettingsPlace, add_place
from artel.platform.kernel.labels import Label

add_place(
    SettingsPlace(
        key="designer",
        label=Label("Конструктор", "Designer"),
        help=Label(
            "Разделы, поля, карточки, списки, воронки и справочники вашей компании.",
            "Your company's sections, fields, cards, lists, pipelines and lookups.",
        ),
        icon="sitemap",
        url_name="designer:sections",
        tool=Tool.SECTIONS,
    )
)
add_place(
    SettingsPlace(
        key="conflicts",
        label=Label("Спорные места", "Conflicts"),
        help=Label(
            "Где новая версия решения и ваши правки разошлись: чьё слово остаётся.",
            "Where a pack's new version and your changes differ: whose word holds.",
        ),
        icon="git-merge",
        url_name="designer:conflicts",
        tool=Tool.REVISIONS,
    )
)
