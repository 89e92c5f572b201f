"""Outside things in these tests are real: processes of their own that speak their protocols over the loopback."""

from __future__ import annotations

from tests.e2e.conftest import browser, monkeypatch_module

__all__ = ["browser", "monkeypatch_module"]
