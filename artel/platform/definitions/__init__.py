"""The configuration: documents of several kinds, numbered revisions, the snapshot that requests read.

`kinds/` holds one module per kind; `snapshot.py` builds the frozen value; `planning.py` and
`applying.py` change it: plan, apply in one transaction, restore any revision.
"""
