"""The generic screens of every section: list, board, card, form, settings."""
