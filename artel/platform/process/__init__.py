"""Pipelines at work: which stages a record may stand in and which moves are allowed.

What every write obeys is listed in `rules.py`: which pipeline (`choosing.py`), which moves, which gates (`gates.py`),
why it ended (`reasons.py`). `moving.py` is the verb that moves records, and what boards and stage bars ask.
What a stage means (lost, won) is the domain's own rule.
"""
