"""Duplicates: who may already be there, by rules that a company declares (kind of definition `duplicates`).

`rules` of the configuration (`specs.py`) → marks of every live record in a side table (`marking.py`) → twins of a
row, stored or only typed, in one query (`finding.py`). On that stand the refusal in the door (`refusing.py`), the
hint and the question of screens, and the search of the whole base with its work list (`searching.py`, `groups.py`).
"""
