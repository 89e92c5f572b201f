"""Files of records: kept under random keys, sniffed, served only to those who see the record, never executed.

`actions.py` stores and removes, `views.py` serves, `keeping.py` speaks to the storage: a local folder, or an S3 bucket
(`bucket.py`).
"""
