"""Approvals on screens: what a card says of them (`panel.py`), the decision itself (`decision.py`), the work list."""
