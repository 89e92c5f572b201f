"""Work with a person and a time: tasks, calls, meetings, called activities together.

An activity is about any record (`about_section`, `about_id`); the account and contact columns are filled
from that record, so that a client's card shows everything. Start at `models.py`; verbs are in `actions.py`.
"""
