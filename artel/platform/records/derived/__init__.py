"""Computed fields and rollups on their way through the door: kept right in the transaction of the change.

`spreading.py` follows a change to everything that follows from it, `statements.py` computes (in the database, a
statement per field and batch), `locking.py` takes the locks in one order, `telling.py` writes history and events,
`recomputing.py` is the job for what is too much for a transaction, `consistency.py` the doctor's look.
"""
