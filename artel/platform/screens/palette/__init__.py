"""Ctrl+K and the page of search: sections, acts and records by a few letters."""
