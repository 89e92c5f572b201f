"""Merging records: which one stays, which value of each field, and taking it back."""
