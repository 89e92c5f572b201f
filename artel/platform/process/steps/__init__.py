"""Steps: entering a stage creates its activities, closing one creates those that wait for it.

Begin with `creating.py` (what is due is made, for a batch of records at once); `states.py` says what is due,
`assignees.py` who gets it, `closing.py` and `leaving.py` what follows when work is done and when a record moves on.
"""
