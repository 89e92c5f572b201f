"""Pipelines of a section: stages in rows, and the moves from one to another. `stage_input.py` reads what was sent."""
