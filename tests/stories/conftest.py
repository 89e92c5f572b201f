"""Stories use the same browser as the other tests of screens."""

from __future__ import annotations

from tests.e2e.conftest import browser, monkeypatch_module, open_page

__all__ = ["browser", "monkeypatch_module", "open_page"]
