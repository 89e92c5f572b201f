"""Files of records: kept under random keys, sniffed, served only to those who see the record, never executed.

`actions.py` stores and removes, `views.py` serves; the storage is a local folder or S3 (django-storages).
"""
