"""Automation: what follows by itself when something happens to records. Rules are definitions (kind `rule`).

Events of the door (`subscribers.py`) → rules that they concern (`specs.py`) → the records of which the condition is
true, one query a rule (`matching.py`) → actions for all of them at once (`running.py`, `acts/`) → the log of every run
(`models.py`, `log.py`). What goes outward waits in the outbox (`outbox.py`) until a job has sent it.
"""
