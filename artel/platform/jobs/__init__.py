"""Background work: how a job begins (`job.py`), and the house's own upkeep (`tasks.py`).

Jobs are Procrastinate's, in the same database: deferred inside a transaction, they roll back with it.
"""
