"""Approvals (визы): a stage asks somebody named for a decision; it is final, logged, and moves the record on.

Begin with `models.py`; `opening.py` asks (for a batch of records at once), `deciding.py` is the one door of decisions,
`overdue.py` what the clock does, `gate.py` what gates wait for, `reading.py` what screens show.
"""
