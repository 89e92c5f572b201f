"""How generic screens read records: `plans.py` (columns as one query of plain rows), `paging.py` (order and keyset
pages), `figures.py` (bounded counts and sums). No model instance is made here.
"""
