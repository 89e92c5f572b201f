"""Screens of the designer, one module a topic."""
