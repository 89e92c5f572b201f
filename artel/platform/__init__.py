"""Machinery without a business word: it asks the domain only through registries."""
