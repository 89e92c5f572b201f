"""The calendar: records of every section that takes place at a time, by day, week and month, or with people in rows.

Begin with `state.py` (what the address says), then `events.py` (what is read) and `screen.py` (what is shown).
"""
