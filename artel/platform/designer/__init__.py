"""The designer: a coordinator shapes sections, fields, layouts, lists, lookups and pipelines with the mouse.

It writes the same definitions as a pack, and nothing else: every save goes into the person's draft (`drafts.py`), the
draft is planned on top of the configuration in force, and applying it makes a revision. Screens show the
configuration as it would be with the draft. Start reading at `drafts.py`, then `views/`.
"""
