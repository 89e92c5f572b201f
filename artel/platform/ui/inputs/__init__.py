"""Inputs that are more than one element: files that go up, the editor of a cell, and fields of Django forms."""
