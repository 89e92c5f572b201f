"""Handing over: all that is a person's goes to others, in one operation that can be watched, resumed and undone.

What is handed over are *parts* (`parts.py`): the records of every section with an owner, and what features add. A
preview (`planning.py`) says what goes to whom; once begun, every thing is an item (`models.py`) that a job hands over
in batches through the door (`running.py`).
"""
