"""Invariants: what must always be so («no client without a planned activity»), declared once as kind `invariant`.

The clock looks for records that break one (`looking.py`), keeps them as rows and counts them, tells who answers for
them (`alerting.py`) and mends through the door as rules do (`mending.py`). The board (`screen.py`) reads what is kept.
"""
