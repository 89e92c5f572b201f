"""Who may do what: permissions, record and field policies, and why somebody sees a record.

`policy.py` is the one entry (`visible_to`, `may`, `require`, `field_access`, `may_use`); `roles.py` says what
the roles of an actor grant, `scopes.py` turns a record policy into a condition of the database, `why.py`
explains both. `permissions.py` names the tools, `audit.py` remembers what must not be forgotten.
"""
