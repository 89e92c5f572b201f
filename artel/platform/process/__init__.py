"""Pipelines at work: which stages a record may stand in and which moves are allowed.

The rule that every write obeys is in `rules.py`; `moving.py` is the verb that moves records and the
questions that boards and stage bars ask. What a stage means (lost, won) is the domain's own rule.
"""
