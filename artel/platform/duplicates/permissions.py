"""The tool of duplicates: the work list of what a search has found."""

from __future__ import annotations

from artel.platform.access.permissions import declare_tools
from artel.platform.kernel.labels import Label

REVIEW = "duplicates.review"

declare_tools({REVIEW: Label("Разбор дубликатов", "Reviewing duplicates")})
