"""From a need to a deal: leads, their qualification, deals with the people who decide.

Words: lead (a need not yet qualified), deal (a qualified opportunity), deal contact (a person's part in it).
Start at `models.py`; the verbs are in `actions/`.
"""
