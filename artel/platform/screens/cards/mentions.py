"""Mentions in comments: «@Name» becomes a pointer to a colleague, who is told about it.

A comment keeps its text as typed and who is mentioned: {"text": …, "mentions": [{"id": 7, "name": "Юсупова Резеда"}]}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artel.platform.ui.component import join
from artel.platform.users.models import User

MOST = 20


def mentioned_in(text: str) -> list[dict[str, Any]]:
    """Return the colleagues named after an @ in a text, at most twenty; one query, none without an @."""
    pieces = [piece for piece in text.split("@")[1:] if piece.strip()][:MOST]
    if not pieces:
        return []
    firsts = {piece.split()[0].strip(".,;:!?»\"'()") for piece in pieces}
    people = User.objects.filter(is_active=True, is_portal=False)
    named = [
        p for first in firsts if first for p in people.filter(name__istartswith=first).values_list("id", "name")[:50]
    ]
    return [
        {"id": i, "name": n}
        for i, n in dict(named).items()
        if any(p.casefold().startswith(n.casefold()) for p in pieces)
    ]


def with_mentions(body: Mapping[str, Any]) -> SafeString:
    """Return a comment as HTML: paragraphs, names of colleagues marked."""
    text = str(body.get("text") or "")
    names = [str(m.get("name") or "") for m in body.get("mentions") or () if isinstance(m, dict)]
    parts: list[object] = [text]
    for name in sorted((n for n in names if n), key=len, reverse=True):
        parts = [piece for part in parts for piece in _marked(part, name)]
    return linebreaks_filter(join(parts))


def _marked(part: object, name: str) -> list[object]:
    """Split a plain text around «@name»; what is marked already stays."""
    if not isinstance(part, str) or isinstance(part, SafeString):
        return [part]
    mark = format_html('<span class="a-at">@{}</span>', name)
    found: list[object] = []
    for number, piece in enumerate(part.split(f"@{name}")):
        if number:
            found.append(mark)
        found.append(piece)
    return found
