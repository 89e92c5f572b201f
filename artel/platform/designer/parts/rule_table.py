"""Rules of fields in a layout: when each is seen, must be filled, can't be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.table import Column, Group, Row, Table


def rule_table(spec: SectionSpec, key: str, body: Mapping[str, Any]) -> Html:
    """Return the fields with their rules; pressing a name opens its rule."""
    rules = body.get("fields", {})
    variant = key.partition(".")[2]
    columns = (
        Column(key="field", label=_("Field"), is_name=True),
        Column(key="visible", label=_("Seen"), width=180),
        Column(key="required", label=_("Must be filled"), width=180),
        Column(key="readonly", label=_("Locked"), width=180),
    )
    fields = [f for f in spec.shown_fields if not f.system and f.key != "pipeline"]
    fields.sort(key=lambda f: f.key not in rules)
    rows = []
    for field in fields:
        url = reverse("designer:rule", args=[spec.key, field.key]) + (f"?variant={variant}" if variant else "")
        rule = rules.get(field.key, {})
        name = format_html(
            '<a href="{0}" hx-get="{0}" hx-target="#dialog" data-dialog="wide">{1}</a>', url, field.label.text()
        )
        rows.append(
            Row(
                id=field.key,
                name=field.label.text(),
                values={
                    "field": name,
                    "visible": _said(rule.get("visible"), says_nothing=True),
                    "required": _said(rule.get("required"), says_nothing=False),
                    "readonly": _said(rule.get("readonly"), says_nothing=False),
                },
            )
        )
    text = _("A rule holds at every door: on screens, in the API, in an import. Press a field to set its rule.")
    table = Table(columns=columns, groups=[Group(rows=rows)], caption=_("Rules of fields"), is_static=True)
    return join((format_html('<p class="a-help">{}</p>', text), table))


def _said(stated: Any, *, says_nothing: bool) -> Html:
    if stated is None or stated is says_nothing or stated == "":
        return EMPTY
    if isinstance(stated, bool):
        return _("always") if stated else _("never")
    return format_html("<code>{}</code>", stated)
